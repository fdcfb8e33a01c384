"""Persons' roles and suspension: what an administrator changes holds at once, and he cannot shut himself out."""

import asyncio
from typing import Any

import httpx
import pytest

from foundation.accounts.actions import suspend_person
from foundation.errors import NotSignedIn
from tests.actions.conftest import until_blocked
from tests.foundation.test_accounts import PASSWORD, set_up, sign_in


@pytest.fixture
async def admin(house, client: httpx.AsyncClient) -> dict[str, str]:
    return await set_up(house, client)


@pytest.fixture
async def wang(client: httpx.AsyncClient, admin: dict[str, str]) -> dict[str, Any]:
    """A buyer of the operator's own organisation."""
    body = (await client.get("/api/me", headers=admin)).json()["organisation"]["id"]
    roles = [{"organisation": body, "role": "buyer"}]
    person = {"name": "Wang", "login": "wang", "password": PASSWORD, "roles": roles}
    return dict((await client.post("/api/persons", json=person, headers=admin)).json())


def bearer(answer: httpx.Response) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def problem(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:tianping:problem:")


async def test_a_second_role_is_given_and_taken_away(client, admin, wang):
    organisation = wang["roles"][0]["organisation"]
    more = {"organisation": organisation, "role": "agency"}
    for _ in range(2):
        assert (await client.post(f"/api/persons/{wang['id']}/roles", json=more, headers=admin)).status_code == 204
    signed_in = await sign_in(client, "wang", role="agency")
    assert {one["role"] for one in signed_in.json()["roles"]} == {"buyer", "agency"}
    gone = f"/api/persons/{wang['id']}/roles/{organisation}/agency"
    for _ in range(2):
        assert (await client.delete(gone, headers=admin)).status_code == 204
    assert (await client.get("/api/me", headers=bearer(signed_in))).status_code == 401
    assert (await sign_in(client, "wang", role="agency")).status_code == 403


async def test_the_only_role_stays(client, admin, wang):
    organisation = wang["roles"][0]["organisation"]
    answer = await client.delete(f"/api/persons/{wang['id']}/roles/{organisation}/buyer", headers=admin)
    assert (answer.status_code, problem(answer)) == (409, "last-role")


async def test_an_administrators_role_excludes_all_others(client, admin, wang):
    more = {"organisation": wang["roles"][0]["organisation"], "role": "audit_admin"}
    answer = await client.post(f"/api/persons/{wang['id']}/roles", json=more, headers=admin)
    assert (answer.status_code, problem(answer)) == (409, "roles-exclude")


async def test_a_suspended_person_is_out_at_once_until_he_is_let_in_again(client, admin, wang):
    headers = bearer(await sign_in(client, "wang"))
    where = f"/api/persons/{wang['id']}/suspension"
    assert (await client.put(where, json={"suspended": True}, headers=admin)).status_code == 204
    assert (await client.get("/api/me", headers=headers)).status_code == 401
    assert problem(await sign_in(client, "wang")) == "person-suspended"
    assert problem(await sign_in(client, "wang", password="something else entirely")) == "wrong-login"
    shown = (await client.get("/api/persons", headers=admin)).json()
    assert [one["suspended"] for one in shown if one["login"] == "wang"] == [True]
    assert (await client.put(where, json={"suspended": False}, headers=admin)).status_code == 204
    assert (await sign_in(client, "wang")).status_code == 201


async def test_nobody_shuts_himself_out(client, admin):
    me = (await client.get("/api/me", headers=admin)).json()["person"]["id"]
    answer = await client.put(f"/api/persons/{me}/suspension", json={"suspended": True}, headers=admin)
    assert (answer.status_code, problem(answer)) == (409, "own-account")


async def test_it_is_for_the_system_administrator(client, wang):
    headers = bearer(await sign_in(client, "wang"))
    answer = await client.put(f"/api/persons/{wang['id']}/suspension", json={"suspended": True}, headers=headers)
    assert answer.status_code == 403


async def test_two_administrators_cannot_shut_each_other_out(house, as_):
    one, other = await as_("system_admin"), await as_("system_admin")

    async def shut_out_one() -> None:
        async with house.work(other.actor) as work:
            await suspend_person(work, one.actor.person, True)

    async with house.work(one.actor) as work:
        await suspend_person(work, other.actor.person, True)
        back = asyncio.create_task(shut_out_one())
        await asyncio.wait([back, asyncio.create_task(until_blocked(work))], return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(NotSignedIn):
        await back
