"""What the platform could tell differently from the start, with all its signatures in order, and what a reader meets.

What is changed afterwards is in the vectors (`test_vectors.py`).
"""

import copy
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.audit import failures
from crypto.encoding import Body
from crypto.verifiable_draw.draw import seat_workstations
from crypto.verifiable_draw.table import Composition, Table
from crypto.verifiable_draw.verify import LIGHT, verify_draw
from tests.crypto.story import pair
from tests.crypto.verifiable_draw.story import DrawStory, Y, documents, resigned, sign_document, uuid
from tests.vectors.draws import package


class Lawless(DrawStory):
    """A composition that no committee could lawfully have, with the smallest weight: it is hardly ever drawn."""

    table = property(lambda self: self._table())  # type: ignore[assignment]

    def _table(self) -> Table:
        honest = DrawStory.table.func(self)
        only_x = Composition(tuple((index, code, 1) for index, code in self._in_x()))
        weights = dict(zip(honest.compositions, honest.weights, strict=True))
        weights[honest.compositions[0]] -= 1
        weights[only_x] = weights.get(only_x, 0) + 1
        ordered = sorted(weights)
        return replace(honest, compositions=tuple(ordered), weights=tuple(weights[each] for each in ordered))

    def _in_x(self) -> list[tuple[int, str]]:
        types = list(self.groups)
        found = [(index, each.fits[0]) for index, each in enumerate(types) if each.city == types[0].city]
        return [*found]


class Small(DrawStory):
    """The great employer is no type of its own, so that two of it could meet."""

    def sealed(self, number: int, fixed: Sequence[Body]) -> Body:
        """Its label is not among the large ones."""
        sealed = super().sealed(number, fixed)
        types = sealed["table"]["types"] if number == 1 else []
        great = [each["employer"] for each in types if each["fits"] != ["A03"]]
        return {**sealed, "large": [label for label in sealed["large"] if label not in great]}


class Forgiving(DrawStory):
    """The platform lets a bidder's man into the lottery."""

    def _codes(self, number: int) -> dict[str, str]:
        codes = super()._codes(number)
        kept = next(ref for ref, code in codes.items() if code == "EMPLOYER_BIDDER")
        return {ref: code for ref, code in codes.items() if ref != kept}

    @property
    def table(self) -> Table:  # type: ignore[override]
        return DrawStory.table.func(self)


class Inventing(DrawStory):
    """The platform excludes somebody as of the wrong city."""

    def _codes(self, number: int) -> dict[str, str]:
        codes = super()._codes(number)
        other = next(ref for ref, one in self.people.items() if ref not in codes and one.entry.city == Y)
        return dict(sorted({**codes, other: "CITY"}.items()))


class Excusing(DrawStory):
    """The platform hides that somebody works for a bidder behind a later reason that nobody can check."""

    def _codes(self, number: int) -> dict[str, str]:
        return {ref: "LOAD" if code == "EMPLOYER_BIDDER" else code for ref, code in super()._codes(number).items()}


class Mingling(DrawStory):
    """The platform seats members from two cities at one venue, with workstations drawn as they should be."""

    def _seats(self) -> list[Body]:
        refs = [member.entry.ref for _, member in sorted(self.staying().items())]
        stations = [uuid(f"workstation {number}") for number in range(len(refs))]
        given = seat_workstations(refs, stations, uuid("one venue"), self.seed)
        venue = uuid("one venue")
        return [{**seat, "venue": venue, "workstation": given[seat["ref"]]} for seat in super()._seats()]


class Hasty(DrawStory):
    """The platform holds a supplementary draw although reserves are left."""

    def refill(self, place: int) -> bool:
        """Nobody is asked for the scarce place."""
        return self.committee[place - 1].speciality != "A03" and super().refill(place)


class Favouring(DrawStory):
    """The platform says that a member had left before the supplementary draw, so that others fit."""

    def sealed(self, number: int, fixed: Sequence[Body]) -> Body:
        """One of those who stay is left out."""
        return super().sealed(number, fixed[1:])


@pytest.mark.parametrize(
    ("story", "check"),
    [
        (Lawless, "draw-table"),
        (Small, "draw-table"),
        (Forgiving, "draw-exclusions"),
        (Inventing, "draw-exclusions"),
        (Excusing, "draw-exclusions"),
        (Mingling, "draw-seats"),
        (Hasty, "draw-supplements"),
        (Favouring, "draw-supplements"),
    ],
)
def test_a_platform_that_tells_it_differently_is_caught(story: type[DrawStory], check: str) -> None:
    assert check in failures(verify_draw(story().tell()))


def test_somebody_may_be_excluded_on_the_platforms_word_and_the_words_say_so() -> None:
    check = next(one for one in verify_draw(package()) if one.name == "draw-exclusions")
    assert check.ok
    assert check.detail == "told by the platform: ABSENT_DECLARED 2, FORMER_BIDDER 2, LOAD 2, SUSPENDED 2"


def test_later_inputs_without_a_result_are_no_second_draw() -> None:
    """A session may end while a supplementary draw is still being dealt for."""
    whole = package()
    second = whole["record"]["body"]["draws"][1]
    third = {
        **next(each["body"] for each in documents(whole, "draw-inputs") if each["body"]["number"] == 2),
        "number": 3,
        "draw": "0198c0de-0000-7000-8000-00000000d003",
        "previous": second["inputs"],
    }
    signed = sign_document(third, pair("platform, first key").seed, "platform")
    assert failures(verify_draw({**whole, "records": [*whole["records"], signed]})) == []
    unlinked = sign_document({**third, "previous": None}, pair("platform, first key").seed, "platform")
    assert failures(verify_draw({**whole, "records": [*whole["records"], unlinked]})) == ["draw-no-redraw"]


class TestMoments:
    """Who left in the very moment in which another was called may be read as there or as gone."""

    def frozen(self) -> Body:
        """All places become free and are filled in one moment, as a stopped clock tells it."""

        def stop(body: Body) -> None:
            for row in body["places"]:
                row["invited_at"] = row["answered_at"] = body["places"][0]["invited_at"]

        story = DrawStory()
        story.declining = 2
        return resigned(story.tell(), stop)

    def test_one_reading_that_fits_is_enough(self) -> None:
        failed = failures(verify_draw(self.frozen()))
        assert "draw-replacements" not in failed


class TestReading:
    @pytest.mark.parametrize("junk", [None, [], {}, "", {"type": "tianping/draw-package/1"}])
    def test_what_is_no_package_fails_every_check(self, junk: Any) -> None:
        assert failures(verify_draw(junk)) == list(LIGHT)

    @given(st.data())
    @settings(max_examples=150, deadline=None)
    def test_whatever_is_put_anywhere_nothing_raises(self, data: st.DataObject) -> None:
        whole = copy.deepcopy(package())
        place, step = self._somewhere(whole, data)
        value = data.draw(st.sampled_from([None, 0, -1, 2**53, True, "", "00", [], {}, "00" * 16, 1.5]))
        place[step] = value
        assert len(verify_draw(whole)) == len(LIGHT)

    @given(st.data())
    @settings(max_examples=100, deadline=None)
    def test_whatever_the_platform_changes_and_signs_in_the_record_is_caught_and_raises_nothing(
        self, data: st.DataObject
    ) -> None:
        """But for what nothing was committed to: moments, reasons, why it was held locally."""
        body = copy.deepcopy(package()["record"]["body"])
        place, step = self._somewhere(body, data)
        old = place[step]
        if step in ("at", "invited_at", "answered_at", "reason", "local_reason", "venue", "workstation", "state"):
            return
        place[step] = self._other(old)
        signed = sign_document(body, pair("platform, first key").seed, "platform")
        assert failures(verify_draw({**package(), "record": signed})) != [], (step, old)

    @staticmethod
    def _somewhere(value: Any, data: st.DataObject) -> tuple[Any, Any]:
        """A member or item at some depth."""
        while True:
            keys = sorted(value) if isinstance(value, dict) else list(range(len(value)))
            step = data.draw(st.sampled_from(keys))
            inner = value[step]
            if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 9)) == 0:
                return value, step
            value = inner

    @staticmethod
    def _other(old: Any) -> Any:
        if isinstance(old, bool) or old is None:
            return 1
        if isinstance(old, int):
            return old + 1
        if isinstance(old, str):
            return ("1" if old[:1] == "0" else "0") + old[1:]
        return [*old, old[0]] if isinstance(old, list) and old else {**dict(old), "note": 1} if old else [1]


def test_the_light_verification_needs_no_solver() -> None:
    code = "import sys; import crypto.verifiable_draw.verify, crypto.__main__; print('highspy' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "False"
