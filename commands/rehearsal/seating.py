"""From an opening record to a seated committee: pool, venues, the ceremony, answers, reserves, seats, the record.

One expert in three declines, one in ten stays silent; what they answer comes from the rehearsal's own carrier.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from commands.files import write_document
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.carrier import SIGNATURE, Carrier
from commands.rehearsal.children import run_child, working
from commands.rehearsal.custodians import Custodians
from commands.rehearsal.pool import Pool, as_csv
from commands.rehearsal.report import Report
from commands.rehearsal.stage import REGION, Stage
from commands.rehearsal.stage_hands import Body, Staff
from crypto.encoding import canonical, parse_timestamp, timestamp
from crypto.verifiable_draw.generator import Stream
from foundation.clock import stopwatch
from foundation.entropy import system_entropy

SUB_CITY = "420500"
SEATS = [{"speciality": "A0801", "seats": 2}, {"speciality": "A0802", "seats": 1}, {"speciality": "A0601", "seats": 1}]
"""Four experts; with the buyer's representative a committee of five."""
HOURS = 4
AHEAD = timedelta(hours=1)
PATIENCE = 300.0
ALWAYS = [{"weekday": day, "opens": "00:00", "closes": "00:00"} for day in range(1, 8)]
"""A rehearsal may be held at night."""
DECLINE, SILENT = 33, 10
"""Of a hundred invitations."""


class DrawFailed(Exception):
    """The platform could not draw; why, it says itself."""


@dataclass
class Seating:
    """The second half of a rehearsal; `bidders`: codes of the companies whose bids were opened."""

    report: Report
    stage: Stage
    custodians: Custodians
    carrier: Carrier
    folder: Path
    experts: int
    bidders: Sequence[str]
    keeper: Staff = field(init=False)
    operator: Staff = field(init=False)
    supervisor: Staff = field(init=False)
    sub: Staff = field(init=False)
    venues: tuple[str, str] = ("", "")
    session: str = ""

    def prepare(self) -> None:
        """What must be there before the deadline: a draw takes the pool as it stood then."""
        with self.report.phase("draw-staff", "专家库、抽取、副场人员", "Pool keeper, draw operator, sub venue"):
            self.cast()
            self.venues = self.furnish()
        with self.report.phase("pool", f"导入{self.experts}名专家", f"{self.experts} experts imported") as phase:
            phase.size = self.fill_pool()

    def run(self) -> None:
        """From the opening record to the seats."""
        with self.report.phase("plan", "评标场次与抽取条件", "Session and quotas planned"):
            self.plan(*self.venues)
        with working(partial(self.custodians.draw, self.session)):
            self.draw()
            with self.report.phase("answers", "专家答复、递补、席位", "Answers, reserves, seats"):
                self.answer_until_seated()
        self.check()

    def cast(self) -> None:
        """Three more offices."""
        pool = self._body("演练·湖北省综合评标专家库", "12420000", "centre", "420000")
        sub = self._body("演练·宜昌市公共资源交易中心", "12420500", "centre", SUB_CITY)
        supervisor = self._body("演练·恩施州住房和城乡建设局", "11422800", "supervisor", REGION)
        self.keeper = self._person(pool, "pool_keeper", "专家库管理员")
        self.operator = self._person(pool, "draw_operator", "抽取操作员")
        self.sub = self._person(sub, "centre_staff", "副场经办人", "sub")
        self.supervisor = self._person(supervisor, "supervisor", "监督人员")

    def _body(self, name: str, first: str, kind: str, region: str) -> str:
        stage = self.stage
        code = hands.made_up_uscc(stage.entropy, first)
        return hands.add_body(stage.admin, Body(f"{name}({stage.tag})", code, kind, region))

    def _person(self, organisation: str, role: str, name: str, more: str = "") -> Staff:
        stage = self.stage
        password = stage.entropy(12).hex()
        login = f"{role}{more}-{stage.tag}"
        staff = hands.add_staff(stage.admin, organisation, role, name, login, password)
        staff.sign_in()
        return staff

    def furnish(self) -> tuple[str, str]:
        """A venue with one room of six workstations at either centre; answers their ids."""
        return self._venue(self.stage.centre, "恩施", REGION), self._venue(self.sub, "宜昌", SUB_CITY)

    def _venue(self, staff: Staff, place: str, city: str) -> str:
        form = {"name": f"演练·{place}评标场所", "physical_city": city, "address": "演练路1号", "hours": ALWAYS}
        venue = str(staff.post("/api/venues", form)["id"])
        room = staff.post(f"/api/venues/{venue}/rooms", {"name": "评标一室"})["id"]
        staff.post(f"/api/rooms/{room}/workstations", {"names": [f"{number}号工位" for number in range(1, 7)]})
        return venue

    def fill_pool(self) -> int:
        """One list, imported with its progress; answers its bytes."""
        rows = as_csv(Pool(self.experts, self.bidders, self.stage.entropy).rows())
        headers = {"Content-Type": "text/csv"}
        job = self.keeper.ask(
            "POST", "/api/expert-imports", params={"name": "pool.csv"}, content=rows, headers=headers
        ).json()
        done = self._until(lambda: self.keeper.get(f"/api/expert-imports/{job['id']}"), "DONE")
        self.report.expect(
            "pool-imported",
            (done["added"], done["refused"]) == (self.experts, 0),
            f"专家名单全部导入：{done['added']}",
            f"the whole list is in the pool: {done['added']}",
            str(done)[:300],
        )
        return len(rows)

    def plan(self, main: str, sub: str) -> None:
        """Two from Enshi, two from Yichang, with a buyer's representative."""
        now = parse_timestamp(self.stage.wire.get("/api/clock")["now"])
        form = {
            "project": self.stage.project["id"],
            "lots": [self.stage.lot],
            "starts_at": timestamp(now + AHEAD),
            "hours": HOURS,
            "specialities": SEATS,
            "buyer_members": 1,
            "main": {"venue": main, "least": 1, "most": 2},
            "subs": [{"venue": sub, "least": 2, "most": 3}],
            "remote_least": 2,
            "widening": [],
            "local_allowed": False,
        }
        self.session = str(self.stage.agency.post("/api/sessions", form)["id"])

    def sub_confirms(self) -> None:
        """The sub venue agrees to what it is asked for."""
        asked = self.sub.get("/api/venue-requests")["requests"]
        for request in (one for one in asked if one["state"] == "WAITING"):
            self.sub.post(f"/api/venue-requests/{request['id']}/answer", {"accept": True, "reason": ""})

    def draw(self) -> None:
        """Lottery, dealings, cut-off, releases, and the committee."""
        with self.report.phase("lottery", "排除、条件、抽取方案", "Exclusions, quotas, lottery"):
            self.operator.post(f"/api/sessions/{self.session}/draw")
            self._wait(lambda: bool(self._shown()["draws"]))
        self.sub_confirms()
        with self.report.phase("ceremony", "保管单位合成随机种子、抽取", "Custodians make the seed; the draw"):
            self._wait(lambda: self._shown()["state"] not in ("DRAWING", "PLANNED"))

    def _shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.operator.get(f"/api/sessions/{self.session}")
        if shown["state"] == "DRAW_FAILED":
            raise DrawFailed(str(shown["failure"]))
        return shown

    def answer_until_seated(self) -> None:
        """Every message is answered by chance, until everybody has a seat."""
        chance = Stream(system_entropy(32), "answers")
        told = {"1": 0, "2": 0, "": 0}
        ends = stopwatch() + PATIENCE
        while self._shown()["state"] != "ASSEMBLING" and stopwatch() < ends:
            message = self.carrier.next(0.5)
            if message is not None and message["channel"] == "sms":
                dice = chance.below(100)
                answer = "2" if dice < DECLINE else "" if dice < DECLINE + SILENT else "1"
                told[answer] += 1
                self.reply(message, answer)
        self.report.facts |= {"accepted": told["1"], "declined": told["2"], "silent": told[""]}
        self.report.expect(
            "seated",
            self._shown()["state"] == "ASSEMBLING" and not self.carrier.forged,
            f"委员会就位：{told['2']}人谢绝，{told['']}人未答复",
            f"the committee is seated: {told['2']} declined, {told['']} stayed silent",
        )

    def reply(self, message: dict[str, Any], answer: str) -> None:
        """What an expert texts back; nothing for who stays silent."""
        if answer:
            body = canonical({"id": f"reply-{message['id']}", "code": message["code"], "text": answer})
            headers = {SIGNATURE: self.carrier.sign(body), "Content-Type": "application/json"}
            self.stage.wire.ask("POST", "/api/replies", content=body, headers=headers)

    def check(self) -> None:
        """The record that the supervisor may read, checked by somebody who trusts nobody; and who may not read it."""
        package = self.supervisor.get(f"/api/sessions/{self.session}/record")
        file = self.folder / "draw-package.json"
        write_document(file, package)
        for words in ((), ("--full",)):
            with self.report.phase(f"verify-draw{''.join(words)}", "重新计算抽取", "The draw computed again"):
                done = run_child("verify-draw", file, *words)
            self.report.expect(
                f"draw-verified{''.join(words)}",
                done.code == 0,
                "抽取记录独立复算一致" + ("（含理论上限）" if words else ""),
                "the draw record holds" + (" with its bound" if words else ""),
                done.last_words,
            )
        self._tell_places(package["record"]["body"])

    def _tell_places(self, record: dict[str, Any]) -> None:
        called = [one for one in record["places"] if one["reserve_no"] is not None]
        numbers = [one["reserve_no"] for one in called]
        skipped = max(numbers, default=0) - len(numbers)
        self.report.facts |= {"reserves_called": len(called), "reserves_passed_over": skipped}
        self.report.say(
            f"  候补{len(called)}人，因不符合抽取条件跳过{skipped}人",
            f"  {len(called)} reserves called, {skipped} passed over for the quotas",
        )

    def _until(self, ask: Any, state: str) -> dict[str, Any]:
        found: dict[str, Any] = {}

        def there() -> bool:
            found.update(ask())
            return bool(found["state"] == state)

        self._wait(there)
        return found

    def _wait(self, there: Any) -> None:
        ends = stopwatch() + PATIENCE
        while not there():
            if stopwatch() > ends:
                raise TimeoutError("the draw did not go on")
            self.stage.wire.pause(0.3)
