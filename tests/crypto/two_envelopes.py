"""The package of a tender with two envelopes: the hour opens documents, a second opening the prices of who passed."""

from crypto.coefficients import coefficient_seed, pick
from crypto.encoding import Body, canonical, digest
from crypto.signatures import sign_document
from tests.crypto.packages import COEFFICIENTS, HONEST, Story
from tests.crypto.story import Bidder, Files, SealedBid, at, uscc
from tests.vectors.sources import LOT, custodians

DAY = 20
FAILED = "fails"
"""The bid that does not pass the review."""

BIDDERS = (*HONEST[:6], Bidder(FAILED, "辛", "9.00"), Bidder("dear", "壬", "31000000.00", spoil="pricing"), HONEST[-1])


class TwoEnvelopes(Story):
    """The honest story of two envelopes; methods that an adversary overrides are marked."""

    bidders = BIDDERS
    prices_are_opened = True
    opens_at = at(days=DAY)

    # What an adversary may tell differently.

    def passed(self, listed: list[SealedBid]) -> list[SealedBid]:
        """Adversary: bids that are no valid ones."""
        gone = (FAILED, "unknown", "early")
        return [bid for bid in listed if bid.name not in gone]

    def released(self, listed: list[SealedBid], passed: list[SealedBid]) -> list[SealedBid]:
        """Adversary: custodians who open more than the list names."""
        return passed

    def named_list(self, found: str) -> str | None:
        """Adversary: custodians signed for another list of passed bids."""
        return found

    def more_files(self, bids: list[SealedBid]) -> Files:
        """Adversary: files of bids that did not pass."""
        return {}

    def before_the_list(self, freeze: Body, listed: list[SealedBid]) -> None:
        """Adversary: custodians who release before there is a list in the log."""

    # The story.

    def edit(self, short: str, body: Body) -> Body:
        """The tender's scheme asks for two envelopes."""
        return {**body, "scheme": {"envelopes": 2}} if short == "tender" else body

    def _open(self, freeze: Body, bids: list[SealedBid]) -> None:
        listed = self.frozen_bids(freeze, bids)
        for step in ("identities", "documents"):
            for index in self.releasing():
                self._release(step, index, freeze, listed)
        self.tick(at(days=16, minutes=30))
        self._record(freeze, listed, ["identities", "contents"])
        self.tick(at(days=16, minutes=40))
        if self.prices_are_opened:
            self._open_prices(freeze, listed)

    def _release(self, step: str, index: int, freeze: Body, listed: list[SealedBid]) -> None:
        public = {"identities": ("identity",), "prices": ("offer",)}.get(step, ())
        hidden = {"documents": ("documents",), "prices": ("pricing",)}.get(step, ())
        named = {"list": self.named_list(digest(self._last("price-list")["body"]).hex())} if step == "prices" else {}
        body = self._of_lot(
            "release",
            freeze=self.named_freeze(digest(freeze["body"]).hex()),
            step=step,
            index=index,
            share_key=custodians(self.count)[index - 1].public.hex(),
            shares=[self._share(bid, kind, index) for bid in listed for kind in public],
            withheld=[self._hidden(bid, kind, index) for bid in listed for kind in hidden],
            client="offline 1.0",
            at=at(days=DAY if step == "prices" else 16, minutes=10),
            **{name: value for name, value in named.items() if value},
        )
        self.publish(body, sign_document(body, self.hand(index).seed, "custodian"))

    def _row(self, bid: SealedBid, listed: list[SealedBid], steps: list[str]) -> Body:
        return {**super()._row(bid, listed, steps), "values": None}

    def _outcome(self, bid: SealedBid, listed: list[SealedBid], steps: list[str]) -> tuple[str, str | None]:
        spoilt = self.bidder(bid).spoil in ("offer", "pricing")
        return ("VALID", None) if spoilt else super()._outcome(bid, listed, steps)

    def _coefficients(self, freeze: Body, listed: list[SealedBid]) -> tuple[str | None, list[Body]]:  # type: ignore[override]
        return None, []

    def _open_prices(self, freeze: Body, listed: list[SealedBid]) -> None:
        passed = self.passed(listed)
        self.before_the_list(freeze, listed)
        found = self._list(freeze, passed)
        self.tick(at(days=18, seconds=1))
        for index in self.releasing():
            self._release("prices", index, freeze, self.released(listed, passed))
        self.tick(at(days=DAY, minutes=11))
        self._price_record(freeze, found, passed)
        self.tick(at(days=DAY, minutes=40))

    def _list(self, freeze: Body, passed: list[SealedBid]) -> Body:
        return self.publish(
            self._of_lot(
                "price-list",
                freeze=digest(freeze["body"]).hex(),
                tender=freeze["body"]["tender"],
                opening_record=digest(self._last("opening-record")["body"]).hex(),
                review="5e" * 32,
                at=at(days=18),
                opens_at=self.opens_at,
                bids=sorted(bid.digest for bid in passed),
            )
        )

    def _price_record(self, freeze: Body, found: Body, passed: list[SealedBid]) -> None:
        named = digest(found["body"])
        shown = {**self._drawn(named, passed), "bids": [self._price_row(bid) for bid in passed]}
        moment = at(days=DAY, minutes=20)
        read_out = self.publish(self._of_lot("price-read-out", list=named.hex(), at=moment, **shown))
        releases = [each for each in self._all("release") if each["body"]["step"] == "prices"]
        objections = self._object_to_price(passed[0])
        confirmed = self._of_lot(
            "confirmation", bid=passed[0].digest, readout=digest(read_out["body"]).hex(), at=at(days=DAY, minutes=27)
        )
        self.publish(confirmed, sign_document(confirmed, passed[0].key.seed, "bid"))
        self.publish(
            self._of_lot(
                "price-opening-record",
                freeze=digest(freeze["body"]).hex(),
                list=named.hex(),
                opening_record=found["body"]["opening_record"],
                opened_at=at(days=DAY, seconds=1),
                read_out_at=moment,
                releases=[digest(each["body"]).hex() for each in releases],
                clients=[{"index": each["body"]["index"], "client": each["body"]["client"]} for each in releases],
                **shown,
                objections=objections,
                confirmations=[{"bid": passed[0].digest, "at": confirmed["at"]}],
                host={"name": "主持人", "organisation": "交易中心"},
                closed_at=at(days=DAY, minutes=39),
            )
        )

    def _drawn(self, over: bytes, passed: list[SealedBid]) -> Body:
        seed = coefficient_seed(LOT, 1, over, [bid.envelopes["offer"][0].secret for bid in passed])
        named = [(str(each["name"]), each["values"]) for each in COEFFICIENTS]
        picked = [{"name": name, "value": pick(seed, name, values)} for name, values in named]
        return {"seed": seed.hex(), "coefficients": picked}

    def _price_row(self, bid: SealedBid) -> Body:
        bidder = self.bidder(bid)
        shut = bool(bidder.spoil)
        return {
            "bid": bid.digest,
            "outcome": "DEEMED_REVOKED" if shut else "VALID",
            "cause": "padding" if shut else None,
            "name": f"{bidder.company}建设有限公司",
            "uscc": uscc(bidder.company),
            "values": None if shut else {"price": bidder.price, "days": "365"},
        }

    def _object_to_price(self, bid: SealedBid) -> list[Body]:
        body = self._of_lot("objection", bid=bid.digest, text="请核对报价", at=at(days=DAY, minutes=25))
        record = self.publish(body, sign_document(body, bid.key.seed, "bid"))
        answer = {"answer": "已核对", "answered_at": at(days=DAY, minutes=26)}
        return [{"objection": digest(record["body"]).hex(), "bid": bid.digest, "text": "请核对报价", **answer}]

    def hidden_step(self, kind: str) -> str:
        """Documents are withheld at the hour, pricing at the price opening."""
        return "documents" if kind == "documents" else "prices"

    def _files(self, freeze: Body, bids: list[SealedBid]) -> Files:
        files = super()._files(freeze, bids)
        listed = self.frozen_bids(freeze, bids)
        for bid in self.passed(listed) if self.prices_are_opened else []:
            sealed, body = bid.envelopes["offer"]
            files[f"envelopes/{sealed.digest.hex()}.body"] = body
            for kind in self.shown_kinds(bid):
                files |= self.shown(bid, kind)
        files |= self.more_files(listed)
        index = {"type": "tianping/package/1", "lot": LOT, "round": 1, "files": sorted(files)}
        return {**files, "package.json": canonical(index)}
