"""What is said when a deadline forbids a deed, or is itself not acceptable."""

from foundation.errors import Refusal


class DeadlineBehind(Refusal):
    """The deadline has passed; equal is late."""

    rule = "R-DEADLINE"
    en = "The deadline {deadline} has passed (server time {at}); nothing of this tender can be changed any more."
    zh = "投标截止时间{deadline}已过（服务器时间{at}），本次招标的任何内容不能再变更。"
    do_en = "Nothing was changed. The opening takes its course; a failed tender may be tendered again."
    do_zh = "本次操作未生效。开标照常进行；招标失败的，可以重新招标。"


class DeadlineNotLater(Refusal):
    """An extension names a moment that is not later than the deadline in force."""

    status = 422
    rule = "R-CLARIFY"
    en = "A deadline only moves later: {new} is not after {deadline}."
    zh = "投标截止时间只能延后：{new}不晚于现截止时间{deadline}。"
    do_en = "Choose a later moment; sealed bids stay valid."
    do_zh = "请选择更晚的时间；已递交的投标文件继续有效。"


class DeadlineNotAhead(Refusal):
    """A tender cannot be published with a deadline that is over."""

    status = 422
    rule = "R-DEADLINE"
    en = "The deadline {deadline} is not in the future (server time {at})."
    zh = "投标截止时间{deadline}不在将来（服务器时间{at}）。"
    do_en = "Choose a moment that has not come yet."
    do_zh = "请选择尚未到来的时间。"


class DeadlineTooFar(Refusal):
    """A deadline beyond what any tender needs is a slip of the pen."""

    status = 422
    rule = "D-DEADLINE"
    en = "The deadline {deadline} is more than three years away."
    zh = "投标截止时间{deadline}距今超过三年。"
    do_en = "Check the year."
    do_zh = "请核对年份。"


class CursorUnreadable(Refusal):
    """`after` is not what an earlier page gave as `next`."""

    status = 400
    rule = "D-FORM"
    en = "The value of after is not one that an earlier page gave."
    zh = "参数 after 不是前一页给出的值。"
    do_en = "Begin without it and follow the field next."
    do_zh = "请先不带该参数查询，再按 next 翻页。"
