"""C06: the same person, telephone or mail handles the bids of several (条例40(2)). Pure.

A number that stands beside the title of one's own contact is one's own; elsewhere it may be a manufacturer's.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bidding.methods.leads.lead import Lead
from bidding.methods.leads.names import names_in
from bidding.methods.leads.shared import Seen, grouped, shared
from bidding.methods.leads.texts import BidText, Ordinary

RULE: Final = "C06"
NEAR: Final = 80
"""Characters within which a title belongs to a number."""

_OWN = re.compile(r"联系人|委托代理人|授权委托|授权代表|被授权人|经办人|法定代表人")
_PHONE = re.compile(r"电\s*话|手\s*机|联系方式|传\s*真|[Tt]el|TEL|[Pp]hone")
_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<![\d-])(0\d{2,3})[-) ]{1,2}(\d{7,8})(?![\d])")
_MAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_PERSON = re.compile(
    r"(?:联系人|委托代理人|授权委托人|授权代表|被授权人|经办人)(?:姓名)?[\s:()（）_]{0,6}([\u4e00-\u9fff·]{2,6})"
)


def contacts(bids: Sequence[BidText], ordinary: Ordinary) -> Iterator[Lead]:
    """What the tender's documents say themselves is nobody's."""

    def find(bid: BidText) -> Iterator[Seen]:
        return (one for one in contacts_in(bid) if not ordinary.has(one.value))

    yield from grouped(RULE, shared(bids, find))


def contacts_in(bid: BidText) -> Iterator[Seen]:
    """Telephones, mails and names of persons to speak to."""
    for place, text in bid.pages:
        yield from (_seen(text, one, "".join(one.groups()), place) for one in _MOBILE.finditer(text))
        yield from (_seen(text, one, one[0].casefold(), place) for one in _MAIL.finditer(text))
        for one in _LANDLINE.finditer(text):
            if _PHONE.search(around(text, one)):
                yield _seen(text, one, f"{one[1]}-{one[2]}", place)
        yield from (Seen(name, place, name, False) for name in names_in(text, _PERSON))


def _seen(text: str, found: re.Match[str], value: str, place: str) -> Seen:
    return Seen(value, place, value, bool(_OWN.search(around(text, found))))


def around(text: str, found: re.Match[str]) -> str:
    """What stands near it."""
    return text[max(0, found.start() - NEAR) : found.end() + NEAR]
