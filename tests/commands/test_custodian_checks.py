"""A custodian's client refuses, by the name of the check, whatever an operator with the signing key may show it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commands.custody.checks import check_clocks
from commands.custody.count import check_bidders
from commands.custody.keys import CustodianKeys
from commands.custody.memory import Memory
from commands.custody.releases import make_release, withheld_hash
from commands.refusals import ReleaseWithheld
from crypto.encoding import canonical, digest
from crypto.envelope import Sealed
from crypto.header import Header
from crypto.pieces import envelope_digest
from crypto.secret_sharing import check_release
from crypto.signatures import KeyPair, check_document, sign_document
from tests.commands.openings import ME, NOW, PLATFORM, Shown, another_envelope, as_record, shown
from tests.crypto.story import DEADLINE, at, pair
from tests.vectors.sources import counter, custodians


def refused(case: Shown, **changes: Any) -> str:
    """The name of the check that refused the list."""
    with pytest.raises(ReleaseWithheld) as caught:
        case.read(**changes)
    assert "NOTHING WAS RELEASED" in str(caught.value)
    return str(caught.value.facts["check"])


def test_an_honest_list_is_accepted_with_every_envelope_dealt_to_this_custodian() -> None:
    case = shown()
    frozen = case.read()
    assert frozen.index == ME
    assert len(frozen.envelopes) == 4 * len(case.freeze["bids"])
    assert {each.place for each in frozen.envelopes} == {ME}


def test_an_envelope_of_another_lot_is_refused() -> None:
    case = shown()
    case.replace_envelope(another_envelope(lot="0198c0de-0000-7000-8000-00000000000f"))
    assert refused(case) == "envelope-lot"


def test_an_envelope_of_another_round_is_refused() -> None:
    case = shown()
    case.replace_envelope(another_envelope(round=2))
    assert refused(case) == "envelope-lot"


def test_an_envelope_with_a_floor_in_the_future_is_refused() -> None:
    case = shown()
    case.replace_envelope(another_envelope(floor=at(days=23)))
    assert refused(case) == "envelope-floor"


def test_nothing_is_released_before_the_deadline_by_the_own_clock() -> None:
    assert refused(shown(), own=DEADLINE - timedelta(seconds=1)) == "deadline-passed"


def test_a_list_that_names_an_earlier_deadline_than_the_records_is_refused() -> None:
    case = shown()
    case.freeze["deadline"] = at(days=15)
    assert refused(case) == "freeze-deadline"


def test_an_extension_that_moves_the_deadline_back_is_refused() -> None:
    case = shown()
    case.change_record("extension", deadline=at(days=14))
    assert refused(case) == "deadline-history"


def test_a_list_that_was_changed_after_it_was_signed_is_refused() -> None:
    case = shown()
    told = case.told()
    told["freeze"]["body"]["bids"].pop()
    case.told = lambda: told  # type: ignore[method-assign]  # the platform shows this very answer
    assert refused(case) == "freeze-record"


def test_a_list_signed_by_another_platform_than_the_one_met_before_is_refused() -> None:
    case = shown()
    other = KeyPair.from_seed(bytes(32))
    told = {**case.told(), "freeze": {**as_record(case.freeze), **sign_document(case.freeze, other.seed, "platform")}}
    case.told = lambda: told  # type: ignore[method-assign]  # the platform shows this very answer
    assert refused(case) == "freeze-record"


def test_headers_that_are_not_those_of_the_list_are_refused() -> None:
    case = shown()
    offers = [each for each in case.envelopes if each["kind"] == "offer"]
    offers[0]["header"], offers[1]["header"] = offers[1]["header"], offers[0]["header"]
    assert refused(case) == "envelope-digest"


def test_an_envelope_too_few_or_too_many_is_refused() -> None:
    case = shown()
    missing = case.envelopes.pop()
    assert refused(case) == "freeze-envelopes"
    case.envelopes += [missing, missing]
    assert refused(case) == "freeze-envelopes"


def test_an_envelope_of_another_bid_is_refused() -> None:
    case = shown()
    case.replace_envelope(another_envelope(bid_key=bytes.fromhex(case.freeze["bids"][1]["bid_key"])))
    assert refused(case) == "envelope-bid"


def test_a_dealing_whose_proof_does_not_hold_is_refused() -> None:
    case = shown()
    sealed = another_envelope()
    told = json.loads(sealed.header_bytes)
    told["sharing"]["r"][0] = told["sharing"]["r"][1]
    header = Header.parse(canonical(told))
    found = envelope_digest(header.header_hash, sealed.body_root)
    forged = Sealed(header, header.to_bytes(), sealed.body_length, found, sealed.body_root, sealed.secret)
    case.replace_envelope(forged)
    assert refused(case) == "dealers-proof"


def test_an_envelope_sealed_to_other_keys_than_the_lists_is_refused() -> None:
    case = shown()
    case.replace_envelope(another_envelope(custodians=[key.public for key in custodians(4)]))
    assert refused(case) == "envelope-keys"
    case = shown()
    case.replace_envelope(another_envelope(threshold=2))
    assert refused(case) == "envelope-keys"


def test_a_key_set_that_this_custodian_never_signed_is_refused() -> None:
    case = shown()
    (terms,) = case.pinned.terms
    pinned = type(case.pinned)(case.pinned.lot, 1, PLATFORM.public.hex(), case.pinned.head, ({**terms, "t": 2},))
    assert refused(case, pinned=pinned) == "own-statement"


def test_a_key_set_without_the_statement_of_one_custodian_is_refused() -> None:
    case = shown()
    case.records = [each for each in case.records if each["body"].get("index") != 4]
    assert refused(case) == "key-statements"


def test_key_sets_that_are_not_shown_or_of_another_lot_are_refused() -> None:
    case = shown()
    case.freeze["key_sets"] = ["ab" * 32]
    assert refused(case) == "freeze-key-sets"
    case = shown()
    case.change_record("key-set", lot="0198c0de-0000-7000-8000-00000000000f")
    key_set = next(each for each in case.records if each["body"]["type"] == "tianping/key-set/1")
    case.freeze["key_sets"] = [digest(key_set["body"]).hex()]
    assert refused(case) == "freeze-key-sets"


def test_a_header_that_cannot_be_read_is_refused() -> None:
    case = shown()
    case.envelopes[0]["header"] = "not base64!"
    assert refused(case) == "envelope-header"
    case.envelopes[0]["header"] = "e30="
    assert refused(case) == "envelope-header"


def test_a_custodian_of_another_lot_is_told_so() -> None:
    assert refused(shown(), share_key="00" * 32) == "own-key"


def test_two_bids_are_not_opened_whatever_the_platform_says_is_enough() -> None:
    case = shown()
    case.keep_bids(2)
    assert refused(case) == "too-few-bids"
    case.freeze["minimum_bidders"] = 2
    assert refused(case) == "freeze-minimum"


def test_a_tender_that_asks_for_two_bidders_does_not_lower_the_laws_three() -> None:
    case = shown()
    case.keep_bids(2)
    case.change_record("tender", minimum_bidders=2)
    case.freeze["minimum_bidders"] = 2
    tender = next(each for each in case.records if each["body"]["type"] == "tianping/tender/1")
    case.freeze["tender"] = digest(tender["body"]).hex()
    assert refused(case) == "too-few-bids"


def test_another_tender_than_the_list_names_is_refused() -> None:
    case = shown()
    case.change_record("tender", name="另一标段")
    assert refused(case) == "freeze-tender"


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (lambda freeze: freeze["bids"].reverse(), "freeze-sorted"),
        (lambda freeze: freeze["bids"].append(freeze["bids"][-1]), "freeze-sorted"),
        (lambda freeze: freeze["bids"][0].update(envelopes=freeze["bids"][1]["envelopes"]), "freeze-duplicates"),
        (lambda freeze: freeze["bids"][0].update(receipt=freeze["bids"][1]["receipt"]), "freeze-duplicates"),
        (lambda freeze: freeze["bids"][0]["envelopes"].reverse(), "freeze-kinds"),
        (lambda freeze: freeze["bids"][0].update(received_at=freeze["deadline"]), "freeze-late"),
        (lambda freeze: freeze["withdrawn"][0].update(bid=freeze["bids"][0]["bid"]), "freeze-sorted"),
        (lambda freeze: freeze.update(lot="0198c0de-0000-7000-8000-00000000000f"), "freeze-lot"),
    ],
)
def test_a_list_out_of_order_or_with_something_twice_is_refused(change: Any, check: str) -> None:
    case = shown()
    change(case.freeze)
    assert refused(case) == check


def test_clocks_more_than_five_minutes_apart_stop_everything() -> None:
    check_clocks(NOW, NOW + timedelta(minutes=5))
    with pytest.raises(ReleaseWithheld, match="clocks"):
        check_clocks(NOW, NOW + timedelta(minutes=5, seconds=1))


def test_a_second_list_for_one_lot_is_refused_for_ever(tmp_path: Path) -> None:
    memory = Memory(tmp_path / "custodian.key")
    memory.take_list("lot", 1, "aa" * 32)
    memory.take_list("lot", 1, "aa" * 32)
    with pytest.raises(ReleaseWithheld, match="TWO LISTS"):
        Memory(tmp_path / "custodian.key").take_list("lot", 1, "bb" * 32)
    memory.take_list("lot", 2, "bb" * 32)


def test_two_platform_keys_met_for_one_lot_are_an_alarm(tmp_path: Path) -> None:
    memory, (terms,) = Memory(tmp_path / "custodian.key"), shown().pinned.terms
    head = {"size": 1, "root": "00" * 32}
    memory.pin("https://one", terms, "aa" * 32, head)
    pinned = memory.pinned(terms["lot"], terms["round"])
    assert pinned is not None
    assert (pinned.platform_key, pinned.terms, pinned.head) == ("aa" * 32, (terms,), head)
    assert memory.pinned(terms["lot"], 2) is None
    memory.pin("https://one", {**terms, "t": 2}, "bb" * 32, head)
    with pytest.raises(ReleaseWithheld, match="platform-key"):
        memory.pinned(terms["lot"], terms["round"])


# The second step.


def counted(case: Shown, told: dict[str, Any] | None = None) -> Any:
    return check_bidders(told or case.identities(), case.read(), PLATFORM.public.hex())


def not_enough(case: Shown, told: dict[str, Any]) -> str:
    with pytest.raises(ReleaseWithheld) as caught:
        counted(case, told)
    return str(caught.value.facts["check"])


def test_distinct_bidders_are_counted_from_the_identities_themselves() -> None:
    result = counted(shown())
    assert result.bidders == 5
    assert list(result.not_counted.values()) == ["company-key"]


def test_three_bids_of_two_companies_are_not_enough() -> None:
    case = shown()
    two = {record["body"]["uscc"] for record in case.companies[:2]}
    told = case.identities()
    told["companies"] = [each for each in case.companies if each["body"]["uscc"] in two]
    assert not_enough(case, told) == "bidders-counted"


def test_identities_swapped_for_others_do_not_count() -> None:
    case = shown()
    told = case.identities()
    names = list(told["bodies"])
    told["bodies"] = dict.fromkeys(names, told["bodies"][names[0]])
    assert not_enough(case, told) == "bidders-counted"
    told["bodies"] = {}
    assert not_enough(case, told) == "bidders-counted"


def test_fewer_releases_than_needed_open_nothing() -> None:
    case = shown()
    told = case.identities()
    told["releases"] = told["releases"][:2]
    assert not_enough(case, told) == "bidders-counted"


def test_a_wrong_share_is_passed_over_and_never_used() -> None:
    case = shown()
    told = case.identities()
    body = told["releases"][0]["body"]
    exchanged = [one["S"] for one in reversed(body["shares"])]
    for one, other in zip(body["shares"], exchanged, strict=True):
        one["S"] = other
    index = body["index"]
    told["releases"][0] = {"salt": "00" * 16, **sign_document(body, pair(f"custodian {index}").seed, "custodian")}
    assert not_enough(case, told) == "bidders-counted"


def test_a_release_over_another_list_is_an_alarm() -> None:
    case = shown()
    told = case.identities()
    body = {**told["releases"][0]["body"], "freeze": "ab" * 32}
    told["releases"][0] = sign_document(body, pair(f"custodian {body['index']}").seed, "custodian")
    assert not_enough(case, told) == "releases-name-freeze"


def test_a_release_by_nobody_of_this_lot_is_refused() -> None:
    case = shown()
    told = case.identities()
    told["releases"][0]["body"]["at"] = at(days=17)
    assert not_enough(case, told) == "releases-signed"
    told["releases"][0] = sign_document(told["releases"][0]["body"], bytes(32), "custodian")
    assert not_enough(case, told) == "releases-signed"


def test_a_company_that_the_platform_binds_after_the_freeze_does_not_count() -> None:
    case = shown()
    told = case.identities()
    told["companies"] = [as_record({**each["body"], "at": at(days=17)}) for each in case.companies]
    assert not_enough(case, told) == "bidders-counted"


# What is signed.


def keys_of_mine() -> CustodianKeys:
    return CustodianKeys(custodians(5)[ME - 1], pair(f"custodian {ME}"))


def test_a_release_holds_one_right_share_for_each_envelope_and_hides_documents_and_pricing() -> None:
    frozen = shown().read()
    request = make_release(frozen, "contents", keys_of_mine(), at(days=16), counter("release"))
    body = check_document(
        request["release"], type="tianping/release/1", role="custodian", key=pair(f"custodian {ME}").public
    )
    assert [one["envelope"] for one in body["shares"]] == [each.digest for each in frozen.of_kind("offer")]
    hidden = [each.digest for each in frozen.of_kind("documents", "pricing")]
    assert [one["envelope"] for one in body["withheld"]] == hidden
    for envelope, one in zip(frozen.of_kind("offer"), body["shares"], strict=True):
        share = {name: one[name] for name in ("i", "S", "c", "r")}
        header = envelope.header
        check_release(share, ME, header.custodians[ME - 1], header.sharing, header.ctx)
    for told, signed in zip(request["withheld"], body["withheld"], strict=True):
        share = {name: told[name] for name in ("envelope", "i", "S", "c", "r")}
        assert withheld_hash(share, bytes.fromhex(told["salt"])).hex() == signed["hash"]


def test_identities_are_released_without_any_offer() -> None:
    frozen = shown().read()
    request = make_release(frozen, "identities", keys_of_mine(), at(days=16), counter("release"))
    body = request["release"]["body"]
    assert [one["envelope"] for one in body["shares"]] == [each.digest for each in frozen.of_kind("identity")]
    assert (body["withheld"], request["withheld"]) == ([], [])
