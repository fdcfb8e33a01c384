"""What a report is called, who may read it when, and why its check may be asked for. Pure."""

from typing import Final, Literal

REPORT: Final = "tianping/evaluation-report/1"
CLOSING: Final = "tianping/report-closing/1"
DISSENT: Final = "tianping/report-dissent/1"
REVIEW: Final = "tianping/report-review/1"

Ground = Literal["standards", "objective", "deviation", "low_price", "clarification", "rejection", "arithmetic"]
Outcome = Literal["accept", "void"]

GROUNDS: Final[dict[str, tuple[str, str]]] = {
    "standards": ("未按招标文件规定的评标标准和方法评标", "not judged by the published standards and methods"),
    "objective": ("客观评审因素评分不一致", "objective criteria marked differently"),
    "deviation": ("评分畸高、畸低", "marks far above or below the others"),
    "low_price": ("异常低价未经询问、分析", "a low price not asked about"),
    "clarification": ("应当澄清而未要求澄清", "a clarification that was due was not asked for"),
    "rejection": ("否决投标理由不成立", "a bid rejected without a ground"),
    "arithmetic": ("算术错误", "an error of calculation"),
}
"""What the buyer checks before he publishes candidates (1117号五)."""

COMPOSED_IN: Final = ("RANKED", "SIGNING")
READERS: Final = ("buyer", "agency", "supervisor")
"""Relations to a project that read a report before it is public."""
