"""The hands that set a stage through the front door: accounts, companies, projects, lots, documents, publication.

Rehearsal and demonstration use nothing but the HTTP interface, so that whatever they show, anybody can do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from commands.company_keys import CompanyKey
from commands.refusals import PlatformRefused
from commands.wire import Wire, told
from foundation.entropy import Entropy
from foundation.uscc import complete_uscc

Json = dict[str, Any]
PDF = "application/pdf"


@dataclass
class Staff:
    """Somebody who can sign in, and does so again whenever the session has ended."""

    wire: Wire
    name: str
    login: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    organisation: str = ""

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request as this person."""
        if not self.token:
            self.sign_in()
        try:
            return self._ask(method, path, options)
        except PlatformRefused as refused:
            if refused.http_status != 401 or not self.password:
                raise
        self.sign_in()
        return self._ask(method, path, options)

    def _ask(self, method: str, path: str, options: Mapping[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.get("headers", {})}
        return told(self.wire.ask(method, path, **{**options, "headers": headers}))

    def sign_in(self) -> None:
        """A new session."""
        answer = self.wire.post("/api/session", {"login": self.login, "password": self.password})
        self.token = answer["token"]

    def get(self, path: str) -> Any:
        """What a GET answers, as JSON."""
        return self.ask("GET", path).json()

    def post(self, path: str, body: Any = None) -> Any:
        """What a POST of this JSON answers."""
        return self.ask("POST", path, json={} if body is None else body).json()

    def put(self, path: str, body: Any) -> Any:
        """What a PUT of this JSON answers."""
        return self.ask("PUT", path, json=body).json()


@dataclass(frozen=True)
class Body:
    """An organisation as it is entered; `kind` is buyer, agency, centre, supervisor or operator."""

    name: str
    uscc: str
    kind: str
    region: str


def set_up(wire: Wire, link: str, operator: Body, login: str, password: str) -> Staff:
    """Make the first system administrator with the one-time link that the server printed."""
    body = {"name": operator.name, "uscc": operator.uscc, "region_code": operator.region}
    form = {"token": link.rpartition("#")[2], "name": "系统管理员", "login": login, "password": password}
    answer = wire.post("/api/setup", {**form, "organisation": body})
    return Staff(wire, "系统管理员", login, password, answer["token"])


def add_body(admin: Staff, body: Body) -> str:
    """Register an organisation; answers its id."""
    form = {"name": body.name, "uscc": body.uscc, "kind": body.kind, "region_code": body.region}
    return str(admin.post("/api/organisations", form)["id"])


def add_staff(admin: Staff, organisation: str, role: str, name: str, login: str, password: str) -> Staff:
    """Register a person in one role."""
    roles = [{"organisation": organisation, "role": role}]
    admin.post("/api/persons", {"name": name, "login": login, "password": password, "roles": roles})
    return Staff(admin.wire, name, login, password, organisation=organisation)


def bind_company(centre: Staff, company: CompanyKey) -> Json:
    """The company asks for its key to be bound, the centre's staff bind it; answers the company record."""
    asked = centre.wire.post("/api/companies", company.request())
    bound: Json = centre.post(f"/api/companies/{asked['id']}/binding")
    return bound


def made_up_uscc(entropy: Entropy, first: str) -> str:
    """A code with right check characters after these first eight; made up, so that it can hit nobody's key."""
    return complete_uscc(first, f"{int.from_bytes(entropy(6), 'big') % 100_000_000:08}")


STANDARD_FORM: Sequence[Json] = (
    {"name": "price", "title": {"zh": "投标报价", "en": "Bid price"}, "kind": "money", "unit": "元"},
    {"name": "period", "title": {"zh": "工期", "en": "Period"}, "kind": "integer", "unit": "日历天"},
    {"name": "quality", "title": {"zh": "质量标准", "en": "Quality"}, "kind": "text", "unit": ""},
)


@dataclass(frozen=True)
class LotPlan:
    """A lot to be tendered; money in yuan as text."""

    name: str
    estimate: str
    ceiling: str
    offer_form: Sequence[Json] = STANDARD_FORM
    coefficients: Sequence[Json] = ()
    scheme: Json | None = None


@dataclass(frozen=True)
class ProjectPlan:
    """A project to be entered; `funds` are (source, amount)."""

    code: str
    name: str
    project_class: str
    region: str
    funds: Sequence[tuple[str, str]]
    investment: str
    lots: Sequence[LotPlan]


def enter_project(agent: Staff, plan: ProjectPlan, buyer: str, centre: str) -> Json:
    """Enter a project as its agency; answers it with the decisions and their traces."""
    body = {
        "code": plan.code,
        "name": plan.name,
        "project_class": plan.project_class,
        "region_code": plan.region,
        "funds": [{"source": source, "amount": amount} for source, amount in plan.funds],
        "investment": plan.investment,
        "estimates": [{"amount": lot.estimate} for lot in plan.lots],
        "buyer": buyer,
        "agency": agent.organisation,
        "centre": centre,
    }
    entered: Json = agent.post("/api/projects", body)
    return entered


def add_lot(agent: Staff, project: str, number: int, plan: LotPlan) -> str:
    """Add a lot; answers its id."""
    body = {"number": number, "name": plan.name, "estimate": plan.estimate, "ceiling": plan.ceiling}
    form = {"offer_form": list(plan.offer_form), "coefficients": list(plan.coefficients), "scheme": plan.scheme}
    return str(agent.post(f"/api/projects/{project}/lots", {**body, **form})["id"])


def put_documents(agent: Staff, lot: str, files: Iterable[tuple[str, bytes]]) -> Json:
    """Put PDF files into the draft of the lot's documents, and settle the version."""
    for name, content in files:
        path = f"/api/lots/{lot}/documents/{quote(name)}"
        agent.ask("PUT", path, content=content, headers={"Content-Type": PDF})
    settled: Json = agent.post(f"/api/lots/{lot}/documents/settle")
    return settled


def propose_custodians(agent: Staff, lot: str, bodies: Sequence[str], threshold: int) -> Json:
    """Propose who keeps the keys; answers what each has to sign."""
    proposed: Json = agent.put(f"/api/lots/{lot}/key-set", {"bodies": list(bodies), "threshold": threshold})
    return proposed


def publish(agent: Staff, lot: str, deadline: str, rulebook: int, rehearsal: bool) -> Json:
    """Publish the tender; answers its record."""
    body = {"deadline": deadline, "rulebook": rulebook, "rehearsal": rehearsal}
    record: Json = agent.post(f"/api/lots/{lot}/publication", body)
    return record


def extend(agent: Staff, lot: str, deadline: str, reason: str) -> Json:
    """Move the deadline later; answers the extension record."""
    record: Json = agent.post(f"/api/lots/{lot}/extensions", {"deadline": deadline, "reason": reason})
    return record
