"""Why documents are not taken, settled or published."""

from foundation.errors import Refusal


class FileNameRefused(Refusal):
    """A name that could mean two things on two machines, or two names that could mean one."""

    status = 422
    rule = "D-FILE-NAME"
    en = "The file name is not acceptable: {why}."
    zh = "文件名不符合要求：{why}。"
    do_en = "Use up to 120 characters without slashes, control characters, or a space or dot at the edge."
    do_zh = "文件名不超过120个字符，不含斜杠和控制字符，首尾不为空格或点，且不与其他文件重名（不区分大小写）。"


class LengthNeeded(Refusal):
    """The bytes are streamed; their number must be known."""

    status = 411
    rule = "D-FORM"
    en = "The header Content-Length is missing or not a number."
    zh = "缺少 Content-Length 请求头，或其值不是数字。"
    do_en = "Send the file as the whole body, with its length."
    do_zh = "请将文件作为请求体完整发送，并注明长度。"


class FileCutOff(Refusal):
    """The stream ended early or ran on; nothing was kept."""

    status = 400
    rule = "D-FORM"
    en = "The file did not arrive whole. Nothing was kept."
    zh = "文件未完整传输，本次内容未保存。"
    do_en = "Send it again."
    do_zh = "请重新上传。"


class TooManyFiles(Refusal):
    """More files than a reader could ever want."""

    status = 422
    rule = "D-FORM"
    en = "A version holds at most {most} files."
    zh = "一个版本最多包含{most}个文件。"
    do_en = "Join small files into one."
    do_zh = "请合并小文件。"


class NoDraft(Refusal):
    """There is no open draft of the documents."""

    rule = "D-STATE"
    en = "There is no open draft of the documents."
    zh = "当前没有可编辑的招标文件草稿。"
    do_en = "After publication open a new version (POST /api/lots/{lot}/versions); before it, reopen the settled one."
    do_zh = "公告发布后请先新建版本；发布前请先撤销定稿。"


class NothingToSettle(Refusal):
    """A version without files says nothing."""

    status = 422
    rule = "R-DOC-SALE"
    en = "The draft holds no file."
    zh = "草稿中没有文件。"
    do_en = "Upload the tender documents first."
    do_zh = "请先上传招标文件。"


class ClarificationLate(Refusal):
    """A change that may affect bids comes too near to the deadline (法23, 条例21)."""

    status = 422
    rule = "R-CLARIFY"
    en = "A new version now needs a deadline not before {earliest}; the deadline is {deadline}."
    zh = "现在更新招标文件，投标截止时间不得早于{earliest}；现截止时间为{deadline}。"
    do_en = "Extend the deadline first, then publish the version. Bids that are sealed already stay valid."
    do_zh = "请先延长投标截止时间，再发布新版本。已递交的投标文件继续有效。"


class KeySetIncomplete(Refusal):
    """Not every custodian has signed; nobody may seal to such keys."""

    rule = "R-CUSTODIAN-KEYS"
    en = "The custodians' key set is not complete: {signed} of {of} have signed."
    zh = "开标密钥组尚未完成：{of}家保管单位中{signed}家已签署。"
    do_en = "Wait until every custodian has signed its statement, or propose others."
    do_zh = "请待全部保管单位签署声明，或另行选定。"


class KeySetStale(Refusal):
    """The custodians signed another state of the documents."""

    rule = "R-CUSTODIAN-KEYS"
    en = "The custodians signed other documents than those that are settled now."
    zh = "保管单位签署的不是现定稿的招标文件。"
    do_en = "Propose the key set again, so that the custodians sign these documents."
    do_zh = "请重新提交密钥组，由保管单位对现定稿文件签署。"


class RehearsalUnmarked(Refusal):
    """The rehearsal's clocks have no force in law."""

    status = 422
    rule = "R-BID-PERIOD"
    en = "Rulebook {rulebook} is for rehearsals only, and this is not marked as one."
    zh = "规则集{rulebook}仅用于演练，本次未标明为演练。"
    do_en = "Publish under rulebook 1, or mark the tender as a rehearsal."
    do_zh = "请使用规则集1发布，或标明为演练。"


class PublishedOtherwise(Refusal):
    """The lot is published already, with another deadline or rulebook."""

    rule = "D-STATE"
    en = "The lot is published already, with deadline {deadline} under rulebook {rulebook}."
    zh = "本标段已发布，投标截止时间为{deadline}，适用规则集{rulebook}。"
    do_en = "A published deadline moves by an extension only."
    do_zh = "已发布的截止时间只能通过延期变更。"
