"""From the report to the share: publicity with an objection, award, contract, archive, open data, and the count.

At the end a stranger checks it all from the published files, offline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from commands.refusals import PlatformRefused
from commands.rehearsal.bidders import Bidder
from commands.rehearsal.children import run_child
from commands.rehearsal.close import Ending
from commands.rehearsal.open_data import faults_of
from commands.rehearsal.report import Report
from commands.rehearsal.seating import Seating
from commands.rehearsal.stage_bids import sign_by_bid
from crypto.encoding import digest, parse_timestamp
from foundation.calendar import SHANGHAI
from foundation.clock import stopwatch, wall_clock

PATIENCE = 180.0
TEXT = "请复核第一中标候选人业绩得分。（演练异议）"
ANSWER = "经核对，业绩证明材料与评审标准一致，维持评标结果。（演练答复）"
DESCRIBED = {
    "quality": "合格",
    "period": "360日历天",
    "manager": "张工（演练）",
    "qualifications": "建筑工程施工总承包贰级",
}
CHANNEL = {"contact": "演练·招标人", "phone": "0718-0000000"}
CHECKS = (
    "scores-named", "marks-complete", "ranking-recomputed", "report-as-scored", "report-signed",
    "candidates-as-reported", "award-as-published", "draws-repeated", "remote-as-seated", "share-counted",
)  # fmt: skip
PUBLISHED = (
    "draws/", "records/scores-", "records/evaluation-report-", "records/report-closing-", "records/candidates-",
    "records/award-", "records/contract-", "records/share-count-",
)  # fmt: skip
"""What the package of a lot holds once its life is over."""


@dataclass
class Awarding:
    """The last act."""

    report: Report
    seating: Seating
    ending: Ending
    bidders: Sequence[Bidder]

    @property
    def lot(self) -> str:
        """What is awarded."""
        return self.seating.stage.lot

    def run(self, judged: Mapping[str, Any], folder: Path, receipts: Sequence[Path]) -> None:
        """From the report that was handed in to the count that proves itself."""
        candidates = judged["report"]["body"]["candidates"]
        with self.report.phase("publicity", "中标候选人公示、异议、答复", "Publicity, an objection, its answer"):
            self.publish(candidates)
            self.object()
        with self.report.phase("award", "公示期满、定标", "Publicity over, award"):
            self.award(candidates[0])
        with self.report.phase("after", "合同、保证金、书面报告、归档", "Contract, bonds, written report, archive"):
            self.finish(candidates[0])
        with self.report.phase("share", "远程异地评标占比", "The share of remote evaluations"):
            self.count(judged["digest"])
        with self.report.phase("open-data", "开放数据（OCDS）", "Open data (OCDS)"):
            self.check_open_data(candidates[0])
        self.verify(folder, receipts)

    def publish(self, candidates: Sequence[Mapping[str, Any]]) -> None:
        """Every candidate in the words of its bid."""
        told = [{"bid": one["bid"], **DESCRIBED} for one in candidates]
        self.seating.stage.agency.post(f"/api/lots/{self.lot}/candidates", {"candidates": told, "channel": CHANNEL})

    def object(self) -> None:
        """The second bidder objects; everything rests until the answer."""
        stage, bidder = self.seating.stage, self.bidders[1]
        shown = self._shown()
        named = {"candidates": self._publicity(), "interest": "", "text": TEXT}
        signed = sign_by_bid(bidder.bid, "result-objection", wall_clock(), company=None, **named)
        told = stage.wire.post(f"/api/lots/{self.lot}/result-objections", {"signed": signed})
        rests = self._shown()["state"]
        refused = self._award_refused(shown)
        path = f"/api/lots/{self.lot}/result-objections/{told['objection']}/answer"
        stage.agency.post(path, {"text": ANSWER})
        self.report.expect(
            "objection-suspends",
            (rests, refused, self._shown()["state"]) == ("SUSPENDED", True, "PUBLICITY"),
            "公示期异议：暂停，答复后继续；其间不能定标",
            "an objection suspends the publicity until it is answered, and nothing is awarded meanwhile",
        )

    def _publicity(self) -> str:
        return digest(self._shown()["candidates"]["body"]).hex()

    def _award_refused(self, shown: Mapping[str, Any]) -> bool:
        bid = shown["candidates"]["body"]["candidates"][0]["bid"]
        try:
            self.seating.stage.agency.post(f"/api/lots/{self.lot}/award", {"bid": bid})
        except PlatformRefused as refusal:
            return refusal.http_status == 409
        return False

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.seating.stage.wire.get(f"/api/lots/{self.lot}/award")
        return shown

    def award(self, first: Mapping[str, Any]) -> None:
        """After the publicity's last moment; every bidder learns his own marks, nobody another's."""
        self._wait(lambda: (shown := self._shown())["ends"] is not None and shown["now"] >= shown["ends"])
        award = self.seating.stage.agency.post(f"/api/lots/{self.lot}/award", {"bid": first["bid"]})
        self.report.expect(
            "awarded",
            award["body"]["bid"] == first["bid"] and self._shown()["state"] == "AWARDED",
            f"定标：{award['body']['name']}，{award['body']['price']}元",
            f"awarded to {award['body']['name']} at {award['body']['price']} yuan",
        )
        told = [self._own(bidder) for bidder in self.bidders]
        ranks = sorted(one["rank"] for one in told if not one["rejected"])
        whole = all(one["winner"] and (one["marks"] or one["rejected"]) for one in told)
        self.report.expect(
            "own-results",
            whole and ranks == list(range(1, len(ranks) + 1)) and len(ranks) > 0,
            "每名投标人凭证查得本单位名次、各成员评分和理由",
            "every bidder reads its own rank, marks and reasons with its bid key",
        )

    def _own(self, bidder: Bidder) -> dict[str, Any]:
        signed = sign_by_bid(bidder.bid, "result-request", wall_clock())
        own: dict[str, Any] = self.seating.stage.wire.post(f"/api/lots/{self.lot}/result", {"signed": signed})
        return own

    def finish(self, first: Mapping[str, Any]) -> None:
        """Contract as offered, bonds noted, written report filed, archive signed."""
        agency, lot = self.seating.stage.agency, self.lot
        today = (parse_timestamp(self._shown()["now"]) + timedelta(seconds=1)).astimezone(SHANGHAI).date()
        contract = {"signed_on": str(today), "price": first["price"], "period": "360"}
        told = agency.put(f"/api/lots/{lot}/contract", contract)
        for bond in agency.get(f"/api/lots/{lot}/award/desk")["bonds"]:
            agency.put(f"/api/lots/{lot}/bonds/{bond['bid']}", {"became": "none", "on": str(today)})
        agency.post(f"/api/lots/{lot}/written-report", {"remarks": "演练"})
        archive = agency.post(f"/api/lots/{lot}/archive")
        self.report.expect(
            "archived",
            not told["body"]["alerts"] and self._shown()["state"] == "ARCHIVED",
            f"合同与报价一致；书面报告已提交；归档{len(archive['body']['records'])}项记录",
            f"contract as offered, written report filed, {len(archive['body']['records'])} records archived",
            str(told["body"]["alerts"]),
        )

    def count(self, report: str) -> None:
        """The lot counts once, as remote in the province, with the draw and the presence that prove it."""
        wire, asked = self.seating.stage.wire, {"rehearsal": "true", "unit": "lot"}
        self._wait(lambda: bool(self._counted(asked)))
        mine = self._counted(asked)
        told = {one["kind"] for one in mine}
        self.report.expect(
            "share-counts-once",
            len(mine) == 1 and told == {"REMOTE_IN_PROVINCE"},
            "本标段计入占比一次：省内远程异地",
            "the share counts this lot once: remote in the province",
            str(mine)[:300],
        )
        public = wire.get("/api/share", unit="lot")
        self.report.facts |= {"share": str(self._figure(wire.get("/api/share", **asked))), "report": report}
        self.report.expect(
            "rehearsals-apart",
            self.lot not in str(public),
            "演练不计入正式占比",
            "a rehearsal is not in the real figures",
        )

    def _counted(self, asked: Mapping[str, str]) -> list[dict[str, Any]]:
        page = self.seating.stage.wire.get("/api/share/lots", **asked, indicator="K1", side="denominator", limit=200)
        lots = [lot for project in page["items"] for lot in project["lots"]]
        return [one for one in lots if one["lot"] == self.lot]

    def _figure(self, told: Mapping[str, Any]) -> Any:
        return next((one for one in told["figures"] if one["indicator"] == "K1"), None)

    def check_open_data(self, first: Mapping[str, Any]) -> None:
        """The record of the whole life against the standard's own schema, where that can be had."""
        package = self.seating.stage.wire.get(f"/api/ocds/records/{self.lot}")
        compiled = package["records"][0]["compiledRelease"]
        won = [one["value"]["amount"] for one in compiled["awards"] if one["status"] == "active"]
        faults = faults_of(package)
        zh, en = "开放数据可取（无标准文件，未校验）", "the OCDS record is there, unchecked: no schema at hand"
        if faults is not None:
            zh, en = "开放数据符合OCDS 1.1标准", "the OCDS record is valid by the standard's own schema"
        whole = len(won) == 1 and len(compiled["tender"]["evaluationPanels"]) == 1
        self.report.expect("ocds-valid", whole and not faults, zh, en, str(faults)[:300])

    def verify(self, folder: Path, receipts: Sequence[Path]) -> None:
        """From what is published now, offline: every check of opening, evaluation, award and share."""
        self._wait(self._is_whole)
        self.ending.fetch_package(folder)
        held = [word for path in receipts for word in ("--receipt", str(path))]
        with self.report.phase("verify-whole", "离线核验全过程", "The whole life verified, offline"):
            done = run_child("verify", folder, "--json", *held)
        passed = {one["name"] for one in done.answer.get("checks", ()) if one["ok"]}
        self.report.expect(
            "verify-whole-holds",
            done.code == 0 and set(CHECKS) <= passed,
            f"tianping verify：{len(passed)}项全部通过，含名次、报告、定标与占比",
            f"tianping verify: {len(passed)} checks hold, with ranking, report, award and share",
            f"{sorted(set(CHECKS) - passed)} {done.last_words}",
        )

    def _is_whole(self) -> bool:
        """A record joins the package when it is public and in the log."""
        wire = self.seating.stage.wire
        number = wire.get(f"/api/lots/{self.lot}")["round"]
        files = wire.get(f"/api/lots/{self.lot}/rounds/{number}/package/package.json")["files"]
        return all(any(path.startswith(begin) for path in files) for begin in PUBLISHED)

    def _wait(self, there: Any) -> None:
        ends = stopwatch() + PATIENCE
        while not there():
            if stopwatch() > ends:
                raise TimeoutError("the award did not go on")
            self.seating.stage.wire.pause(0.4)
