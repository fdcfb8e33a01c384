"""The public records of one lot from the notice to the contract, made by hand: no ceremony, no signature."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from bidding.methods.scheme import scheme_json
from crypto.encoding import digest
from evaluation_rooms.publication.ocds.process import Process
from evaluation_rooms.publication.ocds.releases import ocid_of
from foundation.records import SignedDocument
from tests.rules.methods.schemes import COMPREHENSIVE

Body = dict[str, Any]
LOT, SESSION = "019a0000-0000-7000-8000-000000000001", "019a0000-0000-7000-8000-0000000000aa"
ADDRESS = "https://bids.example"
BUYER = {"name": "云顶坪小学", "uscc": "11420000011000014L"}
AGENCY = {"name": "楚正招标代理", "uscc": "91420100100000016T"}
FIRMS = (
    {"name": "甲建设有限公司", "uscc": "91420200100000024T"},
    {"name": "乙建设有限公司", "uscc": "914205001000000325"},
    {"name": "丙建设有限公司", "uscc": "914206001000000405"},
    {"name": "丁建设有限公司", "uscc": "91429000100000059J"},
)
BIDS = tuple(f"{number:02x}" * 32 for number in (1, 2, 3, 4, 5))
PRICES = ("26500000.00", "26888000.00", "27100000.00", "27900000.00")


def at(day: int, hour: int = 1) -> str:
    """A moment of this story."""
    return f"2026-11-{day:02d}T{hour:02d}:00:00.000Z"


def of_lot(kind: str, **members: Any) -> Body:
    """A body about the lot."""
    return {"type": f"tianping/{kind}/1", "lot": LOT, "round": 1, **members}


def named(body: Body) -> str:
    """The digest by which other records name it."""
    return digest(body).hex()


def documents(version: int, moment: str, *names: str) -> Body:
    """One version of the tender documents."""
    files = [{"name": name, "media_type": "application/pdf", "length": 9, "sha256": "11" * 32} for name in names]
    return of_lot("documents", version=version, at=moment, files=files)


FIRST, SECOND = documents(1, at(1), "招标文件.pdf"), documents(2, at(4), "招标文件.pdf", "清单.pdf")
TENDER = of_lot(
    "tender",
    project={"code": "E4228000001000001001", "name": "云顶坪小学教学楼"},
    name="教学楼施工",
    buyer=BUYER,
    agency=AGENCY,
    published_at=at(2),
    deadline=at(10),
    rulebook=1,
    documents=named(FIRST),
    offer_form=[{"name": "price", "title": "投标报价", "kind": "money", "unit": "元"}],
    scheme=scheme_json(COMPREHENSIVE),
)
EXTENSION = of_lot("extension", previous=at(10), deadline=at(12), at=at(5), reason="澄清")


def _row(number: int, outcome: str, **members: Any) -> Body:
    row = {"bid": BIDS[number], "document_version": 2, "received_at": at(11, number), "outcome": outcome, "cause": None}
    known: Body = {"name": None, "uscc": None, "values": None}
    if number < len(FIRMS):
        known = {**FIRMS[number], "values": {"price": PRICES[number]}}
    return {**row, **known, **members}


OPENING = of_lot(
    "opening-record",
    bids=[*(_row(number, "VALID") for number in range(4)), _row(4, "UNATTRIBUTED", name="某公司", uscc="X" * 18)],
    valid_bidders=4,
    result="OPENED",
    opened_at=at(12),
    closed_at=at(12, 2),
)
REPORT = of_lot(
    "evaluation-report",
    session=SESSION,
    at=at(14),
    committee=[
        {"seat": "E01", "kind": "expert", "head": True, "city": "422800", "remote": False},
        {"seat": "E02", "kind": "expert", "head": False, "city": "422800", "remote": False},
        {"seat": "E03", "kind": "expert", "head": False, "city": "420500", "remote": True},
        {"seat": "E04", "kind": "expert", "head": False, "city": "420500", "remote": True},
        {"seat": "B01", "kind": "buyer", "head": False, "city": "422800", "remote": False},
    ],
    rejected=[{"bid": BIDS[3], "name": FIRMS[3]["name"]}],
    failed=None,
)
ALL_REJECTED = {
    **REPORT,
    "rejected": [{"bid": bid, "name": firm["name"]} for bid, firm in zip(BIDS, FIRMS, strict=False) for _ in range(2)],
    "failed": "rejected",
}
"""Every bid on two grounds."""


def candidate(rank: int) -> Body:
    """A candidate of the report."""
    return {"rank": rank, "bid": BIDS[rank - 1], **FIRMS[rank - 1], "price": PRICES[rank - 1]}


CANDIDATES = of_lot(
    "candidates",
    report=named(REPORT),
    candidates=[candidate(1), candidate(2), candidate(3)],
    rejected=[{"bid": BIDS[3], "name": FIRMS[3]["name"]}],
    summary="推荐三名中标候选人",
    at=at(15),
    ends=at(19),
)


def award(rank: int, moment: str, previous: Body | None = None) -> Body:
    """The award to the candidate of that rank."""
    before = None if previous is None else named(previous)
    return of_lot("award", report=named(REPORT), **candidate(rank), previous=before, at=moment)


AWARD = award(1, at(20))
SECOND_AWARD = award(2, at(22), AWARD)
CONTRACT = of_lot(
    "contract", award=named(SECOND_AWARD), signed_on="2026-11-25", price=PRICES[1], period="360日历天", at=at(25)
)
DRAW = {"type": "tianping/draw-record/1", "session": SESSION, "lots": [{"lot": LOT, "round": 1}], "at": at(20, 3)}
FAILED = of_lot("award-failed", report=named(REPORT), award=named(AWARD), reason="候选人均放弃", at=at(23))
WHOLE = (FIRST, TENDER, SECOND, EXTENSION, OPENING, REPORT, CANDIDATES, AWARD, DRAW, SECOND_AWARD, CONTRACT)


def process(*bodies: Body, edit: Callable[[Body], Body] = lambda body: body) -> Process:
    """A lot round with these records."""
    records: list[SignedDocument] = [{"body": edit(body), "signatures": [], "salt": "00" * 16} for body in bodies]
    return Process(
        ocid=ocid_of("ocds-213czf", LOT, 1),
        address=ADDRESS,
        lot=LOT,
        number=1,
        project_class="works",
        region="422800",
        estimate=Decimal("28000000.00"),
        ceiling=Decimal("29000000.00"),
        records=tuple(records),
    )
