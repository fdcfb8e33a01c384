"""A lot as a committee judges it, frozen as JSON when its room first looked, and the names of its bids. Pure.

While the blind part is marked a bid has a pseudonym T1, T2 .. instead of its digest and its bidder's name. All members
see the same ones; the permutation comes from a seed that nobody who judges knows, and anybody can repeat it later.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from bidding.methods.scheme import Scheme, read_scheme
from crypto.encoding import H
from crypto.verifiable_draw.generator import Stream
from foundation.errors import NoSuchThing
from foundation.money import AmountUnreadable, parse_money

BID = "bid 投标"


@dataclass(frozen=True)
class FrozenBid:
    """A valid bid: digest in hex, pseudonym, bidder, and the price as it was read out."""

    bid: str
    pseudonym: str
    name: str
    uscc: str
    price: str

    @property
    def amount(self) -> Decimal:
        """The price in yuan; 0 where none can be read."""
        try:
            return parse_money(self.price)
        except AmountUnreadable:
            return Decimal(0)


@dataclass(frozen=True)
class LotFacts:
    """What a lot is judged by. `seed`: the opening's, or the opening record's digest where nothing was drawn."""

    lot: str
    round: int
    number: int
    name: str
    project: str
    works: bool
    rulebook: int
    rehearsal: bool
    tender: str
    opening_record: str
    seed: str
    ceiling: str | None
    coefficients: tuple[tuple[str, str], ...]
    scheme_json: Mapping[str, Any]
    bids: tuple[FrozenBid, ...]
    price_record: str | None = None
    """Of lots with two envelopes: the digest of the second opening's record, once there is one."""

    @property
    def waits_for_prices(self) -> bool:
        """Whether prices are shut still (双信封)."""
        return self.scheme.envelopes == 2 and self.price_record is None

    @cached_property
    def scheme(self) -> Scheme:
        """How it is judged."""
        return read_scheme(self.scheme_json)

    @property
    def ceiling_amount(self) -> Decimal | None:
        """In yuan."""
        return None if self.ceiling is None else Decimal(self.ceiling)

    @cached_property
    def by_digest(self) -> dict[str, FrozenBid]:
        """Every bid by its digest."""
        return {one.bid: one for one in self.bids}

    def named(self, name: str, *, hidden: bool) -> FrozenBid:
        """The bid of that pseudonym while names are hidden, else of that digest."""
        found = next((one for one in self.bids if name == (one.pseudonym if hidden else one.bid)), None)
        if found is None:
            raise NoSuchThing(what=BID)
        return found

    def shown(self, bid: str, *, hidden: bool) -> str:
        """How the bid of this digest is called now."""
        return self.by_digest[bid].pseudonym if hidden else bid


def pseudonyms(bids: Sequence[str], opening_record: str, seed: bytes) -> dict[str, str]:
    """T1, T2 .. by bid. `seed`: of the session's first draw, secret until the result is fixed."""
    label = H("pseudonyms", bytes.fromhex(opening_record), seed)
    drawn = Stream(label, "pseudonyms").shuffled(sorted(bids))
    return {bid: f"T{number}" for number, bid in enumerate(drawn, 1)}


def read_facts(told: Mapping[str, Any]) -> LotFacts:
    """What `actions.lots` froze."""
    pairs = tuple((name, value) for name, value in told["coefficients"])
    return LotFacts(**{**told, "coefficients": pairs, "bids": tuple(FrozenBid(*one) for one in told["bids"])})
