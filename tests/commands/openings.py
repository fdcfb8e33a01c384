"""An opening as a custodian's client is shown it, made from the honest story; tests change one thing of it.

Whoever changes it here holds the platform's key, so every signature of the platform holds.
"""

import io
from base64 import b64encode
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from commands.custody.checks import FrozenList, read_list
from commands.custody.memory import Pinned
from commands.key_sets import statement_terms
from crypto.encoding import Body
from crypto.envelope import Sealed, SourceFile, seal_envelope
from crypto.signatures import make_record, sign_document
from tests.crypto.packages import HONEST, Story, Told
from tests.crypto.story import DEADLINE, SealedBid, at, pair
from tests.vectors.sources import LOT, counter, custodians, stream

PLATFORM = pair("platform, second key")
ME = 2
"""The custodian who looks: number 2 of 5."""
MY_KEY = custodians(5)[ME - 1].public.hex()
NOW = DEADLINE + timedelta(minutes=1)
SHOWN = ("tender", "extension", "key-set", "key-statement")


@dataclass
class Shown:
    """GET .../opening/freeze in parts that can be changed; `told` signs the list anew."""

    freeze: Body
    records: list[Body]
    envelopes: list[Body]
    pinned: Pinned
    releases: list[Body]
    companies: list[Body]
    bids: dict[str, SealedBid]

    def told(self) -> dict[str, Any]:
        """The answer of the platform."""
        return {"freeze": as_record(self.freeze), "records": self.records, "envelopes": self.envelopes}

    def read(self, **changes: Any) -> FrozenList:
        """What the custodian's checks make of it."""
        asked = {"pinned": self.pinned, "share_key": MY_KEY, "own": NOW, **changes}
        return read_list(self.told(), **asked)

    def identities(self) -> dict[str, Any]:
        """POST .../opening/identities."""
        bodies = {
            bid.envelopes["identity"][0].digest.hex(): b64encode(bid.envelopes["identity"][1]).decode()
            for bid in self.bids.values()
        }
        return {"releases": self.releases, "bodies": bodies, "companies": self.companies}

    def replace_envelope(self, sealed: Sealed, *, bid: int = 0, place: int = 1) -> None:
        """Put another envelope where that one is, in the list and in what is shown."""
        named = self.freeze["bids"][bid]["envelopes"][place]
        shown = next(each for each in self.envelopes if each["digest"] == named["digest"])
        named |= {"digest": sealed.digest.hex(), "length": sealed.body_length}
        shown |= {
            "digest": sealed.digest.hex(),
            "header": b64encode(sealed.header_bytes).decode(),
            "root": sealed.body_root.hex(),
        }

    def keep_bids(self, count: int) -> None:
        """Only the first so many bids."""
        self.freeze["bids"] = self.freeze["bids"][:count]
        kept = {one["digest"] for each in self.freeze["bids"] for one in each["envelopes"]}
        self.envelopes = [each for each in self.envelopes if each["digest"] in kept]

    def change_record(self, short: str, **members: Any) -> None:
        """The platform signs another record of that type."""
        for place, record in enumerate(self.records):
            if record["body"]["type"] == f"tianping/{short}/1":
                self.records[place] = as_record({**record["body"], **members})


def as_record(body: Body) -> Body:
    """Signed by the platform, with a salt."""
    return make_record(sign_document(body, PLATFORM.seed, "platform"), bytes(16))


def shown() -> Shown:
    """A fresh copy."""
    return deepcopy(_honest())


@cache
def _honest() -> Shown:
    return shown_of(Story())[0]


def shown_of(story: Story) -> tuple[Shown, Told]:
    """What custodians of that story are shown, and the whole story."""
    story.compact = True
    story.idle_ticks = 1
    told = story.tell()
    bids = {bid.digest: bid for bid in story.sealed()}
    freeze = told.one("freeze")["body"]
    envelopes = [
        {"bid": entry["bid"], "kind": kind, **_shown(bids[entry["bid"]].envelopes[kind][0])}
        for entry in freeze["bids"]
        for kind in ("identity", "offer", "documents", "pricing")
    ]
    terms = statement_terms(told.one("key-set")["body"])
    head = {"size": 1, "root": story.book.hashes[0].hex()}
    found = Shown(
        freeze=freeze,
        records=[record for short in SHOWN for record in told.records.get(short, [])],
        envelopes=envelopes,
        pinned=Pinned(LOT, 1, PLATFORM.public.hex(), head, (terms,)),
        releases=[each for each in told.records["release"] if each["body"]["step"] == "identities"],
        companies=told.records["company"],
        bids={name: bid for name, bid in bids.items() if name in {each["bid"] for each in freeze["bids"]}},
    )
    return found, told


def _shown(sealed: Sealed) -> Body:
    header = b64encode(sealed.header_bytes).decode()
    return {"digest": sealed.digest.hex(), "header": header, "root": sealed.body_root.hex()}


def another_envelope(**changes: Any) -> Sealed:
    """An offer sealed by the first listed bid's own key, but for what is changed."""
    entry = _honest().freeze["bids"][0]
    common: dict[str, Any] = {
        "kind": "offer",
        "lot": LOT,
        "round": 1,
        "document_version": 1,
        "floor": at(days=15),
        "custodians": [key.public for key in custodians(5)],
        "threshold": 3,
        "bid_key": bytes.fromhex(entry["bid_key"]),
    }
    content = b'{"any":"thing"}'
    files = [SourceFile("offer.json", "application/json", content)]
    return seal_envelope(
        **{**common, **changes}, files=files, target=io.BytesIO(), entropy=counter(f"another {sorted(changes)}")
    )


__all__ = ["HONEST", "ME", "MY_KEY", "NOW", "PLATFORM", "Shown", "another_envelope", "as_record", "shown", "stream"]
