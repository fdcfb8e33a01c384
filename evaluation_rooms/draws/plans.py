"""What a session's committee is to be: members, venues with their cities, and the way from the plan to quotas. Pure.

A committee is lawful by rule rows (Order 12 Art. 9: odd, at least five, two thirds experts). What counts as remote is
the physical city of a venue, never the plan's word for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from crypto.verifiable_draw.quotas import Quotas
from evaluation_rooms.draws.refusals import CommitteeUnlawful, PlanImpossible, RemoteNeeded, VenueNotRemote
from foundation.regions import city_key, same_city
from foundation.rulebook import Rulebook


@dataclass(frozen=True)
class VenueShare:
    """A venue, and how many experts sit there at least and at most."""

    venue: UUID
    least: int
    most: int

    def body(self) -> dict[str, Any]:
        """As stored."""
        return {"venue": str(self.venue), "least": self.least, "most": self.most}


@dataclass(frozen=True)
class Exemption:
    """Why a project within the scope is judged at one place after all, and the paper that permits it."""

    reason: str
    document: str


@dataclass(frozen=True)
class Plan:
    """`specialities`: (code, seats) ascending. `widening`: step by step, venues that are added or given new bounds.

    `water`: water works, whose committees are larger. Buyer's representatives sit at the main venue.
    """

    specialities: tuple[tuple[str, int], ...]
    buyer_members: int
    main: VenueShare
    subs: tuple[VenueShare, ...]
    remote_least: int
    widening: tuple[tuple[VenueShare, ...], ...] = ()
    local_allowed: bool = False
    water: bool = False
    exemption: Exemption | None = None

    @property
    def experts(self) -> int:
        """How many are drawn."""
        return sum(seats for _, seats in self.specialities)

    @property
    def size(self) -> int:
        """Members of the whole committee."""
        return self.experts + self.buyer_members

    @property
    def is_remote(self) -> bool:
        """Whether anybody is to sit elsewhere."""
        return bool(self.subs)

    def steps(self) -> list[tuple[VenueShare, ...]]:
        """The venues of each try, the main one first: as planned, then wider and wider."""
        shares = {one.venue: one for one in (self.main, *self.subs)}
        found = [tuple(shares.values())]
        for added in self.widening:
            shares |= {one.venue: one for one in added}
            found.append(tuple(shares.values()))
        return found

    def venues(self) -> set[UUID]:
        """Every venue that the plan names."""
        return {one.venue for step in self.steps() for one in step}

    def as_json(self) -> dict[str, Any]:
        """As stored; `read_plan` is the way back."""
        return {
            "specialities": [{"speciality": code, "seats": seats} for code, seats in self.specialities],
            "buyer_members": self.buyer_members,
            "main": self.main.body(),
            "subs": [one.body() for one in self.subs],
            "remote_least": self.remote_least,
            "widening": [[one.body() for one in step] for step in self.widening],
            "local_allowed": self.local_allowed,
            "water": self.water,
            "exemption": {"reason": self.exemption.reason, "document": self.exemption.document}
            if self.exemption
            else None,
        }


def read_plan(value: Mapping[str, Any]) -> Plan:
    """A plan as it was stored."""
    exempt = value["exemption"]
    return Plan(
        specialities=tuple((one["speciality"], one["seats"]) for one in value["specialities"]),
        buyer_members=value["buyer_members"],
        main=_share(value["main"]),
        subs=tuple(_share(one) for one in value["subs"]),
        remote_least=value["remote_least"],
        widening=tuple(tuple(_share(one) for one in step) for step in value["widening"]),
        local_allowed=value["local_allowed"],
        water=value["water"],
        exemption=Exemption(exempt["reason"], exempt["document"]) if exempt else None,
    )


def _share(value: Mapping[str, Any]) -> VenueShare:
    return VenueShare(UUID(value["venue"]), value["least"], value["most"])


def experts_least(size: int) -> int:
    """ceil(2n/3) of a committee of n: 5 -> 4, 7 -> 5, 9 -> 6, 11 -> 8 (Order 12 Art. 9)."""
    return -(-2 * size // 3)


def check_committee(plan: Plan, rules: Rulebook) -> None:
    """Refuse a committee that the law does not know: CommitteeUnlawful says the number that breaks which row."""
    row = rules.row("R-COMMITTEE-WATER" if plan.water else "R-COMMITTEE-MIN")
    least = rules.count(row.rule_id)
    needed = experts_least(plan.size)
    if plan.size % 2 == 0 or plan.size < least:
        raise CommitteeUnlawful(
            size=plan.size, experts=plan.experts, least=least, needed=experts_least(max(least, plan.size | 1))
        )
    if plan.experts < needed:
        raise CommitteeUnlawful(size=plan.size, experts=plan.experts, least=least, needed=needed)


def check_remote(plan: Plan, cities: Mapping[UUID, str], in_scope: bool, rules: Rulebook) -> None:
    """Refuse a plan whose remote members are too few or not remote at all. `cities`: physical city of each venue."""
    if not plan.is_remote:
        if in_scope and plan.exemption is None:
            raise RemoteNeeded()
        if plan.remote_least or plan.widening:
            raise PlanImpossible(
                quota="remote-least",
                asked=plan.remote_least,
                possible=0,
                zh="未安排副场，不能要求异地专家",
                en="there is no sub venue, so nobody can be remote",
            )
        return
    home = cities[plan.main.venue]
    for venue in sorted(plan.venues() - {plan.main.venue}):
        if same_city(cities[venue], home):
            raise VenueNotRemote(venue=str(venue), city=city_key(home))
    least = rules.count("R-REMOTE-EXPERTS-MIN")
    if plan.remote_least < least:
        raise PlanImpossible(
            quota="remote-least",
            asked=plan.remote_least,
            possible=least,
            zh=f"异地专家不少于{least}名",
            en=f"at least {least} experts are remote",
        )


def check_steps(plan: Plan, cities: Mapping[UUID, str], rules: Rulebook) -> None:
    """Refuse bounds that no committee can keep, in any of the steps."""
    for step in plan.steps():
        quotas = quotas_of(plan, step, cities, rules)
        for quota, asked, possible, zh, en in _contradictions(quotas):
            raise PlanImpossible(quota=quota, asked=asked, possible=possible, zh=zh, en=en)


def _contradictions(quotas: Quotas) -> list[tuple[str, int, int, str, str]]:
    seats = quotas.seats
    most = sum(one for _, _, one in quotas.cities)
    least = sum(one for _, one, _ in quotas.cities)
    remote = sum(one for city, _, one in quotas.cities if city != quotas.main)
    at_home = sum(one for city, one, _ in quotas.cities if city == quotas.main)
    found = []
    if most < seats:
        found.append(("city-most", seats, most, "各场席位上限之和少于专家人数", "all venues together take fewer"))
    if least > seats:
        found.append(
            ("city-least", least, seats, "各场席位下限之和多于专家人数", "the venues ask for more than there are")
        )
    if min(remote, seats - at_home) < quotas.remote_least:
        found.append(("remote-least", quotas.remote_least, remote, "副场席位容不下异地专家", "sub venues take fewer"))
    if len(quotas.cities) < quotas.cities_least:
        found.append(("cities-least", quotas.cities_least, len(quotas.cities), "城市数不足", "too few cities"))
    return found


def quotas_of(plan: Plan, step: Sequence[VenueShare], cities: Mapping[UUID, str], rules: Rulebook) -> Quotas:
    """What the drawn experts must satisfy in one step; venues of one city count together."""
    bounds: dict[str, tuple[int, int]] = {}
    for one in step:
        city = city_key(cities[one.venue])
        least, most = bounds.get(city, (0, 0))
        bounds[city] = (least + one.least, most + one.most)
    return Quotas(
        specialities=plan.specialities,
        cities=tuple((city, *bounds[city]) for city in sorted(bounds)),
        main=city_key(cities[plan.main.venue]),
        remote_least=plan.remote_least,
        cities_least=rules.count("R-DRAW-CITIES") if plan.is_remote else 1,
        employer_most=rules.count("R-DRAW-EMPLOYER"),
    )


def local_plan(plan: Plan) -> Plan:
    """The documented way out: everybody at the main venue."""
    return Plan(
        specialities=plan.specialities,
        buyer_members=plan.buyer_members,
        main=VenueShare(plan.main.venue, plan.experts, plan.experts),
        subs=(),
        remote_least=0,
        water=plan.water,
        exemption=plan.exemption,
    )
