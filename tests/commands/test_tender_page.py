"""Nothing is sealed for a tender that does not hold together, whoever signed it; every refusal names its check."""

from typing import Any

import pytest

from commands.refusals import NotYetPublished, TenderNotTrusted
from commands.tender_page import read_tender
from crypto.encoding import digest
from crypto.signatures import sign_document
from tests.commands.openings import PLATFORM
from tests.commands.pages import page, signed_anew
from tests.crypto.packages import DEADLINE_TEXT
from tests.crypto.story import at, pair
from tests.vectors.sources import LOT


def refused(shown: dict[str, Any], platform: str | None = None) -> str:
    with pytest.raises(TenderNotTrusted) as caught:
        read_tender(shown, platform)
    return str(caught.value.facts["check"])


def test_an_honest_page_gives_what_a_bid_is_sealed_for() -> None:
    tender = read_tender(page())
    assert (tender.lot, tender.round, tender.deadline) == (LOT, 1, DEADLINE_TEXT)
    assert (tender.threshold, len(tender.share_keys), tender.document_version) == (3, 5, 1)
    assert tender.platform_key == PLATFORM.public.hex()
    assert str(tender.ceiling) == "27950000.00"


def test_a_lot_that_is_not_published_says_so() -> None:
    for missing in ("tender", "key_set"):
        with pytest.raises(NotYetPublished):
            read_tender({**page(), missing: None})


def test_another_platform_than_the_one_known_is_refused() -> None:
    assert refused(page(), "00" * 32) == "tender-record"


def test_a_tender_that_nobody_signed_is_refused() -> None:
    shown = page()
    shown["tender"]["signatures"] = []
    assert refused(shown) == "tender-record"


def test_a_tender_changed_after_it_was_signed_is_refused() -> None:
    shown = page()
    shown["tender"]["body"]["name"] = "二标段"
    assert refused(shown) == "tender-record"


def test_a_page_of_another_lot_is_refused() -> None:
    assert refused({**page(), "lot": "0198c0de-0000-7000-8000-00000000000f"}) == "tender-record"
    assert refused({**page(), "round": 2}) == "tender-record"


def test_a_key_set_that_the_tender_does_not_name_is_refused() -> None:
    shown = page()
    shown["tender"] = signed_anew(shown["tender"], key_set="ab" * 32)
    assert refused(shown) == "tender-names-key-set"


def test_a_key_set_without_all_statements_is_refused() -> None:
    shown = page()
    shown["statements"].pop()
    assert refused(shown) == "key-statements"


def test_a_statement_over_other_terms_is_refused_even_when_the_key_set_names_it() -> None:
    shown = page()
    body = {**shown["statements"][0]["body"], "t": 2}
    forged = sign_document(body, pair("custodian 1").seed, "custodian")
    named = [digest(body).hex(), *shown["key_set"]["body"]["statements"][1:]]
    key_set = signed_anew(shown["key_set"], statements=named)
    shown |= {"key_set": key_set, "key_sets": [key_set]}
    shown["tender"] = signed_anew(shown["tender"], key_set=digest(key_set["body"]).hex())
    shown["statements"][0] = {**forged, "salt": "00" * 16}
    assert refused(shown) == "key-statements"


def test_a_proof_of_possession_of_another_key_set_is_refused() -> None:
    shown = page()
    body = {**shown["statements"][0]["body"], "possession": shown["statements"][1]["body"]["possession"]}
    forged = sign_document(body, pair("custodian 1").seed, "custodian")
    named = [digest(body).hex(), *shown["key_set"]["body"]["statements"][1:]]
    key_set = signed_anew(shown["key_set"], statements=named)
    shown |= {"key_set": key_set, "key_sets": [key_set]}
    shown["tender"] = signed_anew(shown["tender"], key_set=digest(key_set["body"]).hex())
    shown["statements"][0] = {**forged, "salt": "00" * 16}
    assert refused(shown) == "key-statements"


@pytest.mark.parametrize("change", [{"t": 6}, {"custodians": "twice"}, {"custodians": "misplaced"}])
def test_a_roster_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    shown = page()
    roster = shown["key_set"]["body"]["custodians"]
    if change.get("custodians") == "twice":
        change = {"custodians": [roster[0], {**roster[0], "index": 2}, *roster[2:]]}
    elif change.get("custodians") == "misplaced":
        change = {"custodians": [roster[1], roster[0], *roster[2:]]}
    key_set = signed_anew(shown["key_set"], **change)
    shown |= {"key_set": key_set, "key_sets": [key_set]}
    shown["tender"] = signed_anew(shown["tender"], key_set=digest(key_set["body"]).hex())
    assert refused(shown) == "key-set-roster"


def test_documents_that_the_custodians_did_not_sign_are_refused() -> None:
    shown = page()
    shown["versions"] = []
    assert refused(shown) == "documents-named"
    shown = page()
    second = signed_anew(shown["versions"][0], version=2)
    shown["versions"].append(second)
    assert refused(shown) == "documents-named"
    shown["document_version"] = 2
    assert read_tender(shown).document_version == 2


def test_a_deadline_that_the_records_do_not_give_is_refused() -> None:
    assert refused({**page(), "deadline": at(days=30)}) == "deadline-history"
    assert refused({**page(), "extensions": []}) == "deadline-history"


def test_an_extension_that_moves_earlier_is_refused() -> None:
    shown = page()
    shown["extensions"] = [signed_anew(shown["extensions"][0], deadline=at(days=14))]
    assert refused({**shown, "deadline": at(days=14)}) == "deadline-history"


def test_a_form_that_was_not_signed_is_refused() -> None:
    shown = page()
    shown["offer_form"] = [{**shown["offer_form"][0], "unit": "万元"}, *shown["offer_form"][1:]]
    assert refused(shown) == "offer-form"
    assert refused({**page(), "offer_form": [{"name": "?"}]}) == "offer-form"
