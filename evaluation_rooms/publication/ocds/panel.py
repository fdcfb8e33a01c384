"""The extension `evaluationPanels` (docs/ocds-extension): where a committee sat, without a name of anybody."""

from evaluation_rooms.publication.ocds.process import Body
from evaluation_rooms.publication.ocds.story import Made, Story
from evaluation_rooms.statistics.kinds import Kind, Seat, classify
from foundation.rulebook import rulebook

REGIONS = "GB/T 2260"
CLASSES: dict[Kind, str] = {
    "LOCAL": "local",
    "CROSS_COUNTY": "crossCounty",
    "REMOTE_IN_PROVINCE": "remoteInProvince",
    "REMOTE_CROSS_PROVINCE": "remoteCrossProvince",
    "REMOTE_BOTH": "remoteCrossProvince",
}
KINDS = {"expert": "expert", "buyer": "buyerRepresentative"}


def panel_of(report: Body, found: str, rules: int) -> Body:
    """The panel as the report tells it: who really sat where, which is what the share counts by this rulebook."""
    seats = report["committee"]
    return {
        "evaluationPanels": [
            {
                "id": report["session"],
                "class": CLASSES[_kind(seats, rules)],
                "isRemote": any(one["remote"] for one in seats),
                "regions": [_region(city) for city in sorted({one["city"] for one in seats})],
                "report": {"algorithm": "sha256", "digest": found},
                "seats": [_seat(one) for one in seats],
            }
        ]
    }


def _kind(seats: list[Body], rules: int) -> Kind:
    """The main venue is where those sit who are not away."""
    main = next(one["city"] for one in seats if not one["remote"])
    told = [Seat(one["seat"], one["kind"] == "expert", one["city"]) for one in seats]
    return classify(main, told, rulebook(rules).count("R-REMOTE-EXPERTS-MIN"))


def _region(city: str) -> Body:
    return {"id": city, "scheme": REGIONS}


def _seat(one: Body) -> Body:
    return {
        "id": one["seat"],
        "kind": KINDS[one["kind"]],
        "isHead": one["head"],
        "isRemote": one["remote"],
        "region": _region(one["city"]),
    }


def drawn(story: Story, record: Body, found: str) -> Made:
    """The draw record is out: whoever wants repeats how the committee was drawn."""
    url = f"{story.process.address}/api/sessions/{record['session']}/record"
    panel = {"id": record["session"], "drawRecord": {"algorithm": "sha256", "digest": found, "url": url}}
    return Made(("tenderUpdate",), {"tender": story.tender(evaluationPanels=[panel])})
