"""C12: bonds that come from one account, or are one and the same (条例40(6)). Pure.

What platforms of banks know is not here: read are the number that a bidder names as its bond when it seals, and
accounts that stand in the files.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bidding.methods.leads.contacts import around
from bidding.methods.leads.lead import Lead
from bidding.methods.leads.shared import Seen, grouped, shared
from bidding.methods.leads.texts import BidText, Ordinary, words

RULE: Final = "C12"
IDENTITY: Final = "身份信息"
SHORTEST: Final = 6
"""A shorter number is a word like 保函 or none."""

_ACCOUNT = re.compile(r"(?:账|帐)\s*(?:户|号)(?:号码)?[\s:()]{0,4}(\d[\d -]{8,32}\d)(?!\d)")
_NO_NUMBER = re.compile(r"[^a-z0-9]")
_PAID = re.compile(r"保证金|付款|缴纳|汇款|转出|保函")


def bonds(bids: Sequence[BidText], ordinary: Ordinary) -> Iterator[Lead]:
    """Of bids that name the same number; the account into which everybody pays stands in the tender's documents."""

    def find(bid: BidText) -> Iterator[Seen]:
        return (one for one in bonds_in(bid) if not ordinary.has(one.value))

    yield from grouped(RULE, shared(bids, find))


def bonds_in(bid: BidText) -> Iterator[Seen]:
    """Numbers of the bond itself, and of accounts."""
    if len(number := _NO_NUMBER.sub("", words(bid.bond))) >= SHORTEST and any(sign.isdigit() for sign in number):
        yield Seen(number, IDENTITY, bid.bond, True)
    for place, text in bid.pages:
        for one in _ACCOUNT.finditer(text):
            account = re.sub(r"[ -]", "", one[1])
            yield Seen(account, place, account, bool(_PAID.search(around(text, one))))
