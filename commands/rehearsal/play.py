"""The play itself, act by act; each act is timed and told, each expectation kept."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from commands.custody.opening import ORDER
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.awarding import Awarding
from commands.rehearsal.bidders import Bidders, cast_bidders
from commands.rehearsal.carrier import Carrier, carrier_on_loopback
from commands.rehearsal.children import Working, end_children, working
from commands.rehearsal.close import Ending
from commands.rehearsal.custodians import Custodians
from commands.rehearsal.downloads import check_downloads
from commands.rehearsal.hall import watch_hall
from commands.rehearsal.judging import Judging
from commands.rehearsal.pdfs import Press
from commands.rehearsal.report import MEGA, Report
from commands.rehearsal.seating import Seating
from commands.rehearsal.servers import Platform, Wanted, servers
from commands.rehearsal.stage import Stage, trace_lines
from commands.rehearsal.stage_hands import Body, Staff
from commands.wire import Wire
from crypto.encoding import parse_timestamp, timestamp
from crypto.envelope import SourceFile, seal_envelope
from foundation.clock import stopwatch
from foundation.entropy import system_entropy
from foundation.print.typesetting import find_fonts
from foundation.settings import from_environment

RULEBOOK = 2
AT_LEAST, MARGIN = 20.0, 8.0
"""Seconds: the shortest time for bids, and how long before the deadline an extension is decided."""
EXTENSION = 15.0
OPENING_PATIENCE = 1800.0
PER_BID, SENDING = 4.0, 8.0
"""Seconds a bid costs in processes that start, and what sealing, reading back and sending cost by one sealing."""


def play(args: Namespace, report: Report, folder: Path) -> None:
    """From nothing to a verified opening record, and to a seated committee where the script goes so far."""
    secret = system_entropy(16).hex()
    with carrier_on_loopback(secret) as carrier, platform_of(args, report, folder, carrier) as platform:
        report.facts |= {"url": platform.urls[0], "stands_on": platform.stands_on}
        report.facts |= {"bidders": args.bidders, "size_mb": args.size}
        try:
            Play(args, report, folder, platform, carrier).run()
        except BaseException:  # Ctrl-C too: bidders and custodians must not go on while the servers stop
            end_children()
            raise


@contextmanager
def platform_of(args: Namespace, report: Report, folder: Path, carrier: Carrier) -> Iterator[Platform]:
    """The platform that was named, or one of our own."""
    if args.url:
        yield Platform((args.url.rstrip("/"),), "", "an existing platform")
        return
    stands_on = (args.database_url, args.object_store, args.separate_postgres, args.with_s3)
    wanted = Wanted(args.servers, *stands_on, carrier.url, carrier.secret)
    begun = stopwatch()
    with servers(folder / "platform", wanted) as platform:
        seconds = stopwatch() - begun
        zh, en = (
            f"平台已启动：{platform.stands_on}，{seconds:.1f} 秒",
            f"The platform is up: {platform.stands_on}, {seconds:.1f} s",
        )
        report.say(zh, en)
        yield platform


@dataclass
class Play:
    """One rehearsal."""

    args: Namespace
    report: Report
    folder: Path
    platform: Platform
    carrier: Carrier
    wire: Wire = field(init=False)
    stage: Stage = field(init=False)
    custodians: Custodians = field(init=False)
    bidders: Bidders = field(init=False)

    def run(self) -> None:
        """The acts."""
        self.wire = Wire(self.platform.urls[0])
        self.set_the_stage()
        self.cast_everybody()
        seating = self.seating()
        self.tender()
        self.publish()
        check_downloads(self.report, self.wire, self.stage.lot)
        with watch_hall(self.report, Wire(self.platform.url(0)), self.platform.url(1), self.stage.lot) as hall:
            self.bid()
            self.open()
            record, ending = self.close()
        hall.compare()
        ending.check_record(record)
        ending.check_paper()
        ending.fetch_package(self.folder / "package")
        ending.verify(self.folder / "package", self.bidders.receipts())
        if seating:
            seating.run()
        if seating and self.args.script == "whole":
            self.judge_and_award(seating, ending)

    def seating(self) -> Seating | None:
        """A pool to draw a committee from, where the script goes so far."""
        if self.args.script == "opening":
            return None
        codes = [one.company.uscc for one in self.cast[:-2]]
        stage, custodians = self.stage, self.custodians
        seating = Seating(self.report, stage, custodians, self.carrier, self.folder, self.args.experts, codes)
        seating.prepare()
        return seating

    def judge_and_award(self, seating: Seating, ending: Ending) -> None:
        """From the seats to a report, an award, and a share that counts the lot."""
        judged = Judging(self.report, seating, self.bidders.staying, self.platform.urls[0]).run()
        awarding = Awarding(self.report, seating, ending, self.bidders.staying)
        awarding.run(judged, self.folder / "package-whole", self.bidders.receipts())

    def set_the_stage(self) -> None:
        """Administrator by the one-time link, organisations and staff."""
        settings = from_environment()
        fonts = find_fonts(Path(settings.font_dir) if settings.font_dir else None)
        tag = system_entropy(3).hex()
        with self.report.phase("staff", "管理员、单位与人员", "Administrator, organisations, staff"):
            press = Press(fonts, system_entropy)
            self.stage = Stage(self.wire, system_entropy, press, tag, self._administrator(tag))
            self.stage.cast_staff()

    def _administrator(self, tag: str) -> Staff:
        if self.args.token:
            return Staff(self.wire, "administrator", token=self.args.token)
        operator = Body(f"演练平台运营({tag})", hands.made_up_uscc(system_entropy, "91420100"), "operator", "420100")
        password = system_entropy(12).hex()
        return hands.set_up(self.wire, self.platform.link, operator, f"admin-{tag}", password)

    def cast_everybody(self) -> None:
        """Companies with bound keys, papers for each, custodian bodies with keys of their own."""
        count = self.args.bidders + 2
        with self.report.phase(
            "companies", f"{count}家单位登记并绑定密钥", f"{count} companies registered, keys bound"
        ):
            self.stage.bind_companies(count)
        cast = cast_bidders(self.stage.companies, self.folder / "bidders")
        with self.report.phase("papers", "编制投标文件（PDF）", "Writing the bids (PDF)") as phase:
            for one in cast:
                small = one in cast[-1:]  # the late one is refused whatever it brings
                one.prepare(self.stage.press, min(MEGA, self._size()) if small else self._size())
                phase.size += one.size
        self.cast = cast
        with self.report.phase("custodians", "5家保管单位生成密钥、登记", "Five custodian bodies make their keys"):
            self.custodians = Custodians(self.platform, self.report, self.folder / "custodians")
            self.custodians.make_keys()
            self.custodians.register(self.stage.centre)

    def _size(self) -> int:
        return int(self.args.size * MEGA)

    def tender(self) -> None:
        """Project with its decision, lot, documents, key set signed by all five."""
        with self.report.phase("project", "项目与标段", "Project and lot"):
            project = self.stage.enter_project()
        self._tell_trace(project)
        with self.report.phase("documents", "招标文件上传并定稿", "Tender documents uploaded, settled") as phase:
            phase.size = self.stage.put_documents()
        with self.report.phase("key-set", "5家保管单位签署密钥声明", "Five custodians sign the key set"):
            self.custodians.sign(self.stage.agency, self.stage.lot)

    def _tell_trace(self, project: dict[str, Any]) -> None:
        for word, zh, en in (("statutory", "是否依法必须招标", "statutory"), ("remote", "是否远程异地评标", "remote")):
            language = self.report.voice.language
            for line in trace_lines(project["trace"][word], language):
                self.report.say(f"    {zh}　{line}", f"    {en}  {line}")
        told = (project["is_statutory"], project["is_in_remote_scope"])
        self.report.expect(
            "scope-decided", told == (True, True), "范围判定与示例一致", "the scope is decided as expected", str(told)
        )

    def publish(self) -> None:
        """Publish under the rehearsal's rulebook, the deadline as far ahead as sealing and sending will take."""
        seconds = max(AT_LEAST, self._estimate())
        with self.report.phase("publication", "发布招标公告", "Publication"):
            deadline = self._now() + timedelta(seconds=seconds)
            hands.publish(self.stage.agency, self.stage.lot, timestamp(deadline), RULEBOOK, rehearsal=True)
        self.report.facts |= {"lot": self.stage.lot, "seconds_for_bids": round(seconds)}
        self.report.say(f"  投标截止：{seconds:.0f} 秒后", f"  Deadline in {seconds:.0f} s")
        self._expect_hidden()

    def _estimate(self) -> float:
        """Seconds for all bids on two processors, from sealing one of them here and now; twice that for safety."""
        one = self.cast[0]
        begun = stopwatch()
        with (self.folder / "probe.tpe").open("wb") as target:
            seal_envelope(
                kind="documents", lot=self.stage.lot, round=1, document_version=1, floor=timestamp(self._now()),
                custodians=self.custodians.share_keys(), threshold=3, bid_key=bytes(32),
                files=[SourceFile(path.name, "application/pdf", path) for path in one.documents],
                target=target, entropy=system_entropy,
            )  # fmt: skip
        (self.folder / "probe.tpe").unlink()
        seal = stopwatch() - begun
        bids = len(self.cast) + 1
        return 15 + 2 * bids * (PER_BID + SENDING * seal) / 2

    def _expect_hidden(self) -> None:
        lot = self.stage.lot
        listed = {one["lot"] for one in self.wire.get("/api/lots", rehearsal="false")["lots"]}
        marked = {one["lot"] for one in self.wire.get("/api/lots", rehearsal="true")["lots"]}
        self.report.expect(
            "rehearsal-flagged",
            lot not in listed and lot in marked,
            "标段标注为演练，不进入公开目录",
            "the lot is flagged as a rehearsal and out of the register",
        )

    def _now(self) -> datetime:
        return parse_timestamp(self.wire.get("/api/clock")["now"])

    def bid(self) -> None:
        """Everybody bids; the deadline is moved later while somebody still needs time."""
        cast = self.cast
        self.bidders = Bidders(self.platform, self.report, self.stage.lot, cast[:-2], cast[-2], cast[-1])
        with self.report.phase("bids", "全部投标加密并递交", "All bids sealed and sent") as phase:
            with working(self.bidders.play) as bidding:
                self._refuse_plain()
                while not bidding.is_over(1.0):
                    self._extend_if_short(bidding)
            phase.size = self.bidders.sending.size

    def _extend_if_short(self, bidding: Working) -> None:
        deadline = parse_timestamp(self.wire.get(f"/api/lots/{self.stage.lot}")["deadline"])
        left = (deadline - self._now()).total_seconds()
        if not bidding.is_over(0) and 0 < left < MARGIN:
            later = timestamp(deadline + timedelta(seconds=EXTENSION))
            hands.extend(self.stage.agency, self.stage.lot, later, "演练：投标人仍在递交")
            self.report.say("  投标截止时间延后", "  The deadline moves later")

    def _refuse_plain(self) -> None:
        """A file that nobody sealed is refused as it arrives, with what to do."""
        told = self.bidders.send_unsealed(self.wire)
        self.report.expect(
            "plain-file-refused",
            told is not None,
            f"未加密文件被拒收：{told}",
            f"a file that was not sealed is refused: {told}",
        )

    def open(self) -> None:
        """The hour: freeze, three of five release, everything is opened and read out together."""
        with self.report.phase("wait", "等待截止与固定清单", "Waiting for the deadline and the freeze"):
            self._wait_for("await_identities")
        self.bidders.come_late()
        with working(partial(self.custodians.release, self.stage.lot)) as releasing:
            with self.report.phase("identities", "出具身份份额、核对人数", "Identities released, bidders counted"):
                self._wait_for("await_contents", releasing)
            self._expect_silence()
            with self.report.phase("contents", "出具其余份额、全部开启", "The rest released, all opened") as phase:
                self._wait_for("read_out", releasing)
                phase.size = sum(one.size for one in self.bidders.staying)

    def _expect_silence(self) -> None:
        told = str(self.wire.get(f"/api/lots/{self.stage.lot}/opening"))
        leaked = [
            one.company.name for one in self.bidders.all() if one.company.name in told or one.company.uscc in told
        ]
        self.report.expect(
            "nothing-before-read-out",
            not leaked,
            "唱标前不显示任何投标人",
            "before the read-out nobody is named",
            str(leaked),
        )

    def _wait_for(self, phase: str, releasing: "Working | None" = None) -> None:
        """Until the opening is in this phase or a later one; whatever stopped the custodians stops us."""
        ends = stopwatch() + OPENING_PATIENCE
        while stopwatch() < ends:
            now = self.wire.get(f"/api/lots/{self.stage.lot}/opening")["phase"]
            if ORDER.index(now) >= ORDER.index(phase):
                return
            if releasing:
                releasing.raise_fault()
            self.wire.pause(0.2)
        raise TimeoutError(f"the opening did not reach {phase}")

    def close(self) -> tuple[dict[str, Any], Ending]:
        """Objection, answer, confirmations, record."""
        ending = Ending(self.report, self.wire, self.stage.agency, self.stage.lot, self.bidders.staying)
        with self.report.phase("closing", "异议、确认、开标记录", "Objection, confirmations, record"):
            hall = self.wire.get(f"/api/lots/{self.stage.lot}/opening")
            ending.object_and_answer(self.bidders.staying[2])
            ending.confirm(hall["read_out"])
            record = ending.close()
        self.report.facts |= {"result": record["body"]["result"], "valid_bidders": record["body"]["valid_bidders"]}
        return record, ending
