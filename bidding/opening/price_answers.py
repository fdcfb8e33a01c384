"""What the doors of a second opening 第二次开标 answer."""

from typing import Literal, TypedDict

from bidding.opening.answers import CustodianSeen
from bidding.opening.documents import SignedOpeningRecord
from bidding.opening.price_documents import SignedPriceList

PricePhase = Literal["notice", "await_prices", "open_prices", "read_out", "closed"]
"""What it waits for: its hour, custodians, workers, confirmations, nothing."""

# One of its names is that of a type, so that the others could not name it in a class.
class PriceListShown(TypedDict):
    list: SignedPriceList
    opening_record: SignedOpeningRecord
"""The list of passed bids, and the record of the first opening over which it was made."""


class PriceProgress(TypedDict):
    """Who released the prices, and how many bids of how many are decided."""

    opened: int
    of: int
    custodians: list[CustodianSeen]


class PriceHall(PriceProgress):
    """The second opening as anybody sees it: before the read-out it tells phases and numbers alone."""

    lot: str
    round: int
    now: str
    phase: PricePhase
    opens_at: str
    list: str
    read_out: str | None
    read_out_at: str | None
    confirm_until: str | None
    record: str | None
