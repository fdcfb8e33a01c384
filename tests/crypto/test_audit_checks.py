"""Each check by itself: a small story in which one signed body says something else, and the check that must notice.

Here even custodians and bidders sign what the adversary wants; what he cannot do is make the parts agree.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from crypto.audit import audit, failures
from crypto.encoding import Body, canonical, digest, parse_object
from crypto.signatures import KeyPair
from tests.crypto.packages import DEADLINE_TEXT, HONEST, Story
from tests.crypto.story import Bidder, Files, SealedBid, at, pair, sealed_bid
from tests.vectors.sources import LOT, custodians

Change = Callable[[Body], Body]


class Brief(Story):
    """Three bids and a withdrawn one, two custodians, few ticks."""

    bidders: tuple[Bidder, ...] = (*HONEST[:3], HONEST[-1])
    count, threshold, idle_ticks = 2, 2, 1
    compact = True

    def __init__(self, *edited: str, change: Change | None = None) -> None:
        super().__init__()
        self._edited, self._change = edited, change

    def edit(self, short: str, body: Body) -> Body:
        return self._change(body) if self._change and short in self._edited else body


def failed(story: Story) -> list[str]:
    return failures(audit(story.tell().files))


def indexed(files: Files) -> Files:
    index = {**parse_object(files["package.json"]), "files": sorted(files)}
    return {**files, "package.json": canonical(index)}


def says(**members: Any) -> Change:
    """The body with other members."""
    return lambda body: {**body, **members}


def each(member: str, change: Callable[[list[Any]], list[Any]]) -> Change:
    """The body with another list."""
    return lambda body: {**body, member: change(body[member])}


def first(member: str, **members: Any) -> Change:
    """The body with other members in the first entry of a list."""
    return each(member, lambda entries: [{**entries[0], **members}, *entries[1:]])


def envelopes_of_first_bid(change: Callable[[list[Any]], list[Any]]) -> Change:
    return each("bids", lambda bids: [{**bids[0], "envelopes": change(bids[0]["envelopes"])}, *bids[1:]])


def renamed(envelopes: list[Body]) -> list[Body]:
    return [envelopes[0], {**envelopes[1], "kind": "identity"}, *envelopes[2:]]


CASES: list[tuple[str, Change, str]] = [
    ("platform-key", says(previous=None), "key-history"),
    ("documents", says(version=2), "documents-named"),
    ("key-set", each("statements", lambda names: names[:1]), "key-set-statements"),
    ("key-set", each("custodians", lambda entries: entries[::-1]), "key-set-statements"),
    ("key-set", first("custodians", sign_key="00" * 32), "key-set-statements"),
    ("key-set", each("custodians", lambda e: [e[0], {**e[1], "sign_key": e[0]["sign_key"]}]), "key-set-statements"),
    ("key-set", says(t=1), "key-set-statements"),
    ("key-set", says(t=1), "envelope-headers"),
    ("key-set", says(t=3), "key-set-statements"),
    ("key-statement", says(document_digest="00" * 32), "key-set-statements"),
    ("key-statement", says(possession={"R": "01" + "00" * 31, "s": "01" + "00" * 31}), "key-set-statements"),
    ("tender", says(key_set="00" * 32), "tender-names-key-set"),
    ("tender", says(minimum_bidders=2), "tender-names-key-set"),
    ("tender", says(documents="00" * 32), "documents-named"),
    ("extension", says(previous=at(days=14)), "deadline-history"),
    ("extension", says(deadline=at(days=17)), "deadline-history"),
    ("extension", says(at=at(days=15)), "deadline-history"),
    ("extension", says(lot=LOT.replace("1", "2")), "records-well-formed"),
    ("company", says(at=at(days=17)), "company-signatures"),
    ("company", says(uscc="91420100OTHER"), "company-signatures"),
    ("withdrawal", says(receipt="00" * 16), "withdrawals-signed-by-bid-key"),
    ("withdrawal-accepted", says(at=DEADLINE_TEXT), "withdrawals-signed-by-bid-key"),
    ("withdrawal-accepted", says(withdrawal="00" * 32), "withdrawals-signed-by-bid-key"),
    ("receipt", says(tick=100), "receipts-before-deadline"),
    ("receipt", says(tick=0, within=0), "receipts-before-deadline"),
    ("receipt", says(head={"size": 1, "root": "00" * 32}), "receipt-heads"),
    ("freeze", says(at=at(days=15)), "freeze-signed"),
    ("freeze", each("bids", lambda bids: bids[::-1]), "freeze-sorted-complete"),
    ("freeze", first("bids", received_at=at(days=1)), "freeze-sorted-complete"),
    ("freeze", first("bids", document_version=2), "documents-named"),
    ("freeze", envelopes_of_first_bid(lambda envelopes: envelopes[::-1]), "bids-recomputed"),
    ("freeze", envelopes_of_first_bid(renamed), "bids-recomputed"),
    ("freeze", says(tender="00" * 32), "tender-names-key-set"),
    ("freeze", says(key_sets=["00" * 32]), "key-set-statements"),
    ("release", each("shares", lambda shares: shares[1:]), "releases-proofs"),
    ("release", first("shares", envelope="00" * 32), "releases-proofs"),
    ("release", first("shares", c="01" + "00" * 31), "releases-proofs"),
    ("release", says(share_key="00" * 32), "releases-signed"),
    ("release", says(freeze="00" * 32), "releases-name-freeze"),
    ("release", says(index=1), "releases-signed"),
    ("release", each("shares", lambda shares: shares[::-1]), "releases-proofs"),
    ("release", each("withheld", lambda hashes: hashes[::-1]), "releases-proofs"),
    ("opening-record", each("bids", lambda rows: rows[::-1]), "record-consistent"),
    ("opening-record read-out", first("bids", received_at=at(days=1)), "record-consistent"),
    ("opening-record read-out", first("bids", document_version=2), "record-consistent"),
    ("opening-record", first("bids", outcome="DEEMED_REVOKED", cause=None), "outcomes-recomputed"),
    ("opening-record", first("bids", outcome="UNOPENED"), "outcomes-recomputed"),
    ("opening-record", first("bids", name="另一公司"), "company-signatures"),
    ("opening-record", first("bids", values=None), "offers-as-recorded"),
    ("opening-record", says(result="FAILED_FEW"), "bidders-counted"),
    ("opening-record", says(valid_bidders=4), "bidders-counted"),
    ("opening-record", says(opened_at=at(days=1)), "record-consistent"),
    ("opening-record", says(closed_at=at(days=16)), "record-consistent"),
    ("opening-record", says(tender="00" * 32), "record-consistent"),
    ("opening-record", each("releases", lambda names: names[1:]), "record-consistent"),
    ("opening-record", each("clients", lambda clients: clients[1:]), "record-consistent"),
    ("opening-record", first("objections", text="另一句话"), "record-consistent"),
    ("opening-record", first("objections", objection="00" * 32), "record-consistent"),
    ("opening-record", first("confirmations", bid="00" * 32), "record-consistent"),
    ("opening-record", says(seed=None, coefficients=[]), "coefficients"),
    ("opening-record", says(objections=[]), "record-consistent"),
    ("opening-record", says(read_out_at=None), "record-consistent"),
    ("opening-record", says(read_out_at=at(days=17)), "record-consistent"),
    ("read-out", says(valid_bidders=4), "record-consistent"),
    ("head", says(size=1), "log-root"),
]


def test_the_brief_story_itself_holds() -> None:
    assert failed(Brief()) == []


@pytest.mark.parametrize(("short", "change", "check"), CASES, ids=[f"{c[2]}-{c[0]}-{n}" for n, c in enumerate(CASES)])
def test_a_body_that_says_something_else_is_noticed(short: str, change: Change, check: str) -> None:
    assert check in failed(Brief(*short.split(), change=change))


def test_an_envelope_with_a_floor_after_the_deadline_is_noticed() -> None:
    class Later(Brief):
        def sealed(self) -> list[SealedBid]:
            return [sealed_bid(bidder, self.count, self.threshold, at(days=18)) for bidder in self.bidders]

    assert failed(Later()) == ["envelope-headers"]


def test_two_withdrawn_bids_do_not_share_their_receipts() -> None:
    class TwoGone(Brief):
        bidders = (*HONEST[:4], HONEST[-1])
        withdrawn = ("unknown", "withdrawn")

    def swapped(entries: list[Body]) -> list[Body]:
        return [{**entries[0], "receipt": entries[1]["receipt"]}, {**entries[1], "receipt": entries[0]["receipt"]}]

    assert failed(TwoGone()) == []
    found = failed(TwoGone("freeze", change=each("withdrawn", swapped)))
    assert {"freeze-sorted-complete", "withdrawals-signed-by-bid-key"} <= set(found)


class Clockwork(Brief):
    """One tick comes at another moment."""

    usual, other = "", ""

    def tick(self, moment: str) -> int:
        return super().tick(self.other if moment == self.usual else moment)


def test_a_freeze_list_that_was_logged_before_the_deadline_is_noticed() -> None:
    class Early(Clockwork):
        usual, other = at(days=16, seconds=1), at(days=15, hours=20)

    assert failed(Early()) == ["receipts-before-deadline"]


def test_a_receipt_that_was_given_at_the_deadline_is_noticed() -> None:
    class Late(Clockwork):
        usual, other = at(days=12), DEADLINE_TEXT

    assert "receipts-before-deadline" in failed(Late("receipt", change=says(at=DEADLINE_TEXT)))


def test_a_tick_under_another_number_is_noticed() -> None:
    files = dict(Brief().tell().files)
    tick = next(path for path in sorted(files) if path.startswith("log/ticks/"))
    number = tick.removeprefix("log/ticks/").split(".")[0]
    for ending in ("json", "bin"):
        files[f"log/ticks/99.{ending}"] = files.pop(f"log/ticks/{number}.{ending}")
    assert "ticks-in-log" in failures(audit(indexed(files)))


def test_offers_that_were_opened_for_too_few_bidders_are_noticed() -> None:
    class Anyway(Brief):
        minimum = 4
        bidders = (*HONEST[:4], HONEST[-1])

        def counted(self, listed: list[SealedBid]) -> int:
            return 4

    found = failed(Anyway())
    assert {"bidders-counted", "offers-open", "coefficients"} <= set(found)


def test_identities_that_were_opened_for_too_few_bids_are_noticed() -> None:
    class Anyway(Brief):
        bidders = (*HONEST[:2], HONEST[-1])
        minimum = 2

        def freeze_body(self, body: Body) -> Body:
            return {**body, "minimum_bidders": 3}

    assert "identities-open" in failed(Anyway())


def test_a_custodian_releases_each_step_once() -> None:
    class Twice(Brief):
        def releasing(self) -> Iterable[int]:
            return (1, 2, 1)

        def edit(self, short: str, body: Body) -> Body:
            made = sum(1 for record in self.published if record["body"]["type"] == "tianping/release/1")
            return {**body, "client": f"offline {made}"} if short == "release" else body

    assert failed(Twice()) == ["releases-signed"]


def test_a_release_of_a_custodian_to_whom_nothing_was_sealed_is_noticed() -> None:
    other = custodians(9)[8].public.hex()

    class Stranger(Brief):
        def edit(self, short: str, body: Body) -> Body:
            if short == "key-set":
                return first("custodians", share_key=other)(body)
            return {**body, "share_key": other} if short == "release" and body["index"] == 1 else body

    assert {"releases-proofs", "releases-name-freeze"} <= set(failed(Stranger()))


def test_custodians_are_numbered_from_one() -> None:
    class FromTwo(Brief):
        def edit(self, short: str, body: Body) -> Body:
            if short == "key-set":
                return each("custodians", lambda entries: [{**e, "index": e["index"] + 1} for e in entries])(body)
            return {**body, "index": body["index"] + 1} if short in ("key-statement", "release") else body

    assert failed(FromTwo()) == ["key-set-statements"]


def test_two_custodians_do_not_sign_with_one_key() -> None:
    class OneHand(Brief):
        def hand(self, index: int) -> KeyPair:
            return pair("custodian 1")

    assert failed(OneHand()) == ["key-set-statements"]


def test_two_documents_of_one_version_are_noticed() -> None:
    class TwoDocuments(Brief):
        def _documents(self, version: int) -> Body:
            super()._documents(version)
            file = {"name": "另一份.pdf", "media_type": "application/pdf", "length": 9, "sha256": "22" * 32}
            return self.publish(self._of_lot("documents", version=version, at=at(days=0), files=[file]))

    assert failed(TwoDocuments()) == ["documents-named"]


def test_custodians_who_signed_for_later_documents_are_noticed() -> None:
    class SecondVersion(Brief):
        def _key_set(self, documents: str) -> Body:
            return super()._key_set(digest(self._documents(2)["body"]).hex())

    assert failed(SecondVersion()) == ["documents-named"]


def test_a_record_of_few_bidders_was_not_read_out() -> None:
    class TwoBids(Brief):
        bidders = (*HONEST[:2], HONEST[-1])

    assert failed(TwoBids()) == []
    assert failed(TwoBids("opening-record", change=says(read_out_at=at(days=16, minutes=20)))) == ["record-consistent"]


def test_a_rotated_company_key_no_longer_counts() -> None:
    class Rotated(Brief):
        bidders = (*HONEST[:4], HONEST[-1])

        def publish(self, body: Body, signed: Body | None = None) -> Body:
            if body["type"] == "tianping/company/1" and body["name"].startswith("甲"):
                newer = {**body, "company_key": pair("newer").public.hex(), "at": at(hours=1, minutes=30)}
                super().publish(newer)
            return super().publish(body, signed)

    told = Rotated().tell()
    (check,) = (check for check in audit(told.files) if check.name == "company-signatures")
    assert (check.ok, "is UNATTRIBUTED" in check.detail) == (False, True)


def test_a_document_of_another_type_is_no_tick() -> None:
    files = dict(Brief().tell().files)
    tick = next(path for path in sorted(files) if path.startswith("log/ticks/") and path.endswith(".json"))
    files[tick] = canonical(parse_object(files["log/head.json"])["body"])
    assert "ticks-in-log" in failures(audit(files))


def test_an_index_of_another_type_is_noticed() -> None:
    files = dict(Brief().tell().files)
    files["package.json"] = canonical({**parse_object(files["package.json"]), "type": "tianping/head/1"})
    assert "package-complete" in failures(audit(files))


def test_a_head_newer_than_the_package_is_not_held_against_it() -> None:
    told = Brief().tell()
    story = Brief()
    story.tell()
    story.tick(at(days=18))
    newer = story.head(at(days=18))
    (check,) = (check for check in audit(told.files, heads=[newer]) if check.name == "head-consistent")
    assert (check.ok, check.needs_receipt) == (False, True)
    (check,) = (check for check in audit(told.files, heads=[newer, *told.heads]) if check.name == "head-consistent")
    assert (check.ok, check.detail) == (True, "1 kept, 1 newer than this log")


def test_a_record_of_a_later_version_is_held_to_its_signature_and_leaf_only() -> None:
    class Later(Brief):
        def _documents(self, version: int) -> Body:
            self.publish(self._body("clarification", anything={"at": "all"}))
            return super()._documents(version)

    assert failed(Later()) == []
