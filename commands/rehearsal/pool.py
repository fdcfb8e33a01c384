"""A pool of made-up experts for a rehearsal: cities, specialities, employers, and conflicts a draw must see."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from commands.rehearsal import stage_hands as hands
from crypto.verifiable_draw.generator import Stream
from evaluation_rooms.experts.columns import COLUMNS
from evaluation_rooms.experts.people import id_check
from foundation.entropy import Entropy
from foundation.regions import HUBEI_UNITS

SPECIALITIES = ("A040101", "A040102", "A0501", "A0601", "A0602", "A080101", "A080102", "A0802", "A080302", "A0804")
EMPLOYERS_PER = 12
"""Experts of one made-up employer, on average; one employer has a tenth of the whole pool."""
FAMILY = ("赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨")
GIVEN = ("演", "练", "一", "山", "川", "江", "河", "林", "森", "文", "启", "明", "远", "思", "行")


@dataclass
class Pool:
    """So many rows. `bidders`: codes of companies that bid: some experts work for them, or did, or have kin there."""

    count: int
    bidders: Sequence[str]
    entropy: Entropy
    employers: list[tuple[str, str]] = field(default_factory=list)

    def rows(self) -> list[dict[str, str]]:
        """One row an expert, by the keys of the list's columns."""
        self._chance = Stream(self.entropy(32), "rehearsal pool")
        for number in range(max(2, self.count // EMPLOYERS_PER)):
            self.employers.append((f"演练单位{number + 1}", hands.made_up_uscc(self.entropy, "91420000")))
        return [self._row(number) for number in range(self.count)]

    def _row(self, number: int) -> dict[str, str]:
        cities = sorted(HUBEI_UNITS)
        employer, uscc = self.employers[0 if number % 10 == 0 else self._chance.below(len(self.employers))]
        family, given = FAMILY[self._chance.below(len(FAMILY))], GIVEN[self._chance.below(len(GIVEN))]
        codes = {SPECIALITIES[number % len(SPECIALITIES)], SPECIALITIES[self._chance.below(len(SPECIALITIES))]}
        row = {
            "name": f"{family}{given}{number + 1}",
            "id_number": _id_number(number),
            "phone": f"139{number:08}",
            "city": cities[self._chance.below(len(cities))],
            "specialities": ";".join(sorted(codes)),
            "employer": employer,
            "employer_uscc": uscc,
        }
        return row | self._conflict(number)

    def _conflict(self, number: int) -> dict[str, str]:
        """Every fortieth expert has to do with a bidder."""
        bidder = self.bidders[number % len(self.bidders)]
        kinds = ("employer_uscc", "former", "relatives", "shareholdings")
        kind = kinds[number // 40 % len(kinds)]
        if number % 40 != 39:
            return {}
        return {kind: f"{bidder}:2026-01-31" if kind == "former" else bidder}


def _id_number(number: int) -> str:
    year, serial = divmod(number, 1000)
    first = f"110105{1950 + year}0101{serial:03}"
    return first + id_check(first)


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """The list as a keeper of a pool would hand it in."""
    out = io.StringIO()
    writer = csv.writer(out)
    used = [column for column in COLUMNS if any(column.key in row for row in rows)]
    writer.writerow([column.zh for column in used])
    writer.writerows([row.get(column.key, "") for column in used] for row in rows)
    return out.getvalue().encode()
