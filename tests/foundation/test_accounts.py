"""Accounts: the first administrator, signing in without a word about who exists, sessions that end."""

import httpx
import pytest
from sqlalchemy import select

from foundation.accounts.actions import find_login, first_setup_link
from foundation.accounts.passwords import fits, hash_password
from foundation.accounts.rules import ATTEMPTS
from foundation.accounts.tables import LoginAttempts, Person, SessionRow
from foundation.actors import PUBLIC
from foundation.uscc import complete_uscc

PASSWORD = "correct horse battery staple"
OPERATOR = {"name": "City Trading Centre", "uscc": complete_uscc("12330100", "47010000"), "region_code": "330100"}


async def set_up(house, client: httpx.AsyncClient) -> dict[str, str]:
    """Headers of the first administrator."""
    link = await first_setup_link(house)
    assert link is not None
    form = {"token": link.split("#")[1], "name": "Li", "login": "li", "password": PASSWORD, "organisation": OPERATOR}
    answer = await client.post("/api/setup", json=form)
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def sign_in(client: httpx.AsyncClient, login: str, password: str = PASSWORD, **more: str) -> httpx.Response:
    return await client.post("/api/session", json={"login": login, "password": password, **more})


async def test_the_first_administrator_comes_by_a_link_that_works_once(house, client: httpx.AsyncClient):
    link = await first_setup_link(house)
    headers = await set_up(house, client)
    assert (await client.get("/api/me", headers=headers)).json()["role"] == "system_admin"
    assert await first_setup_link(house) is None
    form = {"token": link.split("#")[1], "name": "Mo", "login": "mo", "password": PASSWORD, "organisation": OPERATOR}
    assert (await client.post("/api/setup", json=form)).status_code == 403


async def test_a_setup_link_dies_after_a_day(house, client: httpx.AsyncClient, clock):
    link = await first_setup_link(house)
    await clock.forward(days=1, seconds=1)
    form = {"token": link.split("#")[1], "name": "Mo", "login": "mo", "password": PASSWORD, "organisation": OPERATOR}
    assert (await client.post("/api/setup", json=form)).status_code == 403


async def test_an_administrator_makes_people_who_sign_in(house, client: httpx.AsyncClient):
    admin = await set_up(house, client)
    body = {"name": "Hospital", "uscc": complete_uscc("12330100", "47010001"), "kind": "buyer", "region_code": "330100"}
    buyer = (await client.post("/api/organisations", json=body, headers=admin)).json()
    roles = [{"organisation": buyer["id"], "role": "buyer"}]
    person = {"name": "Wang", "login": "Wang", "password": PASSWORD, "roles": roles}
    assert (await client.post("/api/persons", json=person, headers=admin)).status_code == 201
    answer = (await sign_in(client, "WANG ")).json()
    assert (answer["role"], answer["organisation"]["name"]) == ("buyer", "Hospital")
    me = await client.get("/api/me", headers={"Authorization": f"Bearer {answer['token']}"})
    assert me.json()["person"]["name"] == "Wang"
    assert (await sign_in(client, "wang", role="agency")).status_code == 403


async def test_a_wrong_password_and_an_unknown_login_are_answered_alike(house, client: httpx.AsyncClient):
    await set_up(house, client)
    for _ in range(ATTEMPTS):
        wrong, unknown = await sign_in(client, "li", "not the password"), await sign_in(client, "nobody")
        assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
        assert wrong.status_code == 401
    wrong, unknown = await sign_in(client, "li", "not the password"), await sign_in(client, "nobody")
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 429


async def test_checking_nobodys_password_takes_the_same_work(house):
    async with house.work(PUBLIC) as work:
        person, kept = await find_login(work, "nobody")
    assert person is None
    assert kept.split("$")[:4] == (await hash_password(PASSWORD)).split("$")[:4]
    assert not await fits(kept, PASSWORD)


async def test_too_many_attempts_bar_the_right_password_too_for_a_while(house, client: httpx.AsyncClient, clock):
    await set_up(house, client)
    for _ in range(ATTEMPTS):
        await sign_in(client, "li", "not the password")
    assert (await sign_in(client, "li")).status_code == 429
    await clock.forward(minutes=16)
    assert (await sign_in(client, "li")).status_code == 201
    async with house.sessions() as session:
        assert (await session.scalars(select(LoginAttempts))).all() == []


async def test_only_hashes_of_passwords_and_tokens_are_kept(house, client: httpx.AsyncClient):
    headers = await set_up(house, client)
    async with house.sessions() as session:
        person = await session.scalar(select(Person))
        kept = await session.scalar(select(SessionRow))
    assert person.password.startswith("$argon2id$v=19$m=65536,t=3")
    assert headers["Authorization"].encode() not in kept.token_hash


async def test_a_session_ends_when_idle_and_in_any_case_after_half_a_day(house, client: httpx.AsyncClient, clock):
    headers = await set_up(house, client)
    for _ in range(35):
        await clock.forward(minutes=20)
        assert (await client.get("/api/me", headers=headers)).status_code == 200
    await clock.forward(minutes=25)
    assert (await client.get("/api/me", headers=headers)).status_code == 401
    again = {"Authorization": f"Bearer {(await sign_in(client, 'li')).json()['token']}"}
    await clock.forward(minutes=31)
    assert (await client.get("/api/me", headers=again)).status_code == 401


async def test_signing_out_ends_the_session(house, client: httpx.AsyncClient):
    headers = await set_up(house, client)
    assert (await client.delete("/api/session", headers=headers)).status_code == 204
    assert (await client.get("/api/me", headers=headers)).status_code == 401


async def test_a_new_password_ends_every_other_session(house, client: httpx.AsyncClient):
    first = await set_up(house, client)
    second = {"Authorization": f"Bearer {(await sign_in(client, 'li')).json()['token']}"}
    change = {"old": PASSWORD, "new": "a much better sentence"}
    wrong = await client.put("/api/me/password", json={**change, "old": "wrong"}, headers=second)
    assert wrong.status_code == 401
    assert (await client.put("/api/me/password", json=change, headers=second)).status_code == 204
    assert (await client.get("/api/me", headers=first)).status_code == 401
    assert (await client.get("/api/me", headers=second)).status_code == 200
    assert (await sign_in(client, "li", "a much better sentence")).status_code == 201


async def test_our_pages_get_a_cookie_that_writes_only_with_our_header(house, client: httpx.AsyncClient):
    await set_up(house, client)
    form = {"login": "li", "password": PASSWORD}
    answer = await client.post("/api/session", json=form, headers={"X-Tianping": "1"})
    assert answer.json()["token"] == ""
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=strict" in answer.headers["set-cookie"]
    assert (await client.get("/api/me")).status_code == 200
    body = {"name": "Hospital", "uscc": complete_uscc("12330100", "47010001"), "kind": "buyer", "region_code": "330100"}
    assert (await client.post("/api/organisations", json=body)).status_code == 403
    assert (await client.post("/api/organisations", json=body, headers={"X-Tianping": "1"})).status_code == 201


async def test_signing_in_again_gives_a_new_session_and_ends_the_old(house, client: httpx.AsyncClient):
    await set_up(house, client)
    form, header = {"login": "li", "password": PASSWORD}, {"X-Tianping": "1"}
    await client.post("/api/session", json=form, headers=header)
    old = client.cookies["session"]
    await client.post("/api/session", json=form, headers=header)
    assert client.cookies["session"] != old
    client.cookies.clear()
    assert (await client.get("/api/me", headers={"Authorization": f"Bearer {old}"})).status_code == 401


async def test_a_cookie_that_ended_is_no_hindrance_to_public_pages(client: httpx.AsyncClient):
    client.cookies["session"] = "ended long ago"
    assert (await client.get("/health")).status_code == 200
    assert (await client.get("/api/me")).status_code == 401


@pytest.mark.parametrize(
    "roles",
    [["system_admin", "audit_admin"], ["security_admin", "audit_admin"], ["system_admin", "buyer"]],
)
async def test_the_three_administrators_are_different_people(house, client: httpx.AsyncClient, as_, roles: list[str]):
    admin = await as_("system_admin")
    held = [{"organisation": str(admin.organisation), "role": role} for role in roles]
    person = {"name": "Zhou", "login": "zhou", "password": PASSWORD, "roles": held}
    answer = await client.post("/api/persons", json=person, headers=admin.headers)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:tianping:problem:roles-exclude")


@pytest.mark.parametrize("role", ["security_admin", "audit_admin", "buyer", "centre_staff"])
async def test_nobody_acts_for_the_system_administrator(client: httpx.AsyncClient, as_, role: str):
    other = await as_(role)
    roles = [{"organisation": str(other.organisation), "role": "buyer"}]
    person = {"name": "Zhou", "login": "zhou", "password": PASSWORD, "roles": roles}
    assert (await client.post("/api/persons", json=person, headers=other.headers)).status_code == 403
    assert (
        await client.post("/api/organisations", json={**OPERATOR, "kind": "buyer"}, headers=other.headers)
    ).status_code == 403


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "my name is li 12345"])
async def test_a_password_that_is_easy_to_guess_is_refused(house, client: httpx.AsyncClient, password: str):
    link = await first_setup_link(house)
    form = {"token": link.split("#")[1], "name": "Li", "login": "li", "password": password, "organisation": OPERATOR}
    assert (await client.post("/api/setup", json=form)).json()["type"] == "urn:tianping:problem:weak-password"
