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
