"""Why a deed around a lead is refused."""

from foundation.errors import Refusal


class VerdictStands(Refusal):
    """All have voted."""

    rule = "条例40"
    en = "Every member has voted on the leads of this lot; what the committee found stands."
    zh = "全体成员已就本标段线索表决，认定结果不再更改。"
    do_en = "Who sees it otherwise says so when the report is signed."
    do_zh = "持不同意见的，请在签署评标报告时书面说明。"


class SearchRuns(Refusal):
    """The leads of the ranking that stands are not found yet."""

    rule = "domain 5.3"
    en = "The search for leads in this lot is not over yet."
    zh = "本标段线索筛查尚未完成。"
    do_en = "Come back in a moment."
    do_zh = "请稍后再试。"
