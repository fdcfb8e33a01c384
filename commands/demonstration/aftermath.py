"""From the report to the archive: candidates, award, contract, bonds, the written report; what agency and buyer do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from commands.demonstration.data import BUYERS, TenderPlan
from commands.demonstration.ground import Ground
from foundation.calendar import SHANGHAI

QUALIFIED = {"works": "水利水电工程施工总承包贰级", "goods": "产品型式试验合格证书", "service": "工程设计市政行业甲级"}
REMARKS = "招标投标活动依法进行，无投诉。"


@dataclass
class Aftermath:
    """One lot after its report."""

    ground: Ground
    tender: TenderPlan
    lot: str
    report: dict[str, Any]

    @property
    def first(self) -> dict[str, Any]:
        """The first candidate of the report."""
        one: dict[str, Any] = self.report["report"]["body"]["candidates"][0]
        return one

    def publish(self) -> None:
        """Every candidate in the words of its bid; the publicity lasts as long as the law asks."""
        qualified = QUALIFIED[self.tender.project.project_class]
        words = {"quality": "合格", "period": f"{self.tender.period}日历天", "manager": "张工"}
        told = [
            {"bid": one["bid"], **words, "qualifications": qualified}
            for one in self.report["report"]["body"]["candidates"]
        ]
        channel = {"contact": BUYERS[self.tender.buyer].name, "phone": "0700-0000000"}
        self._post("candidates", {"candidates": told, "channel": channel})

    def award(self) -> None:
        """To the first candidate; the publicity is over, and nobody objected."""
        self._post("award", {"bid": self.first["bid"]})

    def write_report(self) -> None:
        """To the supervisor, within fifteen days of the award."""
        self._post("written-report", {"remarks": REMARKS})

    def contract(self) -> None:
        """As offered."""
        form = {"signed_on": self._today(), "price": self.first["price"], "period": self.tender.period}
        self.ground.staff["agency"].put(f"/api/lots/{self.lot}/contract", form)

    def return_bonds(self) -> None:
        """All of them."""
        agency = self.ground.staff["agency"]
        for bond in agency.get(f"/api/lots/{self.lot}/award/desk")["bonds"]:
            form = {"became": "returned", "on": self._today(), "amount": self.tender.bond, "interest": "0.00"}
            agency.put(f"/api/lots/{self.lot}/bonds/{bond['bid']}", form)

    def archive(self) -> None:
        """The round is closed with its manifest."""
        self._post("archive", {})

    def _today(self) -> str:
        return str((self.ground.clock.now() + timedelta(seconds=1)).astimezone(SHANGHAI).date())

    def _post(self, word: str, form: dict[str, Any]) -> None:
        self.ground.staff["agency"].post(f"/api/lots/{self.lot}/{word}", form)
