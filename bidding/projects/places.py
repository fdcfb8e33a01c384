"""How a division code narrows a list: a province holds its cities, a city its counties."""

import re

from foundation.errors import FieldRefused


def code_prefix(code: str) -> str:
    """The digits with which every code inside this one begins: 420000 -> 42, 420500 -> 4205, 429004 -> 429004."""
    if not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise FieldRefused(field="region", why="a division code has six digits", why_zh="行政区划代码为6位数字")
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code
