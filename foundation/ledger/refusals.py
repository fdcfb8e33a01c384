"""What the ledger refuses."""

from foundation.errors import Refusal


class FillersStayHidden(Refusal):
    """The filler key of that tick has not come out yet."""

    status = 404
    rule = "D-LOG"
    en = "The fillers of tick {tick} are not public yet."
    zh = "第 {tick} 号时刻的填充密钥尚未公开。"
    do_en = "They come out once every lot that was sealed in that tick has been opened or destroyed."
    do_zh = "待该时刻所涉标段全部开标或销毁后公开。"


class TooManyLeaves(Refusal):
    """More leaves in one answer than are given at once."""

    status = 400
    rule = "D-FORM"
    en = "At most {limit} leaves are given at once, and the start must not lie after the end."
    zh = "一次最多返回 {limit} 个叶子，且起点不得晚于终点。"
    do_en = "Ask for a shorter range."
    do_zh = "请缩小范围。"
