"""Deeds around company keys."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bidding.companies.actions import (
    ask_for_binding,
    bind_company,
    bound_companies,
    find_company,
    list_companies,
)
from bidding.companies.refusals import CompanyKeySuperseded, CompanyKeyTaken, CompanySignatureRefused
from bidding.companies.requests import CompanyRequest, read_request, request_body
from crypto.records import check_shape
from crypto.signatures import KeyPair, check_document, signed_bytes
from foundation.errors import FieldRefused, NoSuchThing, NotAllowed
from foundation.records import find_record
from foundation.uscc import UsccInvalid
from foundation.work import House
from tests.actions.conftest import Hand
from tests.conftest import Clock, People

EVER = datetime(2200, 1, 1, tzinfo=UTC)
USCC, OTHER = "91420100100000016T", "91420200100000024T"


def key(number: int) -> KeyPair:
    """A company's key."""
    return KeyPair.from_seed(bytes([number]) * 32)


def request(number: int, name: str = "鄂西云杉建设", uscc: str = USCC) -> CompanyRequest:
    """A request signed by that key."""
    pair = key(number)
    signature = pair.sign(signed_bytes(request_body(name, uscc, pair.public.hex())))
    return read_request(name, uscc, pair.public.hex(), signature.hex())


async def bound(hand: Hand, asked: CompanyRequest) -> dict[str, Any]:
    """Ask and bind."""
    company = await hand(ask_for_binding, asked)
    record: dict[str, Any] = await hand(bind_company, company.id)
    return record


@pytest.fixture
async def centre(hand: Hand, as_: People) -> Hand:
    """Staff of a trading centre."""
    hand.actor = (await as_("centre_staff")).actor
    return hand


async def test_a_binding_is_a_public_record_of_no_lot(centre: Hand, house: House, platform_key: bytes) -> None:
    record = await bound(centre, request(1))
    body = check_shape(check_document(record, type="tianping/company/1", role="platform", key=platform_key))
    assert (body["name"], body["uscc"], body["company_key"]) == ("鄂西云杉建设", USCC, key(1).public.hex())
    async with house.sessions() as session:
        [company] = (await bound_companies(session, [key(1).public, key(2).public], EVER)).values()
        row = await find_record(session, company.record or b"")
        assert row and row.lot is None and row.public
        assert await find_company(session, key(1).public) == record


async def test_asking_and_binding_may_be_repeated(centre: Hand) -> None:
    first = await bound(centre, request(1))
    assert await bound(centre, request(1)) == first
    assert len(await centre(list_companies, None, 10, None)) == 1


async def test_a_key_is_never_shared(centre: Hand) -> None:
    await bound(centre, request(1))
    for asked in (request(1, uscc=OTHER), request(1, name="汉滨筑路")):
        with pytest.raises(CompanyKeyTaken) as told:
            await centre(ask_for_binding, asked)
        assert told.value.problem()["rule"] == "D-COMPANY-KEY"


async def test_an_unbound_key_counts_for_nothing(centre: Hand, house: House) -> None:
    company = await centre(ask_for_binding, request(1))
    async with house.sessions() as session:
        assert await bound_companies(session, [key(1).public], EVER) == {}
        with pytest.raises(NoSuchThing):
            await find_company(session, key(1).public)
    assert [one.id for one in await centre(list_companies, None, 10, False)] == [company.id]
    assert await centre(list_companies, None, 10, True) == []


async def test_the_latest_bound_key_of_a_company_counts(centre: Hand, house: House, clock: Clock) -> None:
    await bound(centre, request(1))
    await clock.forward(seconds=1)
    await bound(centre, request(2))
    await bound(centre, request(3, "汉滨筑路", OTHER))
    async with house.sessions() as session:
        keys = [key(number).public for number in (1, 2, 3)]
        assert list(await bound_companies(session, keys, EVER)) == [key(2).public, key(3).public]
        [second] = (await bound_companies(session, keys[1:2], EVER)).values()
        assert second.bound_at
        before = second.bound_at - timedelta(milliseconds=1)
        assert list(await bound_companies(session, keys, before)) == [key(1).public]
        with pytest.raises(CompanyKeySuperseded) as told:
            await find_company(session, key(1).public)
    assert told.value.problem()["rule"] == "D-COMPANY-KEY" and told.value.status == 410


async def test_binding_is_the_centre_s_and_of_a_request_that_is_there(centre: Hand, as_: People) -> None:
    company = await centre(ask_for_binding, request(1))
    for role in ("agency", "buyer", "system_admin", "supervisor"):
        with pytest.raises(NotAllowed):
            await centre(bind_company, company.id, actor=(await as_(role)).actor)
        with pytest.raises(NotAllowed):
            await centre(list_companies, None, 10, None, actor=(await as_(role)).actor)
    with pytest.raises(NoSuchThing):
        await centre(bind_company, UUID(int=3))


async def test_requests_are_listed_in_pages(centre: Hand) -> None:
    for number in range(1, 6):
        await centre(ask_for_binding, request(number))
    first = await centre(list_companies, None, 3, None)
    rest = await centre(list_companies, first[-1].id, 3, None)
    assert [one.company_key for one in [*first, *rest]] == [key(number).public for number in (5, 4, 3, 2, 1)]


def test_a_request_is_signed_as_it_is_sent() -> None:
    pair = key(1)
    right = pair.sign(signed_bytes(request_body("鄂西云杉建设", USCC, pair.public.hex()))).hex()
    wrong = [
        ("别的名称", USCC, pair.public.hex(), right),
        ("鄂西云杉建设", OTHER, pair.public.hex(), right),
        ("鄂西云杉建设", USCC, key(2).public.hex(), right),
        ("鄂西云杉建设", USCC, pair.public.hex(), right[:-2] + "00"),
        ("鄂西云杉建设", USCC, "01" + "00" * 31, right),
        ("鄂西云杉建设", USCC, "zz", right),
    ]
    for told in wrong:
        with pytest.raises(CompanySignatureRefused) as refused:
            read_request(*told)
        assert refused.value.problem()["rule"] == "D-COMPANY-KEY"


def test_names_and_codes_are_well_formed() -> None:
    for name in ("x", "名\u200b称", " 名称", "名称\n"):
        with pytest.raises(FieldRefused):
            read_request(name, USCC, "", "")
    with pytest.raises(UsccInvalid):
        read_request("鄂西云杉建设", "91420100100000016X", "", "")
