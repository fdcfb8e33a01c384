"""What a method of evaluation refuses: a text that cannot be published, and facts that the published text forbids."""

from foundation.errors import Refusal


class MethodUnreadable(Refusal):
    """A method is not of the declared shape, or its parts contradict each other."""

    status = 422
    rule = "R-METHOD"
    en = "The evaluation method is not acceptable: {why}."
    zh = "评标办法不符合要求：{why_zh}。"
    do_en = "Correct this part of the method before the tender document is published."
    do_zh = "请在招标文件发布前更正该部分。"


class NotAsPublished(Refusal):
    """A drawn value or a mark is not among those the published method allows."""

    status = 422
    rule = "R-METHOD"
    en = "The published method does not allow this: {why}."
    zh = "招标文件公布的评标办法不允许：{why_zh}。"
    do_en = "Use only the values and criteria that the tender document names."
    do_zh = "请仅使用招标文件载明的取值和评审因素。"


class NothingToCompare(Refusal):
    """No price is left from which a benchmark could be made."""

    rule = "R-METHOD"
    en = "No valid price is left to compare."
    zh = "没有可供比较的有效报价。"
    do_en = "The committee records which bids remain and how the procedure goes on."
    do_zh = "请评标委员会记录剩余有效投标及后续处理意见。"


class ItemUnknown(Refusal):
    """A vote names an item that the document does not have."""

    status = 422
    rule = "条例49"
    en = "The tender document has no review item {item}."
    zh = "招标文件没有评审项{item}，不得作为评审依据。"
    do_en = "Vote on the items that the document names."
    do_zh = "请仅按招标文件规定的评审项评审。"


class VoteUnreasoned(Refusal):
    """Nobody is failed without a page of his bid and a reason."""

    status = 422
    rule = "条例51"
    en = "Failing item {item} needs a page of the bid and a reason."
    zh = "评审项{item}判定为不通过的，须写明投标文件页码和理由。"
    do_en = "Enter the page and the reason, or pass the item."
    do_zh = "请填写页码和理由，或改为通过。"


class AskFirst(Refusal):
    """An item that the document wants asked about before it rejects anybody."""

    rule = "1117号(十三)"
    en = "Item {item} ({clause}) rejects nobody before the bidder was asked and has answered or let the time pass."
    zh = "评审项{item}（{clause}）须先要求投标人澄清，待其答复或时限届满后方可判定不通过。"
    do_en = "Ask the bidder a question on this item; it can be failed once he has answered or the time is over."
    do_zh = "请先就该项向投标人提出澄清，收到答复或时限届满后再判定。"
