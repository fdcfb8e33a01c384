"""The audit of an honest package holds, and an adversary who holds the platform's signing key is found out.

He rewrites, re-signs and re-logs whatever the platform signs. He lacks the keys of custodians, bidders and companies,
and cannot reach the receipts and heads that others kept.
"""

from functools import cache

import pytest

from crypto.audit import audit, failures
from crypto.encoding import Body, canonical, digest, parse_object
from crypto.signatures import leaf_value, make_record, sign_document
from tests.crypto.packages import HONEST, Story, Told
from tests.crypto.story import Bidder, Files, SealedBid, pair, record_path, sealed_bid
from tests.vectors.sources import stream


@cache
def honest() -> Told:
    return Story().tell()


def failed(files: Files, *receipts: Body) -> list[str]:
    return failures(audit(files, receipts))


def of_honest(name: str) -> Body:
    return honest().receipts[name]


def indexed(files: Files) -> Files:
    index = {**parse_object(files["package.json"]), "files": sorted(files)}
    return {**files, "package.json": canonical(index)}


def resigned(record: Body, **changes: object) -> Body:
    """The platform signs another body, under the same salt."""
    signed = sign_document({**record["body"], **changes}, pair("platform, second key").seed, "platform")
    return make_record(signed, bytes.fromhex(record["salt"]))


class TestHonest:
    def test_every_check_holds_with_what_others_kept(self) -> None:
        told = honest()
        checks = audit(told.files, list(told.receipts.values()), told.heads)
        assert [check for check in checks if not check.ok] == []

    def test_without_receipts_it_says_what_it_could_not_check(self) -> None:
        checks = audit(honest().files)
        assert failures(checks) == []
        assert [check.name for check in checks if check.needs_receipt] == [
            "receipt-signed",
            "receipt-in-freeze",
            "receipt-leaf-in-log",
            "receipt-head-consistent",
            "head-consistent",
        ]

    def test_too_few_sealed_bids_open_nothing(self) -> None:
        class TwoBids(Story):
            bidders = (*HONEST[:2], HONEST[-1])

        assert failed(TwoBids().tell().files) == []

    def test_too_few_distinct_bidders_open_identities_only(self) -> None:
        class TwoCompanies(Story):
            bidders = (*HONEST[:2], HONEST[3], Bidder("again", "甲", "2.00"))
            withdrawn = ()

        told = TwoCompanies().tell()
        assert failed(told.files) == []
        assert told.one("opening-record")["body"]["valid_bidders"] == 2
        assert {release["body"]["step"] for release in told.records["release"]} == {"identities"}

    def test_an_identity_that_stays_shut_is_its_bidders_fault(self) -> None:
        class FalseIdentity(Story):
            bidders = (*HONEST[:3], Bidder("false", "己", spoil="identity"))
            withdrawn = ()

        told = FalseIdentity().tell()
        assert failed(told.files) == []
        assert "DEEMED_REVOKED" in {row["outcome"] for row in told.one("opening-record")["body"]["bids"]}

    def test_more_releases_than_needed_do_no_harm(self) -> None:
        class AllFive(Story):
            def releasing(self) -> range:
                return range(1, 6)

        assert failed(AllFive().tell().files) == []


class TestAdversaryWithTheSigningKey:
    def test_drops_a_bid_before_the_custodians_sign(self) -> None:
        files = DropsA().tell().files
        hidden = indexed({path: data for path, data in files.items() if path != record_path(DropsA.given)})
        assert failed(hidden) == []
        assert failed(hidden, of_honest("A")) == ["receipt-in-freeze"]

    def test_drops_a_bid_after_the_custodians_signed(self) -> None:
        class Later(DropsA):
            def named_freeze(self, freeze: str) -> str:
                return digest(honest().one("freeze")["body"]).hex()

        assert "releases-name-freeze" in failed(Later().tell().files)

    def test_adds_a_bid_after_the_freeze(self) -> None:
        files = AddsOne().tell().files
        assert {"releases-name-freeze", "receipts-before-deadline"} <= set(failed(files, of_honest("A")))

    def test_adds_a_bid_with_the_help_of_the_custodians(self) -> None:
        class Helped(AddsOne):
            def named_freeze(self, freeze: str) -> str:
                return freeze

        assert failed(Helped().tell().files) == ["receipts-before-deadline"]

    def test_adds_a_bid_and_writes_the_log_anew(self) -> None:
        class Anew(Story):
            bidders = (*HONEST, Bidder("friend", "丑", "1.00"))

        assert failed(Anew().tell().files) == []
        found = failed(Anew().tell().files, of_honest("A"))
        assert found == ["receipt-in-freeze", "receipt-leaf-in-log", "receipt-head-consistent"]

    def test_swaps_an_offer_for_another_of_his_own(self) -> None:
        files = SwapsA().tell().files
        assert "receipt-in-freeze" in failed(files, of_honest("A"))

    def test_swaps_an_envelope_below_a_bid(self) -> None:
        class Below(Story):
            def freeze_body(self, body: Body) -> Body:
                bids = [dict(bid) for bid in body["bids"]]
                bids[0]["envelopes"], bids[1]["envelopes"] = bids[1]["envelopes"], bids[0]["envelopes"]
                return {**body, "bids": bids}

        assert {"bids-recomputed", "envelope-headers"} <= set(failed(Below().tell().files))

    def test_publishes_another_offers_body(self) -> None:
        files = dict(honest().files)
        first, second = offer_bodies()[:2]
        files[first] = files[second]
        assert failed(files) == ["offers-open", "offers-as-recorded", "outcomes-recomputed"]

    def test_records_another_price(self) -> None:
        class AnotherPrice(Story):
            def record_body(self, body: Body) -> Body:
                bids = [dict(bid) for bid in body["bids"]]
                row = next(row for row in bids if row["outcome"] == "VALID")
                row["values"] = {**row["values"], "price": "1.00"}
                return {**body, "bids": bids}

        assert failed(AnotherPrice().tell().files) == ["offers-as-recorded", "record-consistent"]

    def test_records_another_outcome(self) -> None:
        class Disowns(Story):
            def record_body(self, body: Body) -> Body:
                bids = [dict(bid) for bid in body["bids"]]
                row = next(row for row in bids if row["outcome"] == "VALID")
                row["outcome"] = "UNATTRIBUTED"
                return {**body, "bids": bids}

        assert {"company-signatures", "bidders-counted", "outcomes-recomputed"} <= set(failed(Disowns().tell().files))

    def test_picks_coefficients_himself(self) -> None:
        class Picks(Story):
            def record_body(self, body: Body) -> Body:
                return {**body, "coefficients": [{"name": "K", "value": "0.95"}, {"name": "Q", "value": "0.6"}]}

        assert "coefficients" in failed(Picks().tell().files)

    def test_forges_a_withdrawal(self) -> None:
        class Forges(Story):
            withdrawn = ("A", "withdrawn")

            def withdrawal_of(self, bid: SealedBid, body: Body) -> Body:
                return sign_document(body, pair("adversary").seed, "bid")

        files = Forges().tell().files
        assert failed(files) == ["withdrawals-signed-by-bid-key"]
        assert failed(files, of_honest("A")) == ["withdrawals-signed-by-bid-key", "receipt-in-freeze"]

    def test_forges_a_withdrawal_and_its_receipt(self) -> None:
        files = ForgesBoth().tell().files
        assert failed(files) == []
        assert "receipt-in-freeze" in failed(files, of_honest("A"))

    def test_shows_two_freeze_lists_in_one_package(self) -> None:
        other = DropsA().tell().one("freeze")
        files = indexed({**honest().files, record_path(other): canonical(other)})
        assert {"freeze-signed", "leaves-in-ticks"} <= set(failed(files))

    def test_shows_each_of_two_freeze_lists_to_somebody(self) -> None:
        class Second(DropsA):
            def named_freeze(self, freeze: str) -> str:
                return digest(honest().one("freeze")["body"]).hex()

        assert failed(honest().files, of_honest("B")) == []
        assert "releases-name-freeze" in failed(Second().tell().files, of_honest("B"))

    def test_writes_the_log_anew_and_signs_everything_again(self) -> None:
        told = Rebuilds().tell()
        assert failed(told.files) == []
        assert "receipt-head-consistent" in failed(told.files, of_honest("A"))
        assert failures(audit(told.files, heads=honest().heads)) == ["head-consistent"]

    def test_writes_the_log_anew_around_the_receipt_that_somebody_kept(self) -> None:
        class Around(Rebuilds):
            def receive(self, bid: SealedBid, moment: str) -> Body:
                record = super().receive(bid, moment)
                if bid.name != "A":
                    return record
                self.published[-1] = self.receipts["A"] = of_honest("A")
                self.book.pending[-1] = leaf_value(of_honest("A"))
                return of_honest("A")

        assert failed(Around().tell().files, of_honest("A")) == ["receipt-heads", "receipt-head-consistent"]

    def test_leaves_ticks_out_of_the_log(self) -> None:
        class Shorter(Story):
            idle_ticks = 50

        assert "receipt-head-consistent" in failed(Shorter().tell().files, of_honest("A"))

    def test_takes_another_platform_key(self) -> None:
        class AnotherKey(Story):
            second_key = "adversary"

        told = AnotherKey().tell()
        assert failed(told.files) == []
        assert "receipt-signed" in failed(told.files, of_honest("A"))
        assert failures(audit(told.files, heads=honest().heads)) == ["head-consistent"]

    def test_lets_a_custodian_release_for_another(self) -> None:
        release = honest().records["release"][0]
        forged = {**release, "signatures": sign_document(release["body"], pair("x").seed, "custodian")["signatures"]}
        assert failed({**honest().files, record_path(release): canonical(forged)})[0] == "releases-signed"

    def test_moves_the_deadline_to_an_earlier_moment(self) -> None:
        extension = honest().one("extension")
        earlier = resigned(extension, deadline="2026-12-10T00:00:00.000Z")
        files = {path: data for path, data in honest().files.items() if path != record_path(extension)}
        assert "deadline-history" in failed(indexed({**files, record_path(earlier): canonical(earlier)}))

    def test_binds_a_company_after_the_freeze(self) -> None:
        company = honest().records["company"][0]
        later = resigned(company, at="2026-12-18T00:00:00.000Z")
        files = {path: data for path, data in honest().files.items() if path != record_path(company)}
        assert "company-signatures" in failed(indexed({**files, record_path(later): canonical(later)}))

    def test_names_a_head_of_size_zero(self) -> None:
        body = {**of_honest("A")["body"], "head": {"size": 0, "root": "00" * 32}}
        empty = make_record(sign_document(body, pair("platform, second key").seed, "platform"), bytes(16))
        assert "receipt-head-consistent" in failed(honest().files, empty)


class DropsA(Story):
    """Leaves bidder A out of the list; his receipt stays among the records until somebody takes it away."""

    given: Body

    def frozen(self, bids: list[SealedBid]) -> list[SealedBid]:
        DropsA.given = self.receipts["A"]
        return [bid for bid in bids if bid.name != "A"]


class AddsOne(Story):
    """Takes a friend's bid after the list was frozen, and makes a new list."""

    friend = Bidder("friend", "丑", "1.00", registered=False)

    def frozen(self, bids: list[SealedBid]) -> list[SealedBid]:
        self.added = sealed_bid(self.friend, self.count, self.threshold, "2026-12-16T00:00:00.000Z")
        return bids

    def freeze_body(self, body: Body) -> Body:
        receipt = self.receipt_of_friend()
        entry = {name: receipt[name] for name in ("bid", "bid_key", "document_version", "envelopes")}
        entry |= {"received_at": receipt["at"], "receipt": digest(receipt).hex()}
        return {**body, "bids": sorted([*body["bids"], entry], key=lambda each: str(each["bid"]))}

    def receipt_of_friend(self) -> Body:
        published, pending = len(self.published), len(self.book.pending)
        record = self.receive(self.added, "2026-12-16T23:00:00.000Z")
        self.held_back = self.published.pop(published), self.book.pending.pop(pending)
        body: Body = record["body"]
        return body

    def late_receipts(self) -> list[SealedBid]:
        self.published.append(self.held_back[0])
        self.book.pending.append(self.held_back[1])
        self.tick("2026-12-17T00:00:11.000Z")
        return []

    def named_freeze(self, freeze: str) -> str:
        return digest(honest().one("freeze")["body"]).hex()

    def frozen_bids(self, freeze: Body, bids: list[SealedBid]) -> list[SealedBid]:
        return super().frozen_bids(freeze, [*bids, self.added])

    def bidder(self, bid: SealedBid) -> Bidder:
        return self.friend if bid.name == "friend" else super().bidder(bid)


class Rebuilds(Story):
    """Other salts, hence other leaves, from the first tick on."""

    def salt(self, body: Body) -> bytes:
        return stream("another salt", 16)


class SwapsA(Story):
    """Puts a bid of his own in the place of bidder A's, at the lowest price, under a company that he controls."""

    bidders = (Bidder("A", "甲", "1.00"), *HONEST[1:])


class ForgesBoth(Story):
    """Gives A a receipt for a bid key of his own, then withdraws it with that key."""

    withdrawn = ("A", "withdrawn")

    def receive(self, bid: SealedBid, moment: str) -> Body:
        record = super().receive(bid, moment)
        if bid.name != "A":
            return record
        forged = resigned(record, bid_key=pair("adversary").public.hex())
        self.published[-1] = self.receipts["A"] = forged
        self.book.pending[-1:] = []
        self.book.put(forged)
        return forged

    def withdrawal_of(self, bid: SealedBid, body: Body) -> Body:
        key = pair("adversary") if bid.name == "A" else bid.key
        return sign_document(body, key.seed, "bid")


def offer_bodies() -> list[str]:
    shown = [row for row in honest().one("opening-record")["body"]["bids"] if row["outcome"] == "VALID"]
    frozen = {bid["bid"]: bid["envelopes"] for bid in honest().one("freeze")["body"]["bids"]}
    return [f"envelopes/{frozen[row['bid']][1]['digest']}.body" for row in shown]


def one_of_each() -> list[str]:
    """One path for every kind of file, and the check that must fail when a byte of it changes."""
    kinds: dict[str, str] = {}
    for path in sorted(honest().files):
        folder, _, name = path.rpartition("/")
        kind = name.split("-" + name.rsplit("-", 1)[-1])[0] if folder == "records" else name.rpartition(".")[2]
        kinds.setdefault(f"{folder}:{kind}", path)
    return sorted(kinds.values())


@pytest.mark.parametrize("path", one_of_each(), ids=lambda path: path[:36])
def test_a_changed_byte_anywhere_is_noticed(path: str) -> None:
    data = bytearray(honest().files[path])
    data[len(data) // 2] ^= 1
    assert failed({**honest().files, path: bytes(data)}) != []


@pytest.mark.parametrize("path", one_of_each(), ids=lambda path: path[:36])
def test_a_missing_file_is_noticed(path: str) -> None:
    files = {name: data for name, data in honest().files.items() if name != path}
    assert "package-complete" in failed(files)
