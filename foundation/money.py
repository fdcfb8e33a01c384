"""Money: yuan as Decimal with exactly two places, read strictly, shown with separators and in capital numerals.

An amount is never a float and never without its fen: "26888000.00". Rounding is HALF_UP everywhere.
"""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

from foundation.errors import Refusal

MAX_AMOUNT = Decimal("9999999999999999.99")
"""What `numeric(18,2)` holds."""

_FEN = Decimal("0.01")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,15})\.[0-9]{2}")
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_GROUPS = ("", "万", "亿", "万亿")


class AmountUnreadable(Refusal):
    """A money text is not digits, a point and two digits, or is beyond what a contract can hold."""

    status = 422
    rule = "D-MONEY"
    en = "{text} is not an amount in yuan."
    zh = "{text}不是以元为单位的金额。"
    do_en = "Write yuan with exactly two decimals and no separators, for example 26888000.00."
    do_zh = "请以元为单位填写，保留两位小数，不加分隔符，例如26888000.00。"


def parse_money(text: str) -> Decimal:
    """`"26888000.00"` to Decimal; signs, spaces, separators, other digits and missing fen raise AmountUnreadable."""
    if not _AMOUNT.fullmatch(text):
        raise AmountUnreadable(text=text[:40])
    return Decimal(text)


def money_text(amount: Decimal) -> str:
    """The one written form in records: `26888000.00`. An amount with parts of a fen is our own fault: ValueError."""
    if not amount.is_finite() or not 0 <= amount <= MAX_AMOUNT or amount != round_money(amount):
        raise ValueError(f"{amount} is not a sum of money")
    return f"{amount:.2f}"


def show_money(amount: Decimal) -> str:
    """`26,888,000.00`; negative differences keep their sign."""
    return f"{round_money(amount):,.2f}"


def round_money(amount: Decimal) -> Decimal:
    """To the fen, half up."""
    return amount.quantize(_FEN, context=_WIDE)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """To so many places, half away from zero, whatever the context of the caller."""
    return value.quantize(Decimal(1).scaleb(-places), context=_WIDE)


def percent_of(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    """`part` in percent of `whole`, half up; a whole of zero is ValueError."""
    if whole == 0:
        raise ValueError("a percentage of nothing")
    return round_half_up(_WIDE.divide(part * 100, whole), places)


def capital_money(amount: Decimal) -> str:
    """`人民币贰仟陆佰捌拾捌万捌仟元整`, by the rules of 支付结算办法, annex 1.

    整 follows 元 and 角, never 分; zeros between figures are one 零; where the annex leaves 零 free (a zero of 万 or 元
    before a figure of 仟 or 角) it is not written.
    """
    yuan, fen = divmod(int(money_text(amount).replace(".", "")), 100)
    parts = _fraction(fen, after_yuan=yuan > 0)
    if yuan == 0 and parts != "整":
        return "人民币" + parts
    return f"人民币{_integer(yuan)}元{parts}"


def _fraction(fen: int, *, after_yuan: bool) -> str:
    jiao, fen = divmod(fen, 10)
    if jiao == 0 and fen == 0:
        return "整"
    zero = "零" if jiao == 0 and after_yuan else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    return zero + tenths + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer(yuan: int) -> str:
    """Groups of four digits from the left; a gap before a figure is one 零, trailing zeros are silent."""
    if yuan == 0:
        return "零"
    text, gap = "", False
    for index in reversed(range(4)):
        group = yuan // 10_000**index % 10_000
        if group == 0:
            gap = bool(text)
            continue
        if text and (gap or group < 1_000):
            text += "零"
        text, gap = text + _group(group) + _group_name(index, yuan), False
    return text


def _group_name(index: int, yuan: int) -> str:
    """万亿 is read 万 when 亿 follows in the next group (壹万零贰亿), else 万亿."""
    if index == 3 and yuan // 10_000**2 % 10_000:
        return "万"
    return _GROUPS[index]


def _group(number: int) -> str:
    """1..9999 with its places: 5002 -> 伍仟零贰."""
    text, gap = "", False
    for digit, place in zip(f"{number:04}", _PLACES, strict=True):
        if digit == "0":
            gap = bool(text)
            continue
        text, gap = text + ("零" if gap else "") + _DIGITS[int(digit)] + place, False
    return text
