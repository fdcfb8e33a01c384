"""A package with two envelopes, and the stories of whoever told them otherwise: what both languages must find."""

from functools import cache

from crypto.audit import audit, failures
from crypto.encoding import Body
from tests.crypto import test_two_envelopes as told
from tests.crypto.packages import Told
from tests.crypto.story import Files
from tests.crypto.two_envelopes import BIDDERS, FAILED, TwoEnvelopes

ADVERSARIES = (
    told.OpensMore,
    told.ListsAStranger,
    told.OtherList,
    told.NoList,
    told.ShowsABodyMore,
    told.BeforeTheList,
    told.BeforeTheHour,
)
FEW = tuple(one for one in BIDDERS if one.name in ("A", "B", "C", "unknown", "dear", FAILED, "withdrawn"))


def _few(story: type[TwoEnvelopes]) -> type[TwoEnvelopes]:
    """The same story with few bids and ticks, for whoever carries it."""
    return type(story.__name__, (story,), {"bidders": FEW, "idle_ticks": 2, "compact": True})


@cache
def _honest() -> Told:
    return _few(TwoEnvelopes)().tell()


def prices_package() -> Body:
    """prices_package.json: bytes by path."""
    return {path: data.hex() for path, data in sorted(_honest().files.items())}


def prices_cases() -> list[Body]:
    """prices_cases.json: what fails of each copy, the honest one before the second opening among them."""
    not_yet = type("NotYet", (_few(TwoEnvelopes),), {"prices_are_opened": False})
    stories = [("before the second opening", not_yet), *((one.__name__, _few(one)) for one in ADVERSARIES)]
    return [_case(name, story().tell().files) for name, story in stories]


def _case(name: str, files: Files) -> Body:
    honest = _honest().files
    changed: Body = {path: data.hex() for path, data in sorted(files.items()) if honest.get(path) != data}
    gone: Body = dict.fromkeys(sorted(honest.keys() - files.keys()))
    checks = audit(files)
    told = {"failed": failures(checks), "checks": [check.name for check in checks]}
    return {"name": name, "changes": {**changed, **gone}, **told}


FILES = {"prices_package.json": prices_package, "prices_cases.json": prices_cases}
