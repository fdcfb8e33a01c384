"""Why a session cannot be planned, drawn or imported."""

from foundation.errors import Refusal


class CommitteeUnlawful(Refusal):
    """Too small, an even number, or too few experts."""

    status = 422
    rule = "R-COMMITTEE-MIN"
    en = "A committee of {size} with {experts} experts is not lawful: odd, {least} or more, two thirds experts."
    zh = "评标委员会{size}人、专家{experts}人不符合规定：应为{least}人以上单数，专家不少于三分之二。"
    do_en = "Plan an odd number of at least {least}; then at least {needed} are experts."
    do_zh = "请安排{least}人以上单数，其中专家不少于{needed}人。"


class RemoteNeeded(Refusal):
    """A project within the scope of remote evaluation is planned at one place."""

    status = 422
    rule = "S-REMOTE"
    en = "This project is within the scope of remote evaluation; the plan has no sub venue."
    zh = "本项目属于应当远程异地评标的范围，未安排副场。"
    do_en = "Add a sub venue in another city, or record the exemption with the document that permits it."
    do_zh = "请增加其他市州的副场；确属例外的，请登记理由和批准文件。"


class VenueNotRemote(Refusal):
    """A sub venue stands in the main venue's city, whatever its centre's code says."""

    status = 422
    rule = "R-REMOTE-EXPERTS-MIN"
    en = "The sub venue stands in the main venue's own city ({city}); its members would not be remote."
    zh = "副场与主场在同一市州（{city}），不构成异地。"
    do_en = "Choose a venue whose physical city is another one."
    do_zh = "请选择实际所在城市不同的场所。"


class PlanImpossible(Refusal):
    """Bounds that contradict each other, so that no committee could keep them."""

    status = 422
    rule = "R-DRAW-CITIES"
    en = "No committee can keep this plan: {en} ({quota}: {asked} asked, {possible} possible)."
    zh = "该安排无法满足：{zh}（要求{asked}，可行{possible}）。"
    do_en = "Change the seats of the venues or the numbers asked for."
    do_zh = "请调整各场席位或人数要求。"


class SpecialityUnknown(Refusal):
    """A seat names no speciality of the code table in force, or one twice."""

    status = 422
    rule = "D-FORM"
    en = "{code} is not a speciality of the code table, or is named twice."
    zh = "{code}不是专业分类表中的专业，或重复列出。"
    do_en = "Choose specialities of the table in force, each once."
    do_zh = "请从现行专业分类表中选择，每个专业列一次。"


class VenueShort(Refusal):
    """A venue has fewer free seats than the plan may need there."""

    status = 409
    rule = "R-DRAW"
    en = "The venue {venue} has {free} free seats at that time; {needed} may be needed."
    zh = "{venue}该时段空闲工位{free}个，计划最多需要{needed}个。"
    do_en = "Ask for fewer seats there, or choose another time or venue."
    do_zh = "请减少该场席位，或另选时间、场所。"


class LotsUnfit(Refusal):
    """Lots of several projects, unknown ones, or ones that are not opened."""

    status = 409
    rule = "R-DRAW"
    en = "A session covers opened lots of one project: number {lots} of the list is not one."
    zh = "评标场次只能包含同一项目已开标的标段：列表中第{lots}个不符合。"
    do_en = "Choose lots of this project whose opening is closed."
    do_zh = "请选择本项目已完成开标的标段。"


class LotInSession(Refusal):
    """A lot round belongs to another session already."""

    status = 409
    rule = "R-DRAW"
    en = "One of the lots belongs to another evaluation session already."
    zh = "所选标段中已有标段列入其他评标场次。"
    do_en = "Look at the sessions of the project; one lot is judged by one committee."
    do_zh = "请查看本项目的评标场次；一个标段只由一个评标委员会评审。"


class SessionDrawn(Refusal):
    """The committee was drawn; a draw is never repeated."""

    status = 409
    rule = "R-DRAW"
    en = "The committee of this session was drawn already. There is no second draw."
    zh = "本场次已抽取专家，不得重抽。"
    do_en = "Places that become free are filled by the reserves, or by a supplementary draw."
    do_zh = "空缺席位由候补专家或补充抽取递补。"


class RecordUnfit(Refusal):
    """An imported record does not fit the plan; `row` counts from 1, 0 is the record as a whole."""

    status = 422
    rule = "R-DRAW-EXTERNAL"
    en = "The imported draw record does not fit (row {row}): {why}."
    zh = "导入的抽取记录不符合要求（第{row}行）：{why_zh}。"
    do_en = "Correct the record or the plan. Members must be in the pool with the same telephone number and name."
    do_zh = "请核对记录或评标安排；入选专家应已录入专家库，姓名和电话一致。"


class NoChanceYet(Refusal):
    """There is no draw whose probabilities could be told."""

    status = 404
    rule = "R-DRAW"
    en = "There is no draw of this platform for this session whose chances could be told."
    zh = "本场次没有可查询概率的平台抽取。"
    do_en = "Ask once the committee has been drawn."
    do_zh = "请在抽取完成后查询。"


class NotTheCarrier(Refusal):
    """The signature over the body is missing or is not the carrier's; nothing is told about the code."""

    status = 401
    rule = "D-ACCESS"
    en = "The message is not signed by the carrier."
    zh = "该消息未经通信服务方签名。"
    do_en = "Sign the raw body with the carrier's secret (HMAC-SHA256, hex, header Tianping-Signature)."
    do_zh = "请用约定密钥对原始内容签名（HMAC-SHA256，十六进制，Tianping-Signature 头）。"


class NotYetAbsent(Refusal):
    """Nobody is absent before the session has begun."""

    rule = "R-EXPERT-ABSENT"
    en = "The session begins at {starts_at}; nobody is absent before that."
    zh = "评标于{starts_at}开始，此前不作缺席登记。"
    do_en = "Wait until it has begun. Who says that he cannot come answers 2 himself."
    do_zh = "请在开始后登记；不能参加的专家由本人回复2。"


class PlaceNotHeld(Refusal):
    """The place has no holder who accepted."""

    rule = "R-EXPERT-ABSENT"
    en = "Place {place} has nobody who accepted (state {state})."
    zh = "{place}号席位目前没有已确认参加的专家（{state}）。"
    do_en = "Look at the places again; a reserve may have been called."
    do_zh = "请重新查看席位，可能已通知候补专家。"


class RecordNotPublished(Refusal):
    """The draw record is sealed until the result is fixed."""

    status = 404
    rule = "R-DRAW-PUBLISH"
    en = "There is no published draw record of this session."
    zh = "没有该场次已公开的抽取记录。"
    do_en = "The record comes out once the result is fixed."
    do_zh = "结果确定后公开抽取记录。"
