"""A reader for every route: what one asks there before the hour, hoping to learn how many bid; for writers, a knock.

The table is compared with the routes of the application: a route without a reader, or a reader without a route, fails.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute, WebSocketRoute

from crypto.encoding import timestamp
from crypto.secret_sharing import prove_possession
from crypto.signatures import KeyPair, sign_document, signed_bytes
from tests.market import PDF
from tests.secrecy.world import World

UNKNOWN = "0" * 32
NOBODY = "00000000-0000-7000-8000-000000000000"
OBSERVER = KeyPair.from_seed(b"\x09" * 32)
"""A key of somebody who sealed nothing."""

EVERYBODY = ""
"""Asked by every role; else the name of the only role that asks."""


@dataclass(frozen=True)
class Ask:
    """One request to a route."""

    path: str
    json: Any = None
    content: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    role: str = EVERYBODY


Asks = list[Ask]
Reader = Callable[[World], Asks]


def routes_of(app: Litestar) -> Iterator[str]:
    """`GET /path` for every door of the application, `WS /path` for websockets; OPTIONS is the framework's own."""
    for route in app.routes:
        if isinstance(route, WebSocketRoute):
            yield f"WS {route.path}"
        elif isinstance(route, HTTPRoute):
            yield from (f"{method} {route.path}" for method in route.methods if method != "OPTIONS")


def _at(*paths: str) -> Reader:
    return lambda world: [Ask(path.format(lot=world.lot, project=world.project, none=NOBODY)) for path in paths]


def _of_lot(*paths: str) -> Reader:
    return _at(*(f"/api/lots/{{lot}}/{path}" for path in paths), f"/api/lots/{{none}}/{paths[0]}")


def _log(*paths: str) -> Reader:
    """`{size}` stands for the log's, `{last}` for the newest tick: both are told by the head."""

    def asks(world: World) -> Asks:
        return [Ask("/api/log/" + path.format(size=world.log_size, last=world.log_size - 1)) for path in paths]

    return asks


def _files(world: World) -> Asks:
    file = world.market.tender["files"][0]
    half, known = {"range": "bytes=5-11"}, {"if-none-match": f'"{file["sha256"]}"'}
    return [Ask(file["url"]), Ask(file["url"], headers=half), Ask(file["url"], headers=known), Ask("/files/ab/no")]


def _venue(rest: str, json: Any = None) -> Reader:
    """Of the venue that the market's centre runs."""
    return lambda world: [Ask(f"/api/venues/{world.venue}{rest}", json)]


OUTSIDER = {"name": "某人", "phone": "13900000000", "city": "422800", "speciality": "A08", "employer": "某院"}
SESSION_PLAN: dict[str, Any] = {
    "starts_at": "2036-01-01T01:00:00Z",
    "hours": 4,
    "specialities": [{"speciality": "A08", "seats": 5}],
    "buyer_members": 0,
    "main": {"venue": NOBODY, "least": 1, "most": 5},
}


def _session(world: World) -> Asks:
    """A session over the lot that takes bids still: it is not opened, whoever asks."""
    return [Ask("/api/sessions", {**SESSION_PLAN, "project": world.project, "lots": [world.lot]})]


def _pages(world: World) -> Asks:
    """The pages' addresses name lots, but the server answers them all alike, and from memory."""
    paths = ("/", f"/tenders/{world.lot}", f"/tenders/{NOBODY}/seal", "/balance.svg", "/assets/none.js")
    return [Ask(path) for path in paths]


JOURNAL = (
    "/api/journal?limit=500",
    "/api/journal?verb=seal_bid",
    "/api/journal?verb=withdraw_bid",
    "/api/journal?subject=bid",
    "/api/journal?subject=lot%20round&limit=3",
    "/api/journal?newest=true&limit=3",
    "/api/journal?since=2026-11-20T01:05:00Z&until=2026-11-20T01:20:00Z",
)

GETS: dict[str, Reader] = {
    "GET /health": _at("/health"),
    "GET /api/clock": _at("/api/clock"),
    "GET /api/client-release": _at("/api/client-release"),
    "GET /api/rulebooks/{number:int}": _at("/api/rulebooks/1", "/api/rulebooks/99"),
    "GET /api/me": _at("/api/me"),
    "GET /api/organisations": _at("/api/organisations"),
    "GET /api/persons": _at("/api/persons"),
    "GET /api/log/head": _log("head"),
    "GET /api/platform-keys": _at("/api/platform-keys"),
    "GET /api/log/heads/{size:int}": _log("heads/1", "heads/{size}", "heads/99999"),
    "GET /api/log/leaves": _log("leaves?start=0&end={size}", "leaves?start=0&end=99999"),
    "GET /api/log/ticks/{number:int}": _log("ticks/0", "ticks/5", "ticks/{last}", "ticks/{size}"),
    "GET /api/log/ticks/{number:int}/leaves": _log("ticks/5/leaves", "ticks/{last}/leaves"),
    "GET /api/log/inclusion": _log("inclusion?tick=3&size={size}"),
    "GET /api/log/consistency": _log("consistency?first=4&second={size}", "consistency?first=0&second={size}"),
    "GET /api/log/fillers/{number:int}": _log("fillers/3", "fillers/{last}"),
    "GET /api/journal": _at(*JOURNAL),
    "GET /api/projects": _at("/api/projects"),
    "GET /api/projects/{project:uuid}": _at("/api/projects/{project}", "/api/projects/{none}"),
    "GET /api/custodian-bodies": _at("/api/custodian-bodies"),
    "GET /api/lots/{lot:uuid}/key-set": _of_lot("key-set"),
    "GET /api/lots/{lot:uuid}/drills": _of_lot("drills"),
    "GET /api/lots/{lot:uuid}/readiness": _of_lot("readiness"),
    "GET /api/companies": _at("/api/companies?limit=200", "/api/companies?bound=false"),
    "GET /api/companies/keys/{key:str}": lambda world: [
        Ask(f"/api/companies/keys/{world.firms[0].key.public.hex()}"),
        Ask(f"/api/companies/keys/{OBSERVER.public.hex()}"),
    ],
    "GET /api/notices": _at(
        "/api/notices?rehearsal=true", "/api/notices?rehearsal=true&after=1", "/api/notices?order=newest&q=x"
    ),
    "GET /api/notices.atom": _at("/api/notices.atom?rehearsal=true", "/api/notices.atom"),
    "GET /api/lots": _at(
        "/api/lots?rehearsal=true", "/api/lots?rehearsal=true&state=BIDDING", "/api/lots?order=deadline"
    ),
    "GET /api/lots/{lot:uuid}": _at("/api/lots/{lot}", "/api/lots/{lot}?round=1", "/api/lots/{lot}?round=2"),
    "GET /api/lots/{lot:uuid}/documents": _of_lot("documents"),
    "GET /api/lots/{lot:uuid}/documents/{name:str}": _of_lot("documents/招标文件.pdf", "documents/无.pdf"),
    "GET /files/{sha256:str}/{name:str}": _files,
    "HEAD /files/{sha256:str}/{name:str}": _files,
    "HEAD /api/uploads/{upload_id:str}": _at(f"/api/uploads/{UNKNOWN}"),
    "GET /api/receipts/{number:str}": _at(f"/api/receipts/{UNKNOWN}"),
    "GET /api/openings": _at("/api/openings", "/api/openings?day=2026-11-20", "/api/openings?day=2026-12-24"),
    "GET /api/duties": _at("/api/duties"),
    "GET /api/wall": _at("/api/wall", "/api/wall?day=2026-11-20"),
    "GET /api/lots/{lot:uuid}/opening": _of_lot("opening"),
    "GET /api/lots/{lot:uuid}/opening/desk": _of_lot("opening/desk"),
    "GET /api/lots/{lot:uuid}/opening/events": _of_lot("opening/events", "opening/events?after=1"),
    "GET /api/lots/{lot:uuid}/opening/freeze": _of_lot("opening/freeze"),
    "GET /api/lots/{lot:uuid}/opening/read-out": _of_lot("opening/read-out"),
    "GET /api/lots/{lot:uuid}/opening/record": _of_lot("opening/record"),
    "GET /api/lots/{lot:uuid}/opening/record.pdf": _of_lot("opening/record.pdf"),
    "GET /api/lots/{lot:uuid}/price-opening": _of_lot("price-opening"),
    "GET /api/lots/{lot:uuid}/price-opening/list": _of_lot("price-opening/list"),
    "GET /api/lots/{lot:uuid}/price-opening/read-out": _of_lot("price-opening/read-out"),
    "GET /api/lots/{lot:uuid}/price-opening/record": _of_lot("price-opening/record"),
    "GET /api/lots/{lot:uuid}/award": _of_lot("award"),
    "GET /api/lots/{lot:uuid}/award/desk": _of_lot("award/desk"),
    "GET /api/lots/{lot:uuid}/award/notice.pdf": _of_lot("award/notice.pdf"),
    "GET /api/lots/{lot:uuid}/written-report": _of_lot("written-report"),
    "GET /api/lots/{lot:uuid}/written-report.pdf": _of_lot("written-report.pdf"),
    "GET /api/lots/{lot:uuid}/archive": _of_lot("archive"),
    "GET /api/lots/{lot:uuid}/rounds/{number:int}/package/{path:path}": _of_lot(
        "rounds/1/package/package.json", "rounds/1/package/log/head.json", "rounds/2/package/package.json"
    ),
    "GET /api/ocds/releases/{lot:uuid}": _at("/api/ocds/releases/{lot}", "/api/ocds/releases/{none}"),
    "GET /api/ocds/records/{lot:uuid}": _at("/api/ocds/records/{lot}", "/api/ocds/records/{none}"),
    "GET /api/ocds/releases.jsonl": _at("/api/ocds/releases.jsonl", "/api/ocds/releases.jsonl?rehearsal=true"),
    "GET /api/ocds/evaluation-panels/{path:path}": _at(
        "/api/ocds/evaluation-panels/extension.json", "/api/ocds/evaluation-panels/none"
    ),
    "GET /api/share": _at("/api/share", "/api/share?cut=city&period=2026-11", "/api/share?unit=lot&rehearsal=true"),
    "GET /api/share/series": _at("/api/share/series?period=2026-10&until=2026-12&rehearsal=true"),
    "GET /api/share/league": _at("/api/share/league", "/api/share/league?rehearsal=true&indicator=K3"),
    "GET /api/share/lots": _at("/api/share/lots", "/api/share/lots?rehearsal=true&side=rest&unit=lot"),
    "GET /api/share/forecast": _at("/api/share/forecast", "/api/share/forecast?rehearsal=true&indicator=K1"),
    "GET /api/share/months": _at("/api/share/months"),
    "GET /api/share.xlsx": _at("/api/share.xlsx", "/api/share.xlsx?rehearsal=true"),
    "GET /api/share.csv": _at("/api/share.csv", "/api/share.csv?rehearsal=true"),
    "GET /api/share/alerts": _at("/api/share/alerts"),
    "GET /api/share/imports": _at("/api/share/imports"),
    "GET /api/share/imports/{number:uuid}": _at("/api/share/imports/{none}"),
    "GET /api/share/template.xlsx": _at("/api/share/template.xlsx"),
    "GET /api/share/template.csv": _at("/api/share/template.csv"),
    "GET /api/venues": _at("/api/venues", "/api/venues?city=422800&day=2026-11-20", "/api/venues?free=1"),
    "GET /api/venues/{venue:uuid}": _venue(""),
    "GET /api/venues/{venue:uuid}/calendar": _venue("/calendar?from=2026-11-19&to=2026-11-21"),
    "GET /api/venues/{venue:uuid}/days/{day:str}": _venue("/days/2026-11-20"),
    "GET /api/venues/{venue:uuid}/days/{day:str}/sheet.xlsx": _venue("/days/2026-11-20/sheet.xlsx"),
    "GET /api/venues/{venue:uuid}/days/{day:str}/sheet.pdf": _venue("/days/2026-11-20/sheet.pdf"),
    "GET /api/venue-requests": _at("/api/venue-requests"),
    "GET /api/draws/{draw:uuid}": _at("/api/draws/{none}"),
    "GET /api/sessions": _at("/api/sessions", "/api/sessions?project={project}", "/api/sessions?state=PLANNED"),
    "GET /api/sessions/{session:uuid}": _at("/api/sessions/{none}"),
    "GET /api/sessions/{session:uuid}/places": _at("/api/sessions/{none}/places"),
    "GET /api/sessions/{session:uuid}/record": _at("/api/sessions/{none}/record"),
    "GET /api/sessions/{session:uuid}/record.pdf": _at("/api/sessions/{none}/record.pdf"),
    "GET /api/rooms/{session:uuid}": _at("/api/rooms/{none}"),
    "GET /api/seat": _at("/api/seat"),
    "GET /api/seat/bidders": _at("/api/seat/bidders"),
    "GET /api/seat/events": _at("/api/seat/events?after=0"),
    "GET /api/seat/lots/{lot:uuid}/sheet": _at("/api/seat/lots/{lot}/sheet"),
    "GET /api/seat/lots/{lot:uuid}/questions": _at("/api/seat/lots/{lot}/questions"),
    "GET /api/seat/lots/{lot:uuid}/files": _at("/api/seat/lots/{lot}/files"),
    "GET /api/seat/lots/{lot:uuid}/files/{bid:str}/{number:int}": _at("/api/seat/lots/{lot}/files/T1/1"),
    "GET /api/seat/lots/{lot:uuid}/ranking": _at("/api/seat/lots/{lot}/ranking"),
    "GET /api/seat/lots/{lot:uuid}/leads": _at("/api/seat/lots/{lot}/leads"),
    "GET /api/leads": _at("/api/leads", "/api/leads?after=1&limit=3"),
    "GET /api/seat/report": _at("/api/seat/report"),
    "GET /api/seat/lots/{lot:uuid}/report.pdf": _at("/api/seat/lots/{lot}/report.pdf"),
    "GET /api/lots/{lot:uuid}/report": _at("/api/lots/{lot}/report"),
    "GET /api/lots/{lot:uuid}/report.pdf": _at("/api/lots/{lot}/report.pdf"),
    "GET /api/rooms/{session:uuid}/progress": _at("/api/rooms/{none}/progress"),
    "GET /api/sessions/{session:uuid}/chance": _at("/api/sessions/{none}/chance?expert={none}"),
    "GET /api/experts": _at("/api/experts", "/api/experts?names=true&limit=200", "/api/experts?city=420100"),
    "GET /api/experts/{expert:uuid}": _at("/api/experts/{none}"),
    "GET /api/experts/{expert:uuid}/person": _at("/api/experts/{none}/person?why=x"),
    "GET /api/experts/export.csv": _at("/api/experts/export.csv"),
    "GET /api/experts/export.xlsx": _at("/api/experts/export.xlsx"),
    "GET /api/experts/template.csv": _at("/api/experts/template.csv"),
    "GET /api/experts/template.xlsx": _at("/api/experts/template.xlsx"),
    "GET /api/expert-imports": _at("/api/expert-imports"),
    "GET /api/expert-imports/{number:uuid}": _at("/api/expert-imports/{none}"),
    "GET /api/expert-imports/{number:uuid}/errors.csv": _at("/api/expert-imports/{none}/errors.csv"),
    "GET /api/specialities": _at("/api/specialities", "/api/specialities?q=A08&limit=2"),
    "GET /api/expert-fees": _at("/api/expert-fees"),
    "GET /schema": _at("/schema"),
    "GET /schema/openapi.json": _at("/schema/openapi.json"),
    "GET /schema/{path:str}": _at("/schema/nothing"),
    "GET /": _pages,
    "HEAD /": _pages,
    "GET /{path:path}": _pages,
    "HEAD /{path:path}": _pages,
}

BY_SOCKET = {"WS /api/lots/{lot:uuid}/opening/live", "WS /api/seat/live"}
"""Read by `test_two_worlds.py` over a real socket's messages."""


def _signed(kind: str, role: str) -> Callable[[World], dict[str, Any]]:
    def document(world: World) -> dict[str, Any]:
        body = {"type": f"tianping/{kind}/1", "lot": world.lot, "round": 1, "bid": "ab" * 32, "text": "?", "at": "-"}
        return sign_document(body, OBSERVER.seed, role)

    return document


def _post_signed(path: str, kind: str, role: str) -> Reader:
    def asks(world: World) -> Asks:
        place = f"/api/lots/{world.lot}/{path}"
        return [Ask(place, json={"signed": {}}), Ask(place, json={"signed": _signed(kind, role)(world)})]

    return asks


def _post(path: str, json: Any = None, role: str = EVERYBODY) -> Reader:
    return lambda world: [
        Ask(path.format(lot=world.lot, project=world.project, company=world.company_ids[0]), json, role=role)
    ]


def _of_envelope(word: str, json: Any = None) -> Reader:
    return _post(f"/api/lots/{{lot}}/opening/{word}/" + "ab" * 32, json)


def _create_upload(world: World) -> Asks:
    def asked(length: int, lot: str = world.lot, kind: bytes = b"offer") -> Ask:
        told = f"lot {b64encode(lot.encode()).decode()},kind {b64encode(kind).decode()}"
        return Ask("/api/uploads", headers={"Upload-Length": str(length), "Upload-Metadata": told})

    return [asked(4 * 1024**3), asked(4 * 1024**3 + 1), asked(9, NOBODY), asked(9, kind=b"?")]


def _withdraw(world: World) -> Asks:
    body = {"type": "tianping/withdrawal/1", "lot": world.lot, "round": 1, "bid": "ab" * 32}
    body |= {"receipt": UNKNOWN, "replaced_by": None}
    path = f"/api/lots/{world.lot}/withdrawals"
    return [Ask(path, json={"signed": {}}), Ask(path, json={"signed": sign_document(body, OBSERVER.seed, "bid")})]


def _result_objection(world: World) -> Asks:
    """Of a bidder's key that nobody has, and of the key of nobody's company."""
    told: dict[str, Any] = {"type": "tianping/result-objection/1", "lot": world.lot, "round": 1, "text": "?"}
    told |= {"candidates": "ab" * 32, "interest": "?", "at": timestamp(world.clock.moment)}
    bidder = {**told, "bid": "ab" * 32, "company": None}
    other = {**told, "bid": None, "company": {"name": "某单位", "uscc": "91420000000000002X"}}
    path = f"/api/lots/{world.lot}/result-objections"
    signed = (sign_document(bidder, OBSERVER.seed, "bid"), sign_document(other, OBSERVER.seed, "company"))
    return [Ask(path, json={"signed": {}}), *(Ask(path, json={"signed": one}) for one in signed)]


def _own_result(world: World) -> Asks:
    body = {"type": "tianping/result-request/1", "lot": world.lot, "round": 1, "bid": "ab" * 32}
    signed = sign_document({**body, "at": timestamp(world.clock.moment)}, OBSERVER.seed, "bid")
    return [Ask(f"/api/lots/{world.lot}/result", json={"signed": each}) for each in ({}, signed)]


def _mailbox(world: World) -> Asks:
    """Asked under a key of nobody: to every key there is no mailbox yet."""
    body = {"type": "tianping/mailbox-request/1", "lot": world.lot, "round": 1, "bid": "ab" * 32}
    signed = sign_document({**body, "at": timestamp(world.clock.moment)}, OBSERVER.seed, "bid")
    return [Ask(f"/api/lots/{world.lot}/mailbox", json={"signed": each}) for each in ({}, signed)]


def _mailbox_answer(world: World) -> Asks:
    body = {"type": "tianping/question-answer/1", "lot": world.lot, "round": 1, "bid": "ab" * 32}
    body |= {"question": NOBODY, "text": "-", "at": timestamp(world.clock.moment)}
    signed = sign_document(body, OBSERVER.seed, "bid")
    return [Ask(f"/api/lots/{world.lot}/mailbox/{NOBODY}", json={"signed": signed})]


ITEM_VOTE = {"bid": "ab" * 32, "item": "F1", "pass": True, "base": 0}
SEAT_MARK = {"bid": "T1", "criterion": "业绩", "value": "1.00", "base": 0}


def _custody(path: str) -> Reader:
    """Asked by a custodian of the lot, and by somebody who took one's share key for his own."""

    def asks(world: World) -> Asks:
        keeper, at = world.market.keepers[0], timestamp(world.clock.moment)

        def ask(sign: KeyPair) -> Ask:
            body = {"type": "tianping/custody-request/1", "at": at}
            body |= {"share_key": keeper.share.public.hex(), "sign_key": sign.public.hex()}
            return Ask(path, json={"signed": sign_document(body, sign.seed, "custodian")})

        return [ask(keeper.sign), ask(OBSERVER)]

    return asks


def _propose(world: World) -> Asks:
    bodies = [keeper.id for keeper in world.market.keepers]
    return [Ask(f"/api/lots/{world.lot}/key-set", json={"bodies": bodies, "threshold": 3})]


def _register_body(world: World) -> Asks:
    one = world.market.keepers[0]
    told: dict[str, Any] = {"name": one.name, "prefecture": one.prefecture, "seat": one.seat, "persons": 2}
    told |= {"share_key": one.share.public.hex(), "sign_key": one.sign.public.hex(), "phone": "0718-0000000"}
    proof = prove_possession(one.share.secret, b"custodian-body", lambda size: b"\x05" * size)
    return [Ask("/api/custodian-bodies", json=told | {"possession": proof})]


def _ask_for_binding(world: World) -> Asks:
    one = world.firms[0]
    told = {"name": one.name, "uscc": one.uscc, "company_key": one.key.public.hex()}
    signature = one.key.sign(signed_bytes({"type": "tianping/company-request/1", **told}))
    return [Ask("/api/companies", json={**told, "signature": signature.hex()})]


def _publish(world: World) -> Asks:
    terms = {"deadline": world.market.tender["deadline"], "rulebook": 2, "rehearsal": True}
    return [Ask(f"/api/lots/{world.lot}/publication", json=terms)]


def _extend(world: World) -> Asks:
    later = timestamp(world.clock.moment + timedelta(minutes=20))
    path = f"/api/lots/{world.lot}/extensions"
    return [
        Ask(path, json={"deadline": timestamp(world.clock.moment), "reason": "早"}),
        Ask(path, json={"deadline": later, "reason": "顺延"}),
    ]


EXEMPTION = {"reason": "emergency", "document": "-", "approver": "-", "sha256": "00" * 32}
PERSON = {"name": "某", "login": "someone", "password": "short", "roles": [{"organisation": NOBODY, "role": "agency"}]}
OPERATOR = {"name": "某单位", "uscc": "91420000000000002X", "region_code": "420000"}
FIRST = {
    "token": "no",
    "name": "某",
    "login": "someone",
    "password": "a long enough sentence",
    "organisation": OPERATOR,
}
FORM = [{"name": "price", "title": {"zh": "报价", "en": "Price"}, "kind": "money", "unit": "元"}]
LOT = {"name": "二标段", "estimate": "1.00", "offer_form": FORM, "number": 1}
PROJECT = {"code": "E4228000001000022", "name": "另一项目", "project_class": "works", "region_code": "422800"}
PROJECT |= {"funds": [], "investment": "1.00", "estimates": []}  # type: ignore[dict-item]

BAD_HOURS = [{"weekday": 8, "opens": "08:30", "closes": "18:00"}]
BOOKING = {"workstation": NOBODY, "start": "2026-11-20T01:00:00Z", "end": "2026-11-20T02:00:00Z", "note": "?"}

EXPERT: dict[str, Any] = {"employer": "某单位", "employer_uscc": "91420000000000002X", "specialities": ["A0803"]}
ABSENCE = {"since": "2026-11-20T01:00:00Z", "until": "2026-11-21T01:00:00Z"}

PUBLICITY: dict[str, Any] = {
    "candidates": [{"bid": "ab" * 32, "quality": "?", "period": "?", "manager": "?", "qualifications": "?"}],
    "channel": {"contact": "?", "phone": "?"},
}

WRITES: dict[str, Reader] = {
    "POST /api/setup": _post("/api/setup", FIRST, "public"),
    "POST /api/session": _post("/api/session", {"login": "p1", "password": "a wrong password"}, "public"),
    "DELETE /api/session": _post("/api/session", role="no session"),
    "PUT /api/me/password": _post("/api/me/password", {"old": "short", "new": "short"}),
    "POST /api/organisations": _post("/api/organisations", {**OPERATOR, "kind": "agency"}),
    "POST /api/persons": _post("/api/persons", PERSON),
    "POST /api/persons/{person:uuid}/roles": _post(f"/api/persons/{NOBODY}/roles", PERSON["roles"][0]),
    "DELETE /api/persons/{person:uuid}/roles/{organisation:uuid}/{role:str}": _post(
        f"/api/persons/{NOBODY}/roles/{NOBODY}/buyer"
    ),
    "PUT /api/persons/{person:uuid}/suspension": _post(f"/api/persons/{NOBODY}/suspension", {"suspended": True}),
    "POST /api/projects": _post("/api/projects", PROJECT),
    "POST /api/projects/{project:uuid}/lots": _post("/api/projects/{project}/lots", LOT),
    "POST /api/venues": _post("/api/venues", {"name": "某处", "address": "某路", "hours": BAD_HOURS}),
    "PATCH /api/venues/{venue:uuid}": _venue("", {"hours": BAD_HOURS}),
    "POST /api/venues/{venue:uuid}/rooms": _venue("/rooms", {"name": " "}),
    "POST /api/rooms/{room:uuid}/workstations": _post(f"/api/rooms/{NOBODY}/workstations", {"names": ["A1"]}),
    "PATCH /api/workstations/{workstation:uuid}": _post(f"/api/workstations/{NOBODY}", {"broken": True}),
    "POST /api/bookings": _post("/api/bookings", BOOKING),
    "DELETE /api/bookings/{booking:uuid}": _post(f"/api/bookings/{NOBODY}"),
    "POST /api/venue-requests/{request_id:uuid}/answer": _post(
        f"/api/venue-requests/{NOBODY}/answer", {"accept": True}
    ),
    "POST /api/custodian-bodies": _register_body,
    "PUT /api/lots/{lot:uuid}/key-set": _propose,
    "POST /api/custodians/lots": _custody("/api/custodians/lots"),
    "POST /api/custodians/draws": _custody("/api/custodians/draws"),
    "POST /api/sessions": _session,
    "PATCH /api/sessions/{session:uuid}": _post(f"/api/sessions/{NOBODY}", SESSION_PLAN),
    "POST /api/sessions/{session:uuid}/draw": _post(f"/api/sessions/{NOBODY}/draw", {}),
    "POST /api/sessions/{session:uuid}/external": _post(
        f"/api/sessions/{NOBODY}/external",
        {"reference": "1", "drawn_at": "2026-01-01T00:00:00Z", "members": [OUTSIDER]},
    ),
    "POST /api/replies": _post("/api/replies", {"id": "1", "code": "AAAAAAAA", "text": "1"}),
    "POST /api/rooms/{session:uuid}": _post(f"/api/rooms/{NOBODY}"),
    "POST /api/rooms/{session:uuid}/representatives": _post(
        f"/api/rooms/{NOBODY}/representatives", {"name": "某人", "letter": "JVBERi0="}
    ),
    "POST /api/rooms/{session:uuid}/slips": _post(f"/api/rooms/{NOBODY}/slips", {"seat": "E01"}),
    "POST /api/rooms/{session:uuid}/slips/pdf": _post(f"/api/rooms/{NOBODY}/slips/pdf", {"seat": "E01"}),
    "POST /api/rooms/{session:uuid}/pause": _post(f"/api/rooms/{NOBODY}/pause", {"reason": "-"}),
    "POST /api/rooms/{session:uuid}/interruption": _post(f"/api/rooms/{NOBODY}/interruption", {"reason": "-"}),
    "POST /api/rooms/{session:uuid}/resume": _post(f"/api/rooms/{NOBODY}/resume"),
    "POST /api/rooms/{session:uuid}/decision": _post(f"/api/rooms/{NOBODY}/decision", {"wait_until": None}),
    "POST /api/rooms/{session:uuid}/void": _post(f"/api/rooms/{NOBODY}/void", {"reason": "-"}),
    "POST /api/rooms/{session:uuid}/replacements": _post(
        f"/api/rooms/{NOBODY}/replacements", {"seat": "E01", "code": "ill", "reason": "-"}
    ),
    "POST /api/rooms/{session:uuid}/moves": _post(
        f"/api/rooms/{NOBODY}/moves", {"seat": "E01", "workstation": NOBODY, "reason": "-"}
    ),
    "POST /api/rooms/{session:uuid}/calls/{line:uuid}/answer": _post(f"/api/rooms/{NOBODY}/calls/{NOBODY}/answer"),
    "POST /api/seat/login": _post("/api/seat/login", {"code": "ABCD-EFGH-JKLM"}),
    "POST /api/seat/pledge": _post("/api/seat/pledge", {"sign_key": "11" * 32, "signature": "22" * 64}),
    "POST /api/seat/recusal": _post("/api/seat/recusal", {"hindered": False}),
    "POST /api/seat/head-vote": _post("/api/seat/head-vote", {"for": "E01"}),
    "POST /api/seat/break": _post("/api/seat/break", {"on": True}),
    "POST /api/seat/text": _post("/api/seat/text", {"id": NOBODY, "text": "-"}),
    "POST /api/seat/help": _post("/api/seat/help", {"id": NOBODY, "text": "-"}),
    "POST /api/seat/presence": _post("/api/seat/presence", {}),
    "POST /api/seat/lots/{lot:uuid}/votes": _post("/api/seat/lots/{lot}/votes", {"id": NOBODY, "votes": [ITEM_VOTE]}),
    "POST /api/seat/lots/{lot:uuid}/marks": _post("/api/seat/lots/{lot}/marks", {"id": NOBODY, "marks": [SEAT_MARK]}),
    "POST /api/seat/lots/{lot:uuid}/hand-in": _post("/api/seat/lots/{lot}/hand-in", {"part": "blind", "version": 1}),
    "POST /api/seat/alerts/{alert:uuid}": _post(f"/api/seat/alerts/{NOBODY}", {"answer": "confirmed", "reason": "-"}),
    "POST /api/seat/lots/{lot:uuid}/questions": _post(
        "/api/seat/lots/{lot}/questions", {"id": NOBODY, "bid": "ab" * 32, "text": "?"}
    ),
    "POST /api/seat/lots/{lot:uuid}/price-votes": _post(
        "/api/seat/lots/{lot}/price-votes", {"bid": "ab" * 32, "explained": True, "reason": "-"}
    ),
    "POST /api/seat/lots/{lot:uuid}/competition-vote": _post(
        "/api/seat/lots/{lot}/competition-vote", {"lacking": False, "argument": "-"}
    ),
    "POST /api/seat/lots/{lot:uuid}/corrections": _post(
        "/api/seat/lots/{lot}/corrections",
        {"id": NOBODY, "bid": "ab" * 32, "kind": "words", "after": "1.00", "reason": "-"},
    ),
    "POST /api/seat/lots/{lot:uuid}/leads/{lead:uuid}/vote": _post(
        f"/api/seat/lots/{{lot}}/leads/{NOBODY}/vote", {"opinion": "none", "reason": "-"}
    ),
    "POST /api/leads/{lead:uuid}/disposition": _post(
        f"/api/leads/{NOBODY}/disposition", {"verb": "review", "reason": "-"}
    ),
    "POST /api/seat/report": _post("/api/seat/report", {"lots": []}),
    "POST /api/seat/lots/{lot:uuid}/report/signature": _post(
        "/api/seat/lots/{lot}/report/signature", {"report": "ab" * 32, "signature": "ab" * 64}
    ),
    "POST /api/seat/lots/{lot:uuid}/report/dissent": _post(
        "/api/seat/lots/{lot}/report/dissent", {"report": "ab" * 32, "text": "-", "signature": "ab" * 64}
    ),
    "POST /api/lots/{lot:uuid}/report/review": _post(
        "/api/lots/{lot}/report/review", {"ground": "arithmetic", "text": "-"}
    ),
    "POST /api/lots/{lot:uuid}/report/review/answer": _post(
        "/api/lots/{lot}/report/review/answer", {"outcome": "accept", "text": "-"}
    ),
    "POST /api/lots/{lot:uuid}/mailbox": _mailbox,
    "POST /api/lots/{lot:uuid}/mailbox/{question:uuid}": _mailbox_answer,
    "POST /api/sessions/{session:uuid}/places/{place:int}/absent": _post(
        f"/api/sessions/{NOBODY}/places/1/absent", {"reason": "-"}
    ),
    "POST /api/sessions/{session:uuid}/places/{place:int}/replace": _post(
        f"/api/sessions/{NOBODY}/places/1/replace", {"reason": "-"}
    ),
    "POST /api/draws/{draw:uuid}/dealings": _post(f"/api/draws/{NOBODY}/dealings", {"signed": {}}),
    "POST /api/draws/{draw:uuid}/releases": _post(f"/api/draws/{NOBODY}/releases", {"signed": {}}),
    "POST /api/lots/{lot:uuid}/key-statements": _post_signed("key-statements", "key-statement", "custodian"),
    "POST /api/lots/{lot:uuid}/drills": _post_signed("drills", "drill", "custodian"),
    "POST /api/companies": _ask_for_binding,
    "POST /api/companies/{company:uuid}/binding": _post("/api/companies/{company}/binding"),
    "POST /api/lots/{lot:uuid}/publication": _publish,
    "POST /api/lots/{lot:uuid}/documents/settle": _post("/api/lots/{lot}/documents/settle"),
    "POST /api/lots/{lot:uuid}/documents/reopen": _post("/api/lots/{lot}/documents/reopen"),
    "POST /api/lots/{lot:uuid}/extensions": _extend,
    "PUT /api/lots/{lot:uuid}/scheme": _post("/api/lots/{lot}/scheme", {"scheme": None}),
    "POST /api/lots/{lot:uuid}/versions": _post("/api/lots/{lot}/versions"),
    "PUT /api/lots/{lot:uuid}/documents/{name:str}": lambda world: [
        Ask(f"/api/lots/{world.lot}/documents/补遗.pdf", content=PDF, headers={"content-type": "application/pdf"})
    ],
    "DELETE /api/lots/{lot:uuid}/documents/{name:str}": _of_lot("documents/补遗.pdf"),
    "POST /api/experts": _post("/api/experts", EXPERT | {"name": "某某", "id_number": "4", "city": "?"}),
    "PATCH /api/experts/{expert:uuid}": _post(f"/api/experts/{NOBODY}", EXPERT),
    "POST /api/experts/search": _post("/api/experts/search", {"name": "某某"}),
    "POST /api/experts/{expert:uuid}/absences": _post(f"/api/experts/{NOBODY}/absences", ABSENCE),
    "DELETE /api/experts/{expert:uuid}/absences/{absence:uuid}": _at(f"/api/experts/{NOBODY}/absences/{NOBODY}"),
    "POST /api/experts/{expert:uuid}/standing": _post(f"/api/experts/{NOBODY}/standing", {"standing": "active"}),
    "POST /api/expert-imports": _at("/api/expert-imports?name=none"),
    "PUT /api/specialities": _at("/api/specialities"),
    "POST /api/expert-fees": _post(
        "/api/expert-fees", {"region": "0", "since": "2026-11-20", "base": "1.00", "base_hours": 1, "per_hour": "1.00"}
    ),
    "POST /api/uploads": _create_upload,
    "PATCH /api/uploads/{upload_id:str}": _at(f"/api/uploads/{UNKNOWN}"),
    "POST /api/uploads/{upload_id:str}": _at(f"/api/uploads/{UNKNOWN}"),
    "DELETE /api/uploads/{upload_id:str}": _at(f"/api/uploads/{UNKNOWN}"),
    "POST /api/lots/{lot:uuid}/bids": _post("/api/lots/{lot}/bids", {"statement": {}, "envelopes": []}),
    "POST /api/lots/{lot:uuid}/withdrawals": _withdraw,
    "POST /api/lots/{lot:uuid}/opening/releases": _post("/api/lots/{lot}/opening/releases", {"release": {}}),
    "POST /api/lots/{lot:uuid}/opening/identities": _post_signed("opening/identities", "objection", "custodian"),
    "POST /api/lots/{lot:uuid}/opening/objections": _post_signed("opening/objections", "objection", "bid"),
    "POST /api/lots/{lot:uuid}/opening/objections/{objection:str}/answer": _post(
        "/api/lots/{lot}/opening/objections/" + "ab" * 32 + "/answer", {"text": "?"}
    ),
    "POST /api/lots/{lot:uuid}/opening/remedies/{envelope:str}": _of_envelope("remedies"),
    "PUT /api/lots/{lot:uuid}/opening/remedies/{envelope:str}": _of_envelope("remedies", {"upload": UNKNOWN}),
    "POST /api/lots/{lot:uuid}/opening/causes/{envelope:str}": _of_envelope(
        "causes", {"cause": "bidder", "reason": "?"}
    ),
    "POST /api/lots/{lot:uuid}/opening/confirmations": _post_signed("opening/confirmations", "confirmation", "bid"),
    "POST /api/lots/{lot:uuid}/candidates": _post("/api/lots/{lot}/candidates", PUBLICITY),
    "POST /api/lots/{lot:uuid}/result-objections": _result_objection,
    "POST /api/lots/{lot:uuid}/result-objections/{objection:str}/answer": _post(
        "/api/lots/{lot}/result-objections/" + "ab" * 32 + "/answer", {"text": "?"}
    ),
    "POST /api/lots/{lot:uuid}/result": _own_result,
    "POST /api/lots/{lot:uuid}/award": _post("/api/lots/{lot}/award", {"bid": "ab" * 32}),
    "POST /api/lots/{lot:uuid}/award/failure": _post("/api/lots/{lot}/award/failure", {"reason": "?"}),
    "PUT /api/lots/{lot:uuid}/contract": _post(
        "/api/lots/{lot}/contract", {"signed_on": "2026-11-20", "price": "1.00"}
    ),
    "PUT /api/lots/{lot:uuid}/bonds/{bid:str}": _post(
        "/api/lots/{lot}/bonds/" + "ab" * 32, {"became": "none", "on": "2026-11-20"}
    ),
    "POST /api/lots/{lot:uuid}/written-report": _post("/api/lots/{lot}/written-report", {}),
    "POST /api/lots/{lot:uuid}/archive": _post("/api/lots/{lot}/archive"),
    "POST /api/lots/{lot:uuid}/opening/close": _post("/api/lots/{lot}/opening/close"),
    "POST /api/lots/{lot:uuid}/price-opening/objections": _post_signed("price-opening/objections", "objection", "bid"),
    "POST /api/lots/{lot:uuid}/price-opening/objections/{objection:str}/answer": _post(
        "/api/lots/{lot}/price-opening/objections/" + "ab" * 32 + "/answer", {"text": "?"}
    ),
    "POST /api/lots/{lot:uuid}/price-opening/confirmations": _post_signed(
        "price-opening/confirmations", "confirmation", "bid"
    ),
    "POST /api/lots/{lot:uuid}/price-opening/close": _post("/api/lots/{lot}/price-opening/close"),
    "PUT /api/share/projects/{project:uuid}": _post("/api/share/projects/{project}", {"sector": "water"}),
    "PUT /api/share/projects/{project:uuid}/exemption": _post("/api/share/projects/{project}/exemption", EXEMPTION),
    "DELETE /api/share/projects/{project:uuid}/exemption": _post("/api/share/projects/{project}/exemption"),
    "POST /api/share/months/{month:str}/sign-off": _post("/api/share/months/2026-10/sign-off"),
    "POST /api/share/months/{month:str}/closing": _post("/api/share/months/2026-10/closing"),
    "POST /api/share/months/{month:str}/restatements": _post(
        "/api/share/months/2026-10/restatements", {"reason": "-", "document": "-"}
    ),
    "POST /api/share/base": _post("/api/share/base", {"indicator": "K2-A", "document": "-", "since": "2026-01-01"}),
    "POST /api/share/cells": _post("/api/share/cells"),
    "POST /api/share/imports": _at("/api/share/imports?document=x"),
    "POST /api/share/imports/{number:uuid}/signature": _post(f"/api/share/imports/{NOBODY}/signature"),
    "DELETE /api/share/imports/{number:uuid}": _post(f"/api/share/imports/{NOBODY}"),
}
