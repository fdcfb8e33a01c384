"""A judged and awarded package, and copies of it in which somebody wrote something else: what both languages refuse."""

from functools import cache

from commands.evaluation_checks import check_evaluation
from crypto.audit import failures
from crypto.encoding import Body
from tests.commands.judged import Judged, Passed
from tests.commands.test_evaluation_checks import CASES, Forged, against
from tests.crypto.packages import Story
from tests.crypto.story import Files


@cache
def _told() -> Files:
    return _read_by_checks(Judged().tell().files)


def _read_by_checks(files: Files) -> Files:
    """The records and the index: no check of an evaluation reads envelopes or the log."""
    return {path: data for path, data in files.items() if path.startswith("records/") or path == "package.json"}


def judged_package() -> Body:
    """judged_package.json: texts by path."""
    return {path: data.decode() for path, data in sorted(_told().items())}


def judged_cases() -> list[Body]:
    """judged_cases.json: the checks that fail, of each copy; one that is honest fails none."""
    stories: list[tuple[str, Story]] = [
        (f"{number} {short}: {check}", Judged(short, change=change))
        for number, (short, change, check) in enumerate(CASES)
    ]
    two_of_five = Judged("scores", change=lambda body: {**body, "preliminary": against(body, 0, 2)})
    stories += [("a signature of another member", Forged()), ("the second candidate", Passed())]
    stories += [("two of five reject nobody", two_of_five)]
    stories += [(f"a second award: {name}", Passed("award", change=change)) for name, change in _SECOND.items()]
    return [_case(name, story.tell().files) for name, story in stories]


_SECOND = {
    "nobody passed over": lambda body: body if body["previous"] is None else {**body, "passed_over": []},
    "any order": lambda body: body if body["previous"] is None else {**body, "first_only": False, "passed_over": []},
    "he himself": lambda body: body if body["previous"] is None else {**body, "passed_over": [{"bid": body["bid"]}]},
    "no chain": lambda body: {**body, "previous": None},
}


def _case(name: str, files: Files) -> Body:
    """Only what differs from the honest package."""
    kept = _read_by_checks(files)
    changed: Body = {path: data.decode() for path, data in sorted(kept.items()) if _told().get(path) != data}
    gone: Body = dict.fromkeys(sorted(_told().keys() - kept.keys()))
    return {"name": name, "changes": {**changed, **gone}, "failed": failures(check_evaluation(kept))}


FILES = {"judged_package.json": judged_package, "judged_cases.json": judged_cases}
