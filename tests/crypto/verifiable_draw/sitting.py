"""The same session once its committee sat: members leave, reserves come, and whoever stays keeps his seat."""

from itertools import cycle

from crypto.encoding import Body
from crypto.verifiable_draw.draw import newcomer_workstation, next_reserve
from tests.crypto.verifiable_draw.story import QUOTAS, DrawStory, at, uuid


class Sitting(DrawStory):
    """Members leave after the committee sat until one came from his predecessor's city, and one from another."""

    sat: Body | None = None

    def _answers(self) -> None:
        super()._answers()
        self.clock += 60
        self.sat = {"at": at(self.clock), "seats": super()._seats(), "moves": []}
        for place in cycle(range(1, len(self.committee) + 1)):
            if {bool(one["free"]) for one in self.sat["moves"]} == {False, True}:
                break
            if not self._has_reserve(place):
                continue
            self.leave(place, "REPLACED", "ill")
            assert self.refill(place)
            self.clock += 5
            self.sat["moves"].append(self._move(place))

    def _has_reserve(self, place: int) -> bool:
        staying = [member for held, member in sorted(self.staying().items()) if held != place]
        used, speciality = {row["ref"] for row in self.places}, self.committee[place - 1].speciality
        return next_reserve(self.order, used, staying, speciality, QUOTAS) is not None

    def _standing(self) -> dict[int, Body]:
        assert self.sat is not None  # only asked for once they sat
        moved = [{name: one[name] for name in one if name not in ("at", "free")} for one in self.sat["moves"]]
        return {one["place"]: one for one in [*self.sat["seats"], *moved]}

    def _move(self, place: int) -> Body:
        standing, entry = self._standing(), self.staying()[place].entry
        former = standing[place]
        move = {**former, "ref": entry.ref, "at": at(self.clock), "free": list[str]()}
        if self.people[former["ref"]].entry.city == entry.city:
            return move
        venue = uuid(f"venue {entry.city}")
        taken = {one["workstation"] for one in standing.values() if one["place"] != place}
        all_there = [uuid(f"workstation {entry.city} {number}") for number in range(1, 6)]
        free = sorted(station for station in all_there if station not in taken)
        return {
            **move,
            "venue": venue,
            "free": free,
            "workstation": newcomer_workstation(entry.ref, free, venue, self.seed),
        }

    def _seats(self) -> list[Body]:
        return [seat for _, seat in sorted(self._standing().items())]

    def _more(self) -> Body:
        assert self.sat is not None  # they sat
        return {"sat": self.sat}
