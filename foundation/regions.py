"""Places by division code (GB/T 2260): the 17 units of Hubei, the neighbours, and which city a code belongs to.

The trap: 4290xx are cities of their own (仙桃, 潜江, 天门, 神农架) although they share four digits, and so are
the other units whose third and fourth digits are 90. A body of the province has the code 420000 but sits in Wuhan:
what counts for "from another city" is where it sits.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from foundation.errors import Refusal


class RegionCodeUnknown(Refusal):
    """A division code is not six digits."""

    status = 422
    rule = "D-FORM"
    en = "{code} is not a division code of six digits."
    zh = "{code}不是6位行政区划代码。"
    do_en = "Use the code of GB/T 2260, for example 420500 for Yichang."
    do_zh = "请使用GB/T 2260行政区划代码，如宜昌市为420500。"


class Region(NamedTuple):
    """A unit with its names; `short` is the name as tables print it."""

    code: str
    zh: str
    short: str
    en: str


def _units(*rows: tuple[str, str, str, str]) -> Mapping[str, Region]:
    return MappingProxyType({row[0]: Region(*row) for row in rows})


HUBEI = "420000"

HUBEI_UNITS = _units(
    ("420100", "武汉市", "武汉", "Wuhan"),
    ("420200", "黄石市", "黄石", "Huangshi"),
    ("420300", "十堰市", "十堰", "Shiyan"),
    ("420500", "宜昌市", "宜昌", "Yichang"),
    ("420600", "襄阳市", "襄阳", "Xiangyang"),
    ("420700", "鄂州市", "鄂州", "Ezhou"),
    ("420800", "荆门市", "荆门", "Jingmen"),
    ("420900", "孝感市", "孝感", "Xiaogan"),
    ("421000", "荆州市", "荆州", "Jingzhou"),
    ("421100", "黄冈市", "黄冈", "Huanggang"),
    ("421200", "咸宁市", "咸宁", "Xianning"),
    ("421300", "随州市", "随州", "Suizhou"),
    ("422800", "恩施土家族苗族自治州", "恩施", "Enshi"),
    ("429004", "仙桃市", "仙桃", "Xiantao"),
    ("429005", "潜江市", "潜江", "Qianjiang"),
    ("429006", "天门市", "天门", "Tianmen"),
    ("429021", "神农架林区", "神农架", "Shennongjia"),
)

PROVINCES = _units(
    ("420000", "湖北省", "湖北", "Hubei"),
    ("410000", "河南省", "河南", "Henan"),
    ("430000", "湖南省", "湖南", "Hunan"),
    ("360000", "江西省", "江西", "Jiangxi"),
    ("340000", "安徽省", "安徽", "Anhui"),
    ("610000", "陕西省", "陕西", "Shaanxi"),
    ("500000", "重庆市", "重庆", "Chongqing"),
)

NEIGHBOURS = tuple(code for code in PROVINCES if code != HUBEI)

METRO_CIRCLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "武汉": ("420100", "420200", "420700", "420900", "421100", "421200", "429004", "429005", "429006"),
        "襄阳": ("420600", "420300", "421300", "429021"),
        "宜荆荆": ("420500", "420800", "421000", "422800"),
    }
)
"""[K?] Which units widen together when seats are short; check the province's plans before it is shown as law."""

_SEAT_OF_PROVINCE = MappingProxyType({HUBEI: "420100"})


def _checked(code: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise RegionCodeUnknown(code=code)
    return code


def city_key(code: str) -> str:
    """The prefecture-level unit of any division code: 421281 -> 421200, but 429004 stays 429004."""
    _checked(code)
    return code if code[2:4] == "90" else code[:4] + "00"


def seat_city(code: str) -> str:
    """The city a body sits in: its city key, and Wuhan for a body of the province itself (420000 -> 420100)."""
    return _SEAT_OF_PROVINCE.get(city_key(code), city_key(code))


def province_key(code: str) -> str:
    """421281 -> 420000."""
    return _checked(code)[:2] + "0000"


def same_city(one: str, other: str) -> bool:
    """Whether two bodies sit in one prefecture-level unit; counties of one prefecture do, 仙桃 and 潜江 do not."""
    return seat_city(one) == seat_city(other)


def same_province(one: str, other: str) -> bool:
    """Whether two codes lie in one province."""
    return province_key(one) == province_key(other)


def region(code: str) -> Region | None:
    """The unit of Hubei, else the province, that a code belongs to; None if neither is listed here."""
    return HUBEI_UNITS.get(city_key(code)) or PROVINCES.get(province_key(code))


def metro_circle(code: str) -> str | None:
    """The name of the circle that the code's city belongs to."""
    return next((name for name, members in METRO_CIRCLES.items() if city_key(code) in members), None)
