"""The demonstration's pool: thirty made-up experts from each of twelve cities, one of them beyond the province."""

import csv
import io

from commands.demonstration.committees import POOL_CITIES, POOL_PER_CITY, SPECIALITIES
from commands.demonstration.opening import DemoDiffers
from commands.rehearsal import stage_hands as hands
from commands.rehearsal.pool import FAMILY, GIVEN
from commands.rehearsal.stage_hands import Staff
from evaluation_rooms.experts.people import id_check
from foundation.clock import stopwatch
from foundation.entropy import system_entropy

HEADINGS = ("姓名", "身份证号", "手机号", "常住城市", "专业代码", "工作单位", "工作单位代码")
PATIENCE = 60.0


def pool_csv() -> bytes:
    """As a keeper hands it in; everybody has an employer of his own."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for number in range(POOL_PER_CITY * len(POOL_CITIES)):
        writer.writerow(_row(number))
    return out.getvalue().encode()


def _row(number: int) -> list[str]:
    name = FAMILY[number % len(FAMILY)] + GIVEN[number // len(FAMILY) % len(GIVEN)] + GIVEN[number % 7]
    first = f"110105{1960 + number // 1000}0101{number % 1000:03}"
    employer = hands.made_up_uscc(system_entropy, "91420000")
    city = POOL_CITIES[number % len(POOL_CITIES)]
    ids = [first + id_check(first), f"139{number:08}"]
    return [name, *ids, city, ";".join(SPECIALITIES), f"演示单位{number + 1}", employer]


def fill_pool(keeper: Staff) -> None:
    """Imported as any list is, and waited for."""
    headers = {"Content-Type": "text/csv"}
    asked = keeper.ask(
        "POST", "/api/expert-imports", params={"name": "pool.csv"}, content=pool_csv(), headers=headers
    ).json()
    ends = stopwatch() + PATIENCE
    while (job := keeper.get(f"/api/expert-imports/{asked['id']}"))["state"] != "DONE":
        if stopwatch() > ends:
            raise DemoDiffers(f"the pool is not imported: {job}")
        keeper.wire.pause(0.1)
    if job["refused"]:
        raise DemoDiffers(f"experts were refused: {job}")
