"""The past of the demonstration, played through the front door: every row is the trace of a deed, none is written."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from commands.company_keys import CompanyKey
from commands.demonstration.clock import DemoClock
from commands.demonstration.custodians import THRESHOLD, DemoCustodians
from commands.demonstration.data import (
    BUYERS,
    COMPANIES,
    HAND_COMPANIES,
    NOT_STATUTORY,
    SUFFIX,
    TENDERS,
    BidPlan,
    T,
    TenderPlan,
    moment,
)  # fmt: skip
from commands.demonstration.evaluations import Evaluations
from commands.demonstration.ground import Ground
from commands.demonstration.handouts import company_key_path
from commands.demonstration.opening import DemoDiffers, finish_opening
from commands.demonstration.panel import furnish
from commands.demonstration.pool import fill_pool
from commands.demonstration.state import PASSWORD, Account, DemoState
from commands.files import write_document
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.carrier import Carrier
from commands.rehearsal.pdfs import BidPaper, Press, TenderPaper
from commands.rehearsal.stage_bids import Papers, seal_bid, send_bid, withdraw_bid
from commands.rehearsal.stage_hands import Body, Staff
from commands.speech import Voice
from commands.wire import Wire
from crypto.encoding import timestamp
from crypto.signatures import KeyPair
from foundation.calendar import show_zh
from foundation.entropy import system_entropy

BEGIN = moment(-86)
RULEBOOK = 1
BLIND_TITLE = "暗标-施工组织设计"
TITLES = ("商务文件", "已标价工程量清单")
"""Papers of a bid that name the bidder; the last is the priced one."""
STAFF = (
    ("security", "security_admin", "operator", "安全管理员"),
    ("audit", "audit_admin", "operator", "审计管理员"),
    ("agency", "agency", "agency", "招标代理经办人"),
    ("centre", "centre_staff", "centre", "交易中心经办人"),
    ("supervisor", "supervisor", "supervisor", "行政监督人员"),
    ("pool", "pool_keeper", "pool", "专家库管理员"),
    ("draw", "draw_operator", "pool", "专家抽取操作员"),
    ("statistics", "statistician", "centre", "统计人员"),
    *((f"buyer-{key.lower()}", "buyer", key, "招标人经办人") for key in BUYERS),
)


@dataclass
class Loader:
    """Plays the tenders of `demo_data` from T-86 to T."""

    wire: Wire
    clock: DemoClock
    custodians: DemoCustodians
    press: Press
    folder: Path
    voice: Voice
    state: DemoState
    carrier: Carrier
    projects: dict[str, str] = field(default_factory=dict)
    companies: list[CompanyKey] = field(default_factory=list)
    organisations: dict[str, str] = field(default_factory=dict)
    evaluations: Evaluations = field(init=False)
    staff: dict[str, Staff] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    papers: dict[tuple[str, str], "Future[Papers]"] = field(default_factory=dict)
    sent: dict[str, list[tuple[BidPlan, Path]]] = field(default_factory=lambda: defaultdict(list))

    def load(self, link: str) -> None:
        """Everything up to T; then the clock stands at T and runs."""
        with ThreadPoolExecutor(1) as press:
            self._print_papers(press)
            self._say("单位、人员、保管单位", "organisations, staff, custodians")
            self.cast(link)
            self.evaluations = self.furnish()
            for at, zh, en, deed in sorted(self.deeds(), key=lambda one: one[0]):
                self.clock.leap_to(at)
                self._say(zh, en)
                deed()
        hands.enter_project(self.staff["agency"], NOT_STATUTORY, self.organisations["D1"], self.organisations["centre"])
        self.clock.leap_to(T)
        self.state.ahead = self.clock.ahead.total_seconds()
        self.state.bids = {lot: [str(bid) for _, bid in sent] for lot, sent in self.sent.items()}
        self.state.save()

    def _say(self, zh: str, en: str) -> None:
        at = show_zh(self.clock.now())[:-3]
        self.voice.say(f"  {at}  {zh}", f"  {at}  {en}")

    def deeds(self) -> Iterator[tuple[datetime, str, str, Callable[[], None]]]:
        """What happens when, in words and as a deed."""
        for plan in TENDERS:
            yield moment(plan.publish), *_words(plan, "发布", "published"), _bound(self.publish, plan)
            for at in sorted({bid.at for bid in plan.bids}):
                yield moment(at), *_words(plan, "投标", "bids"), _bound(self.bid, plan, at)
            if plan.extension:
                at, _, _ = plan.extension
                yield moment(at), *_words(plan, "延期", "extended"), _bound(self.extend, plan)
            for number, at in enumerate(plan.versions, 2):
                later = moment(at) + timedelta(minutes=5)
                yield (
                    later,
                    *_words(plan, f"第{number}版文件", f"documents v{number}"),
                    _bound(self.renew, plan, number),
                )
            if plan.deadline < 0:
                yield plan.closes + timedelta(seconds=0.2), *_words(plan, "开标", "opening"), _bound(self.open, plan)
        yield from self.evaluations.deeds()

    def cast(self, link: str) -> None:
        """Accounts, organisations, companies with bound keys, custodian bodies."""
        bodies = _others()
        operator = bodies.pop("operator")
        admin = hands.set_up(self.wire, link, operator, "admin", PASSWORD)
        self._account(admin, "system_admin", operator.name)
        self.organisations["operator"] = _own_organisation(admin)
        bodies = {**BUYERS, **bodies}
        for key, body in bodies.items():
            self.organisations[key] = hands.add_body(admin, body)
        names = {"operator": operator.name, **{key: body.name for key, body in bodies.items()}}
        for login, role, organisation, name in STAFF:
            staff = hands.add_staff(admin, self.organisations[organisation], role, name, login, PASSWORD)
            self._account(staff, role, names[organisation])
        self._bind_companies()
        self.custodians.make_keys()
        self.bodies = self.custodians.register(self.staff["centre"])

    def furnish(self) -> Evaluations:
        """Venues and the pool, for everything that comes after the openings."""
        stand = (self.wire, self.clock, self.custodians, self.carrier, self.press, self.staff)
        ground = Ground(*stand, bids=self.sent)
        furnish(ground, self.staff["centre"])
        fill_pool(self.staff["pool"])
        return Evaluations(ground, self.state, self.projects)

    def _account(self, staff: Staff, role: str, organisation: str) -> None:
        self.staff[staff.login] = staff
        self.state.accounts.append(Account(staff.login, role, staff.name, organisation))

    def _bind_companies(self) -> None:
        """Those that bid by themselves, and those whose keys are handed out."""
        self.companies = [self._bind(name, uscc) for name, uscc in COMPANIES]
        for name, uscc in HAND_COMPANIES:
            key_file = self._bind(name, uscc).as_file(PASSWORD, system_entropy)
            write_document(company_key_path(self.folder, uscc), key_file, private=True)

    def _bind(self, name: str, uscc: str) -> CompanyKey:
        company = CompanyKey(name, uscc, KeyPair.from_seed(system_entropy(32)))
        hands.bind_company(self.staff["centre"], company)
        return company

    def publish(self, plan: TenderPlan) -> None:
        """Enter the project, add lots, put documents, have the custodians sign, publish."""
        agency = self.staff["agency"]
        project = hands.enter_project(
            agency, plan.project, self.organisations[plan.buyer], self.organisations["centre"]
        )
        self.projects[plan.key] = project["id"]
        told = (project["is_statutory"], project["is_in_remote_scope"])
        if told != plan.statutory:
            raise DemoDiffers(f"{plan.key}: {told}, not {plan.statutory}")
        for number, lot_plan in enumerate(plan.project.lots, 1):
            lot = hands.add_lot(agency, project["id"], number, lot_plan)
            hands.put_documents(agency, lot, [("招标文件.pdf", self._document(plan, 1))])
            hands.propose_custodians(agency, lot, self.bodies, THRESHOLD)
            self.custodians.sign(lot)
            hands.publish(agency, lot, timestamp(plan.closes), RULEBOOK, rehearsal=False)
            self.state.lots[_lot_key(plan, number)] = lot

    def _document(self, plan: TenderPlan, version: int) -> bytes:
        lot = plan.project.lots[0]
        facts = (("项目编号", plan.project.code), ("最高投标限价", f"{lot.ceiling} 元"), ("文件版本", f"第{version}版"))
        form = [(one["title"]["zh"], one["kind"], one["unit"]) for one in lot.offer_form]
        agency = "清江招标代理" + SUFFIX
        return self.press.tender(
            TenderPaper(plan.project.name, "演示数据，均为虚构", BUYERS[plan.buyer].name, agency, facts, form)
        )

    def lots(self, plan: TenderPlan) -> Iterator[str]:
        """The plan's lots in order."""
        for number in range(1, len(plan.project.lots) + 1):
            yield self.state.lots[_lot_key(plan, number)]

    def extend(self, plan: TenderPlan) -> None:
        """Move the deadline later."""
        assert plan.extension is not None  # asked by `deeds`
        _, until, reason = plan.extension
        for lot in self.lots(plan):
            hands.extend(self.staff["agency"], lot, timestamp(moment(until)), reason)

    def renew(self, plan: TenderPlan, number: int) -> None:
        """The next version of the documents; sealed bids stay valid."""
        for lot in self.lots(plan):
            self.staff["agency"].post(f"/api/lots/{lot}/versions")
            hands.put_documents(self.staff["agency"], lot, [("招标文件.pdf", self._document(plan, number))])

    def bid(self, plan: TenderPlan, at: float) -> None:
        """Everybody who bids at this time."""
        for one in plan.bids:
            if one.at == at:
                self._bid(plan, one, self.state.lots[_lot_key(plan, one.lot)])

    def _bid(self, plan: TenderPlan, one: BidPlan, lot: str) -> None:
        company = self.companies[one.company]
        earlier = [(was, bid) for was, bid in self.sent[lot] if was.company == one.company]
        folder = self.folder / "bidders" / f"{plan.key}-{one.lot}-{one.letter}-{len(earlier) + 1}"
        values = {"price": one.price, "period": plan.period, "quality": "合格"}
        bond = {"form": "电子保函（演示）", "amount": plan.bond}
        lost = any(was.then == "superseded" for was, _ in earlier)
        papers = self.papers[plan.key, company.name].result()
        seal_bid(self.wire, lot, company, values, papers, folder, replaces_all=lost, bond=bond)
        replaced = next((bid for was, bid in earlier if was.then == "replaced"), None)
        send_bid(self.wire, folder, replaced)
        if one.then == "withdrawn":
            withdraw_bid(self.wire, folder)
        self.sent[lot] = [pair for pair in self.sent[lot] if pair[1] != replaced]
        if one.then != "withdrawn":
            self.sent[lot].append((one, folder))

    def _print_papers(self, press: ThreadPoolExecutor) -> None:
        """Every bidder's PDF files, in a thread of their own, in the order in which they are needed."""
        wanted = sorted((bid.at, plan.key, bid.company) for plan in TENDERS for bid in plan.bids)
        names = {plan.key: plan.project.name for plan in TENDERS}
        for _, key, place in wanted:
            name, uscc = COMPANIES[place]
            if (key, name) not in self.papers:
                self.papers[key, name] = press.submit(self._papers, key, names[key], name, uscc)

    def _papers(self, key: str, tender: str, company: str, uscc: str) -> Papers:
        folder = self.folder / "papers" / f"{key}-{uscc}"
        folder.mkdir(parents=True, exist_ok=True)
        papers = (BidPaper(tender, BLIND_TITLE, "", ""), *(BidPaper(tender, one, company, uscc) for one in TITLES))
        for paper in papers:
            (folder / f"{paper.title}.pdf").write_bytes(self.press.bid(paper))
        files = [folder / f"{paper.title}.pdf" for paper in papers]
        return Papers(files[:-1], files[-1:])

    def open(self, plan: TenderPlan) -> None:
        """The hour: custodians release, everything opens, bidders confirm, the host closes."""
        for lot in self.lots(plan):
            finish_opening(self.wire, self.custodians, self.staff["centre"], lot, self._bids(lot), self.clock.now)

    def _bids(self, lot: str) -> list[Path]:
        return [bid for _, bid in self.sent[lot]]


def _bound(deed: Callable[..., None], *values: Any) -> Callable[[], None]:
    return lambda: deed(*values)


def _words(plan: TenderPlan, zh: str, en: str) -> tuple[str, str]:
    return f"{plan.key} {plan.project.name}：{zh}", f"{plan.key} {plan.project.name}: {en}"


def _lot_key(plan: TenderPlan, number: int) -> str:
    return plan.key if len(plan.project.lots) == 1 else f"{plan.key}.{number}"


def _own_organisation(staff: Staff) -> str:
    organisation = staff.get("/api/me")["organisation"]
    return str(organisation["id"] if isinstance(organisation, dict) else organisation)


def _others() -> dict[str, Body]:
    """Bodies that stand in every tender; their codes are made up anew."""
    named = {
        "operator": ("天平运营", "91420100", "operator", "420100"),
        "agency": ("清江招标代理", "91422800", "agency", "422800"),
        "centre": ("湖北省公共资源交易中心", "12420000", "centre", "420000"),
        "pool": ("湖北省综合评标专家库", "12420000", "centre", "420000"),
        "supervisor": ("湖北省发展和改革委员会", "11420000", "supervisor", "420000"),
    }
    return {
        key: Body(name + SUFFIX, hands.made_up_uscc(system_entropy, first), kind, region)
        for key, (name, first, kind, region) in named.items()
    }
