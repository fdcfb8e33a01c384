"""Why something cannot be judged now, or not so."""

from foundation.errors import Refusal


class NotJudgedHere(Refusal):
    """The lot has no scheme."""

    rule = "条例49"
    en = "The tender document of this lot does not say how it is judged here."
    zh = "该标段招标文件未载明在本系统评审的办法。"
    do_en = "Judge it as the tender document says."
    do_zh = "请按招标文件规定的方式评审。"


class SheetHandedIn(Refusal):
    """What was handed in stands."""

    rule = "条例49"
    en = "This sheet is handed in; nothing is written on it any more."
    zh = "该评分表已提交，不能再修改。"
    do_en = "What you sent is not saved. After all have handed in you may be asked to look at single marks again."
    do_zh = "本次录入未保存。全体成员提交后，如有提示可对个别评分复核。"


class SheetStale(Refusal):
    """Another window has written on the sheet since."""

    rule = "D-SHEET"
    en = "This sheet was changed in another window: it has version {version} now."
    zh = "该评分表已在其他窗口修改（当前版本{version}）。"
    do_en = "Look at the sheet as it is now and hand it in then."
    do_zh = "请刷新核对后再提交。"


class SheetIncomplete(Refusal):
    """Places of the sheet are empty."""

    status = 422
    rule = "条例49"
    en = "{count} places of the sheet are empty, the first: {first}."
    zh = "评分表还有{count}处未填写，第一处：{first}。"
    do_en = "Fill in every place and hand in again."
    do_zh = "请全部填写后再提交。"


class MarkOutOfRange(Refusal):
    """A mark is no figure from 0 to full marks."""

    status = 422
    rule = "条例49"
    en = "{criterion} is marked from 0 to {weight} with at most two decimals, not {value}."
    zh = "{criterion}的评分范围为0至{weight}，最多两位小数，不能是{value}。"
    do_en = "Correct the mark."
    do_zh = "请更正该项评分。"


class NotOnThisSheet(Refusal):
    """The document does not name it, or it belongs to another part, or the bid is out."""

    status = 422
    rule = "条例49"
    en = "{name} is not on this sheet."
    zh = "{name}不在本评分表中。"
    do_en = "Look at the sheet as it is now."
    do_zh = "请刷新评分表。"


class AlertAnswered(Refusal):
    """An alert is answered once."""

    rule = "1117号(五)"
    en = "This was answered already: {answer}."
    zh = "该提示已答复（{answer}）。"
    do_en = "Look at the sheet as it is now."
    do_zh = "请刷新评分表。"


class MustDiffer(Refusal):
    """A mark is changed to another one."""

    status = 422
    rule = "1117号(五)"
    en = "A changed mark must differ from {before}."
    zh = "选择修改的，新评分应不同于{before}。"
    do_en = "Give another mark, or confirm the one that stands."
    do_zh = "请填写新的评分，或选择维持原评分。"


class NotAsked(Refusal):
    """A low price is voted on after its bidder had his say."""

    rule = "Order 12 Art. 21"
    en = "This bidder was not asked about his price yet, or his time is not over."
    zh = "尚未就报价询问该投标人，或答复时限未满。"
    do_en = "Ask him, and vote once he has answered or the time is over."
    do_zh = "请先提出询问，收到答复或时限届满后再表决。"


class NothingToVote(Refusal):
    """The committee has nothing of that kind to decide."""

    rule = "Order 12 Art. 27"
    en = "There is no such vote at the moment."
    zh = "当前没有需要表决的该事项。"
    do_en = "Look at the sheet as it is now."
    do_zh = "请刷新，查看当前事项。"


class PricesShut(Refusal):
    """A price of a lot with two envelopes is corrected by nobody: marks are locked before it is opened."""

    rule = "R-PRICE-NOTICE"
    en = "This lot has two envelopes: its marks are locked before prices are opened, and prices stand as read out."
    zh = "本标段为双信封：评分锁定后才开启报价，报价以第二次开标唱标结果为准，不作修正。"
    do_en = "Ask the bidder where a price needs an explanation."
    do_zh = "报价需要说明的，请向投标人提出书面询问。"


class PriceAgreed(Refusal):
    """A member has handed in by these prices already."""

    rule = "Order 12 Art. 19"
    en = "Members have handed in by the prices as they are; they cannot be corrected any more."
    zh = "已有成员按现有价格提交，不能再修正价格。"
    do_en = "Correct prices before the open part is handed in."
    do_zh = "价格修正应在详细评审提交前完成。"


class QuestionTaken(Refusal):
    """The id belongs to another question."""

    rule = "D-SHEET"
    en = "Another question or correction has this number."
    zh = "该编号已用于其他提问或修正。"
    do_en = "Send it with a new number."
    do_zh = "请使用新的编号。"


class MailboxClosed(Refusal):
    """No bid of this lot was judged under that key; nothing else is told."""

    status = 403
    rule = "条例52"
    en = "There is no mailbox for this key in this lot."
    zh = "该密钥在本标段没有澄清信箱。"
    do_en = "Use the key of your bid, once the evaluation has begun."
    do_zh = "评标开始后，请使用本次投标的投标密钥。"


class LetterRefused(Refusal):
    """A statement under a bid key is not what this door takes."""

    status = 422
    rule = "条例52"
    en = "The signed statement is not acceptable: {why}."
    zh = "签名文件不符合要求：{why}。"
    do_en = "Sign the statement again and send it."
    do_zh = "请重新签名后提交。"


class AnswerLate(Refusal):
    """The time to answer is over, or another answer was given."""

    rule = "R-QUESTION"
    en = "The question cannot be answered any more: {why}"
    zh = "该提问已不能答复：{why_zh}"
    do_en = "The committee goes on with what it has."
    do_zh = "评标委员会将依据现有材料继续评审。"
