"""C07: the same person stands in the project teams of several bidders (条例40(3)). Pure.

An identity number or the number of a certificate is one person's; a name alone may be that of two.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bidding.methods.leads.lead import Lead
from bidding.methods.leads.names import names_in
from bidding.methods.leads.shared import Seen, grouped, shared
from bidding.methods.leads.texts import BidText, Ordinary

RULE: Final = "C07"
_ROLES = (
    "项目经理|项目负责人|技术负责人|总工程师|总监理工程师|总监代表|专业监理工程师|监理员|安全员|施工员|质量员|质检员|"
    "材料员|造价员|资料员|预算员|劳务员|机械员|测量员|造价工程师|建造师|安全负责人|质量负责人|设计负责人"
)
_MEMBER = re.compile(rf"(?:{_ROLES})(?:姓名)?[\s:()（）|_]{{1,6}}([\u4e00-\u9fff·]{{2,6}})")
_IDENTITY = re.compile(r"(?<!\d)([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?!\d)")
_PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔滇藏陕甘青宁新"
_CERTIFICATE = re.compile(rf"([{_PROVINCES}]\d{{12,16}})(?!\d)")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


def people(bids: Sequence[BidText], ordinary: Ordinary) -> Iterator[Lead]:
    """Those whom the tender's documents name are nobody's."""

    def find(bid: BidText) -> Iterator[Seen]:
        return (one for one in people_in(bid) if not ordinary.has(one.value))

    yield from grouped(RULE, shared(bids, find))


def people_in(bid: BidText) -> Iterator[Seen]:
    """Numbers of identity cards and certificates anywhere, names behind a role in the team."""
    for place, text in bid.pages:
        for one in _IDENTITY.finditer(text):
            if is_identity(number := one[1].upper()):
                yield Seen(number, place, masked(number), True)
        yield from (Seen(one[1], place, one[1], True) for one in _CERTIFICATE.finditer(text))
        yield from (Seen(name, place, name, False) for name in names_in(text, _MEMBER))


def is_identity(number: str) -> bool:
    """Whether the check digit of an identity number is right (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True))
    return _CHECKS[total % 11] == number[17]


def masked(number: str) -> str:
    """Without the day of birth: whoever has the page before him sees that it is the one."""
    return f"{number[:6]}********{number[14:]}"
