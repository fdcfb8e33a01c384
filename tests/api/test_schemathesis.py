"""Schemathesis over the described interface: whatever a client may, or may not, send. Fixed seed, bounded.

Seen red: with a rulebook that is not there, and with a project that is, raised as a KeyError.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from tests.api.hostile import Findings
from tests.conftest import People
from tests.market import Market

EXAMPLES = 3
"""Cases of one operation and one mode."""

CHAINS, STEPS = 12, 8
"""Chains of operations, and steps of each."""

ROLES = ("agency", "system_admin", "centre_staff", "audit_admin", "security_admin")
LEFT_OUT = {("DELETE", "/api/session"), ("POST", "/api/session"), ("POST", "/api/setup"), ("PUT", "/api/me/password")}
"""Doors that sign out, or that take 64 MiB and 100 ms of Argon2id a case: test_hostile.py knocks there."""

BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
async def staff(market: Market, as_: People) -> dict[str, dict[str, str]]:
    """Headers of everybody who may do something; a lot takes bids."""
    await market.open_for_bids()
    return {"public": {}, "agency": market.agency.headers} | {role: (await as_(role)).headers for role in ROLES[1:]}


async def test_no_case_of_any_operation_makes_a_fault(
    market: Market, staff: dict[str, dict[str, str]], live_server: str, client: httpx.AsyncClient
) -> None:
    document = (await client.get("/schema/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=live_server)
    findings = await asyncio.to_thread(walk, schema, market.lot, staff)
    assert findings.told() == ""


def walk(schema: BaseSchema, lot: str, staff: dict[str, dict[str, str]]) -> Findings:
    """Every operation, with data that fits its description and with data that does not, by everybody."""
    findings = Findings()
    with requests.Session() as session:
        for operation in operations(schema):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                known = {"lot": lot} if "{lot}" in operation.path else {}
                run_cases(operation, mode, known, judge(session, staff, findings))
    return findings


def operations(schema: BaseSchema) -> Iterator[APIOperation[Any, Any, Any, Any]]:
    """What is described, but for LEFT_OUT."""
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]  # a description that cannot be read fails the test
        if (operation.method.upper(), operation.path) not in LEFT_OUT:
            yield operation


def run_cases(
    operation: APIOperation[Any, Any, Any, Any],
    mode: GenerationMode,
    known: dict[str, str],
    judged: Callable[..., None],
) -> None:
    """A few cases of one operation; an operation that nothing can be wrong with has no negative ones."""
    cases = operation.as_strategy(generation_mode=mode, path_parameters=known or None)
    with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
        BOUNDED(given(case=cases, role=st.sampled_from(["public", *ROLES]))(judged))()


def judge(session: requests.Session, staff: dict[str, dict[str, str]], findings: Findings) -> Callable[..., None]:
    """Sends a case and notes its fault."""

    def send(case: Case[Any], role: str) -> None:
        what = f"{case.operation.label} {role}"
        never_wait(case)
        response = case.call(session=session, headers=staff[role], timeout=30)
        findings.note(what, response)
        try:
            case.validate_response(response, checks=[content_type_conformance, response_schema_conformance])
        except FailureGroup as faults:
            findings.found.setdefault(what, f"{what}: {faults.exceptions[0]}")

    return send


def never_wait(case: Case[Any]) -> None:
    """Else a good case of the events takes 25 seconds; test_hostile.py sends the bad ones."""
    if case.operation.path.endswith("/events") and "wait" in case.query:
        case.query["wait"] = 0


async def test_no_chain_of_operations_makes_a_fault(
    market: Market, staff: dict[str, dict[str, str]], live_server: str, client: httpx.AsyncClient
) -> None:
    """What one answer gives (a lot, a project, a company) goes into the next request, as far as it can be inferred."""
    document = (await client.get("/schema/openapi.json")).json()
    for method, path in LEFT_OUT:
        document["paths"][path].pop(method.lower())
    add_links(document)
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=live_server)
    findings = Findings()
    await asyncio.to_thread(run_chains, schema, staff["agency"], findings)
    assert findings.told() == ""


def add_links(document: dict[str, Any]) -> None:
    """From the list of one's projects to each of their doors, and from a project to every door of its first lot."""
    paths = document["paths"]
    project, lot = "$response.body#/projects/0/id", "$response.body#/lots/0/id"
    for source, name, value in (("/api/projects", "project", project), ("/api/projects/{project}", "lot", lot)):
        links = paths[source]["get"]["responses"]["200"].setdefault("links", {})
        for path, methods in paths.items():
            for operation in methods.values() if "{" + name + "}" in path else ():
                told = {"operationId": operation["operationId"], "parameters": {name: value}}
                links[operation["operationId"]] = told


def run_chains(schema: BaseSchema, headers: dict[str, str], findings: Findings) -> None:
    """A few chains of a few steps, by an agency that has a tender."""

    class Chain(schema.as_state_machine()):  # type: ignore[misc]  # made from the description
        def before_call(self, case: Case[Any]) -> None:
            never_wait(case)

        def get_call_kwargs(self, case: Case[Any]) -> dict[str, Any]:
            return {"headers": headers, "timeout": 30}

        def validate_response(self, response: Any, case: Case[Any], **_: Any) -> None:
            findings.note(case.operation.label, response)

    Chain.run(settings=settings(BOUNDED, max_examples=CHAINS, stateful_step_count=STEPS))
