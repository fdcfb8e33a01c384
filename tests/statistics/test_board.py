"""The board: the demonstration's figures through the doors, cuts, series, league, lots with their proof, sheets."""

import io
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import python_calamine

from tests.conftest import People
from tests.market import answer
from tests.statistics.counted import Count

NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 17, 2, 0, tzinfo=UTC)

D1 = ("422800", "422800", "422800", "420500", "420500")
D3 = ("421200", "421200", "421200", "421200", "430600", "430600")
D4 = ("421000", "421000", "421000", "421000", "421000", "421000")
D5 = ("420200", "420200", "420200", "420700", "420700")
D6 = ("429004", "429004", "429004", "429005", "429005")


async def demonstration(count: Count, *, d1: tuple[str, ...] = D1) -> None:
    """D5 in November, the others in December, as design/demo-data.md has them."""
    await count.clock.to(NOVEMBER)
    await count.judge(*D5, region="420281", project_class="goods", in_scope=False, estimate="6400000.00")
    await count.clock.to(DECEMBER)
    await count.judge(*D4, region="421000", estimate="19800000.00")
    await count.judge(*D6, region="429004", project_class="service", estimate="1360000.00")
    await count.judge(*d1, region="422800", estimate="28600000.00")
    await count.judge(*D3, region="421281", project_class="service", estimate="1860000.00")


async def asked(client: httpx.AsyncClient, path: str = "", **more: str) -> Any:
    return answer(await client.get(f"/api/share{path}", params={"period": "2026", **more}))


def told(board: Any) -> dict[str, tuple[int, int, bool | None]]:
    return {
        one["indicator"]: (one["raw"]["numerator"], one["raw"]["denominator"], one["raw"]["passes"])
        for one in board["figures"]
    }


async def test_the_demonstrations_figures(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    board = await asked(client)
    assert told(board) == {
        "K1": (3, 4, False),
        "K2-A": (3, 5, True),
        "K2-B": (4, 5, True),
        "K2-C": (3, 5, True),
        "K2-D": (2, 4, True),
        "K3": (1, 4, None),
    }
    assert [one["raw"]["percent"] for one in board["figures"]] == ["75.00", "60.00", "80.00", "60.00", "50.00", "25.00"]
    assert told(await asked(client, period="2026-12"))["K2-A"] == (2, 4, True)
    assert told(await asked(client, period="2026-11"))["K2-A"] == (1, 1, True)


async def test_a_fallback_turns_december_red(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count, d1=("422800",) * 5)
    assert told(await asked(client, period="2026-12"))["K2-A"] == (1, 4, False)


async def test_a_year_is_asked_when_nothing_is(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    board = answer(await client.get("/api/share"))
    assert board["period"] == {"name": "2026", "first": "2026-01", "last": "2026-12", "closed": []}
    assert board["official"] == {"indicator": "K2-A", "document": None, "since": None}
    assert [one["indicator"] for one in board["figures"] if one["official"]] == ["K2-A"]


@pytest.mark.parametrize(
    ("cut", "keys"),
    [
        ("city", ["420200", "421000", "421200", "422800", "429004"]),
        ("class", ["goods", "service", "works"]),
        ("band", ["10m-50m", "4m-10m", "below-4m"]),
        ("sector", ["other"]),
    ],
)
async def test_every_cut_adds_up_to_the_whole(
    count: Count, client: httpx.AsyncClient, cut: str, keys: list[str]
) -> None:
    await demonstration(count)
    board = await asked(client, cut=cut)
    assert [one["key"] for one in board["cuts"]] == keys
    parts = [told(one) for one in board["cuts"]]
    for indicator, (above, below, _) in told(board).items():
        assert sum(part[indicator][0] for part in parts) == above
        assert sum(part[indicator][1] for part in parts) == below


async def test_a_county_is_asked_as_its_city_and_filters_narrow(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    assert told(await asked(client, city="421281"))["K2-B"] == (1, 1, True)
    assert told(await asked(client, **{"class": "service"}))["K2-A"] == (1, 2, True)
    assert told(await asked(client, by="place", city="420200"))["K2-A"] == (1, 1, True)


async def test_lots_and_projects_and_both_rules(count: Count, client: httpx.AsyncClient) -> None:
    project = await count.project(lots=2)
    one = await count.session(project, "422800", "420500", "420500", lots=project.lots[:1])
    two = await count.session(project, "422800", "422800", "422800", lots=project.lots[1:])
    await count.report(one, project.lots[0])
    await count.report(two, project.lots[1])
    year = f"{await count.clock.now():%Y}"
    assert told(await asked(client, period=year))["K2-A"] == (0, 1, False)
    assert told(await asked(client, period=year, rule="any"))["K2-A"] == (1, 1, True)
    assert told(await asked(client, period=year, unit="lot"))["K2-A"] == (1, 2, True)


async def test_rehearsals_show_only_when_asked_for(count: Count, client: httpx.AsyncClient) -> None:
    await count.clock.to(DECEMBER)
    await count.judge("422800", "420500", "420500", rehearsal=True)
    assert told(await asked(client))["K2-A"] == (0, 0, None)
    assert told(await asked(client, rehearsal="true"))["K2-A"] == (1, 1, True)


async def test_a_series_goes_month_by_month_and_by_quarters(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    months = await asked(client, "/series", period="2026-10", until="2026-12")
    assert [told(one)["K2-A"] for one in months["points"]] == [(0, 0, None), (1, 1, True), (2, 4, True)]
    quarters = await asked(client, "/series", period="2026-Q3", until="2026-Q4")
    assert [(one["period"]["name"], told(one)["K2-A"][:2]) for one in quarters["points"]] == [
        ("2026-Q3", (0, 0)),
        ("2026-Q4", (3, 5)),
    ]
    refused = await client.get("/api/share/series", params={"period": "2026-10", "until": "2026-Q4"})
    assert refused.status_code == 400


async def test_the_league_shows_all_seventeen_and_who_lent_seats(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    for _ in range(5):
        await count.judge("420100", "420100", "420500", "420500")
    league = await asked(client, "/league", period="2026-12")
    assert len(league["cities"]) == 17
    first = league["cities"][0]
    assert (first["city"], first["rank"], first["share"]["numerator"]) == ("420100", 1, 5)
    assert all(one["rank"] is None for one in league["cities"][1:])
    services = {one["city"]: one["services"] for one in league["cities"]}
    assert (services["420500"], services["429005"], services["429004"]) == (6, 1, 0)
    year = await asked(client, "/league", period="2026-12", indicator="K3")
    assert year["cities"][0]["share"]["passes"] is None


async def test_a_change_is_told_against_the_period_before(count: Count, client: httpx.AsyncClient) -> None:
    await count.clock.to(NOVEMBER)
    await count.judge("420100", "420100", "420100")
    await count.clock.to(DECEMBER)
    await count.judge("420100", "420500", "420500")
    wuhan = (await asked(client, "/league", period="2026-12"))["cities"][0]
    assert (wuhan["city"], wuhan["before"]["denominator"], wuhan["change"]) == ("420100", 1, "+100.00")


async def test_every_figure_opens_to_its_lots_and_their_proof(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    for indicator, (above, below, _) in told(await asked(client)).items():
        sides = {
            side: (await asked(client, "/lots", indicator=indicator, side=side))["items"]
            for side in ("numerator", "denominator", "rest")
        }
        assert (len(sides["numerator"]), len(sides["denominator"])) == (above, below)
        assert len(sides["rest"]) == below - above
    (row,) = [one for one in await count.counts() if one.main_city == "422800"]
    (item,) = (await asked(client, "/lots", city="422800"))["items"]
    (lot,) = item["lots"]
    assert (lot["kind"], lot["sub_cities"], lot["declaration"]) == ("REMOTE_IN_PROVINCE", ["420500"], None)
    assert lot["proof"] == {
        "session": str(row.session_id),
        "report": row.report.hex(),
        "draw": "03" * 32,
        "presence": row.presence.hex(),
        "seats": None,  # told with the result
    }


async def test_pages_of_lots_follow_one_another(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    seen, after = [], ""
    while True:
        page = await asked(client, "/lots", limit="2", **({"after": after} if after else {}))
        seen += [item["code"] for item in page["items"]]
        if page["next"] is None:
            break
        after = page["next"]
    assert (len(seen), len(set(seen))) == (5, 5)


async def test_the_one_table_report_holds_the_same_figures(count: Count, client: httpx.AsyncClient) -> None:
    await demonstration(count)
    told_csv = (await client.get("/api/share.csv", params={"period": "2026"})).content.decode("utf-8-sig")
    lines = [line.split(",") for line in told_csv.splitlines()]
    assert lines[2][:3] == ["420000", "全省 province", ""]
    assert lines[2][8:10] == ["3", "5"]  # K2-A
    made = (await client.get("/api/share.xlsx", params={"period": "2026"})).content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[2][8:10] == [3, 5]
    assert len([row for row in rows if str(row[0]).startswith("42")]) == 18


async def test_what_is_no_period_or_city_is_refused(client: httpx.AsyncClient) -> None:
    for params in ({"period": "2026-13"}, {"city": "42"}, {"rule": "most"}, {"cut": "colour"}, {"unit": "bid"}):
        refused = await client.get("/api/share", params=params)
        assert refused.status_code in (400, 422), params


async def test_the_province_names_the_official_base(count: Count, client: httpx.AsyncClient, as_: People) -> None:
    await as_.organisation("省局", kind="statistician", region="420000")
    province = await as_("statistician", "省局")
    await count.clock.to(DECEMBER)
    given = {"indicator": "K2-D", "document": "鄂发改〔2026〕9号", "since": "2026-12-01"}
    answer(await client.post("/api/share/base", json=given, headers=province.headers))
    assert (await asked(client))["official"]["indicator"] == "K2-D"
    assert (await asked(client, period="2026-11"))["official"]["indicator"] == "K2-A"
