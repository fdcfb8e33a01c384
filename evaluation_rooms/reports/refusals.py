"""Why a deed around a report is refused."""

from foundation.errors import Refusal


class OnlyHead(Refusal):
    """The head of the committee has the report made."""

    status = 403
    rule = "Order 12 Art. 9"
    en = "Only the head of the committee has the report made."
    zh = "评标报告由评标委员会负责人组织形成。"
    do_en = "Ask the head to make it; every member signs it then."
    do_zh = "请由负责人操作，形成后各成员签署。"


class NothingToReport(Refusal):
    """The lots of the room are not settled."""

    rule = "条例53"
    en = "The result of this room is not there yet."
    zh = "本场评审结果尚未产生。"
    do_en = "Come back when every member has finished."
    do_zh = "请待全体成员完成评审后再操作。"


class NoReport(Refusal):
    """No report was made, or not of this lot."""

    status = 404
    rule = "条例53"
    en = "There is no report of this lot yet."
    zh = "本标段评标报告尚未形成。"
    do_en = "It is there once the committee's head has had it made and the committee has finished."
    do_zh = "评标委员会完成评审并形成报告后可查看。"


class OtherReport(Refusal):
    """What was signed is not the report that stands."""

    rule = "条例53"
    en = "The signature is for another report than the one that stands ({report})."
    zh = "所签署的不是现行的评标报告（{report}）。"
    do_en = "Fetch the report again, read it, and sign that one."
    do_zh = "请重新获取评标报告，阅后签署。"


class SignatureBroken(Refusal):
    """The signature does not hold under the key of the pledge."""

    status = 422
    rule = "条例53"
    en = "The signature does not hold under the key that you bound with your pledge."
    zh = "签名与您签署承诺书时绑定的密钥不符。"
    do_en = "Sign at the workstation where you pledged; when its key is lost, call staff."
    do_zh = "请在签署承诺书的工位上操作；密钥丢失的，请呼叫工作人员。"


class SigningOver(Refusal):
    """The report is handed in."""

    rule = "条例53"
    en = "The report was handed in at {at}; nothing is added to it any more."
    zh = "评标报告已于{at}提交，不能再签署或补充意见。"
    do_en = "Tell the supervisor what you want to add."
    do_zh = "如需补充，请向行政监督部门书面反映。"


class DissentStands(Refusal):
    """A dissent is given once."""

    rule = "条例53"
    en = "You have given your dissenting opinion already; it is never changed."
    zh = "您已提交不同意见，内容不能更改。"
    do_en = "Read what stands."
    do_zh = "请查看已提交的意见。"


class ReviewRuns(Refusal):
    """One check at a time."""

    rule = "R-REVIEW"
    en = "A check of this report is going on."
    zh = "本评标报告正在复核。"
    do_en = "Answer it first."
    do_zh = "请先完成该次复核。"


class ReviewedOften(Refusal):
    """A report is not sent back without end."""

    rule = "R-REVIEW"
    en = "This report was checked {most} times already."
    zh = "本评标报告已复核{most}次，不得再次要求复核。"
    do_en = "Publish the candidates, or tell the supervisor what is wrong."
    do_zh = "请依法公示中标候选人；认为有违法情形的，请报行政监督部门。"


class NoReviewRuns(Refusal):
    """Nobody asked for a check."""

    rule = "R-REVIEW"
    en = "No check of this report is going on."
    zh = "本评标报告没有进行中的复核。"
    do_en = "Reload the page."
    do_zh = "请刷新页面。"
