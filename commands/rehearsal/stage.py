"""The stage of a rehearsal: staff, companies, a project with one lot, documents. Every name says it is practice."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.company_keys import CompanyKey
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.pdfs import BidPaper, Press, TenderPaper
from commands.rehearsal.schemes import comprehensive
from commands.rehearsal.stage_hands import Body, LotPlan, ProjectPlan, Staff
from commands.wire import Wire
from crypto.signatures import KeyPair
from foundation.codes import project_code
from foundation.entropy import Entropy

REGION = "422800"
TENDER = "演练·云顶坪小学教学综合楼施工"
LOT = LotPlan(
    "演练·施工总承包",
    "28600000.00",
    "27950000.00",
    coefficients=({"name": "k", "values": ["0.50", "0.75", "1.00", "1.25"]},),
    scheme=comprehensive(minutes=5),
)
NAMES = ("鄂西云杉建设", "汉滨筑路", "夷陵恒基", "江城远岫", "荆楚禾泽水利", "沔水设计", "磁湖机电", "车城路桥")
BLIND = "暗标-施工组织设计.pdf"
"""The blind part of a bid: no name on its cover, and none in its properties."""
DRAWINGS = 3_000_000
"""Bytes of the drawings among the tender documents: enough to be fetched in ranges."""


@dataclass
class Stage:
    """Who plays and what is tendered. `tag` keeps two rehearsals on one platform apart."""

    wire: Wire
    entropy: Entropy
    press: Press
    tag: str
    admin: Staff
    agency: Staff = field(init=False)
    centre: Staff = field(init=False)
    buyer: str = field(init=False)
    companies: list[CompanyKey] = field(default_factory=list)
    project: dict[str, Any] = field(default_factory=dict)
    lot: str = ""
    files: dict[str, bytes] = field(default_factory=dict)

    def cast_staff(self) -> None:
        """Buyer, agency and centre, with a person each for agency and centre."""
        self.buyer = self._body("演练·云顶坪小学(筹)", "12422800", "buyer", REGION)
        agency = self._body("演练·清江招标代理", "91422800", "agency", REGION)
        centre = self._body("演练·恩施州公共资源交易中心", "12422800", "centre", REGION)
        self.agency = self._person(agency, "agency", "代理经办人")
        self.centre = self._person(centre, "centre_staff", "中心经办人")

    def _body(self, name: str, first: str, kind: str, region: str) -> str:
        code = hands.made_up_uscc(self.entropy, first)
        return hands.add_body(self.admin, Body(f"{name}({self.tag})", code, kind, region))

    def _person(self, organisation: str, role: str, name: str) -> Staff:
        login, password = f"{role}-{self.tag}", self.entropy(12).hex()
        staff = hands.add_staff(self.admin, organisation, role, name, login, password)
        staff.sign_in()
        return staff

    def bind_companies(self, count: int) -> None:
        """Companies with fresh keys; their codes are made up, so that nobody's real key is superseded."""
        for number in range(count):
            again = f"{number // len(NAMES) + 1}" if number >= len(NAMES) else ""
            name = f"{NAMES[number % len(NAMES)]}{again}演练"
            code = hands.made_up_uscc(self.entropy, "91422800")
            company = CompanyKey(name, code, KeyPair.from_seed(self.entropy(32)))
            hands.bind_company(self.centre, company)
            self.companies.append(company)

    def enter_project(self) -> dict[str, Any]:
        """Project and lot; answers the project with its decisions."""
        serial = int.from_bytes(self.entropy(4), "big")
        plan = ProjectPlan(
            project_code("E", REGION, serial), TENDER, "works", REGION, [("budget", LOT.estimate)], LOT.estimate, [LOT]
        )
        self.project = hands.enter_project(self.agency, plan, self.buyer, self.centre.organisation)
        self.lot = hands.add_lot(self.agency, self.project["id"], 1, LOT)
        return self.project

    def put_documents(self) -> int:
        """A real tender document and drawings; answers their bytes."""
        facts = (("项目编号", self.project["code"]), ("最高投标限价", f"{LOT.ceiling} 元"), ("说明", "本项目为演练"))
        form = [(one["title"]["zh"], one["kind"], one["unit"]) for one in LOT.offer_form]
        paper = TenderPaper(TENDER, "演练用，不具法律效力", "演练·云顶坪小学(筹)", "演练·清江招标代理", facts, form)
        drawings = BidPaper(TENDER, "施工图纸", "演练·云顶坪小学(筹)", "")
        self.files = {"招标文件.pdf": self.press.tender(paper), "施工图纸.pdf": self.press.bid(drawings, DRAWINGS)}
        hands.put_documents(self.agency, self.lot, self.files.items())
        return sum(map(len, self.files.values()))


def trace_lines(decision: dict[str, Any], language: str) -> Sequence[str]:
    """A scope decision as it is printed: each question with its facts and answer."""
    lines = []
    for step in decision["steps"]:
        facts = "，".join(f"{name} {value}" for name, value in step["facts"].items())
        mark = "是 yes" if step["answer"] else "否 no"
        lines.append(f"{step['rule']:<16} {step['question'][language]}{f' ({facts})' if facts else ''}: {mark}")
    return lines


def write_bid_papers(press: Press, company: CompanyKey, folder: Path, size: int) -> tuple[list[Path], list[Path]]:
    """A bidder's own files, `size` bytes of them: blind part, business papers, priced bill of quantities."""
    folder.mkdir(parents=True)
    wanted = {BLIND: size, "商务文件.pdf": 0, "已标价工程量清单.pdf": 0}
    for name, bytes_ in wanted.items():
        told = ("", "") if name == BLIND else (company.name, company.uscc)
        paper = BidPaper(TENDER, name.removesuffix(".pdf"), *told)
        (folder / name).write_bytes(press.bid(paper, bytes_))
    return [folder / BLIND, folder / "商务文件.pdf"], [folder / "已标价工程量清单.pdf"]
