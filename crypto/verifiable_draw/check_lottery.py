"""Checks of who could be drawn and how: pool, exclusions, table, committee, commitment; chances and bound."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from crypto.encoding import Body
from crypto.errors import DrawRefused
from crypto.verifiable_draw.case import DrawCase, OneDraw
from crypto.verifiable_draw.draw import draw_committee
from crypto.verifiable_draw.pool import Entry, pool_root
from crypto.verifiable_draw.quotas import Quotas, broken_quotas
from crypto.verifiable_draw.record import CITY, CODES, EMPLOYERS, RECOMPUTED, SPECIALITY, read_fraction
from crypto.verifiable_draw.record import result_commitment as commitment
from crypto.verifiable_draw.table import Composition, Table, large_employers

MOST_GAP = Fraction(1, 100)
"""The least probability lies below its bound by no more than this share of the bound (rule R-DRAW-GAP)."""


def check_pool(case: DrawCase) -> str:
    """The pool is the one that every draw committed to, and labels were made once."""
    entries = list(case.pool.values())
    if len(entries) != len(case.record["pool"]):
        raise DrawRefused("draw-pool", "two entries with one ref")
    root = pool_root(entries).hex()
    for draw in case.draws:
        if (draw.inputs["pool"], draw.inputs["pool_size"]) != (root, len(entries)):
            raise DrawRefused("draw-pool", f"draw {draw.inputs['number']} committed to another pool")
        if draw.sealed["label_salt"] != case.draws[0].sealed["label_salt"]:
            raise DrawRefused("draw-pool", "employers' labels were made anew for a later draw")
    return f"{len(entries)} experts"


def check_exclusions(case: DrawCase) -> str:
    """Speciality, city and employer exclude exactly whom they must; other reasons are the platform's word."""
    told: Counter[str] = Counter()
    for draw in case.draws:
        draw.check_sealed()
        _check_exclusions(draw)
        told.update(each["code"] for each in draw.sealed["exclusions"] if each["code"] not in RECOMPUTED)
    words = ", ".join(f"{code} {count}" for code, count in sorted(told.items()))
    return f"told by the platform: {words}" if told else "all recomputed"


def _check_exclusions(draw: OneDraw) -> None:
    listed, barred = draw.sealed["exclusions"], draw.sealed["barred"]
    reasons = {each["ref"]: each["code"] for each in listed}
    labels = {each["label"]: each["code"] for each in barred}
    if list(reasons) != sorted(reasons) or len(reasons) != len(listed) or reasons.keys() - draw.case.pool.keys():
        raise DrawRefused("draw-exclusions", "exclusions do not ascend by ref, or are of nobody in the pool")
    if list(labels) != sorted(labels) or len(labels) != len(barred):
        raise DrawRefused("draw-exclusions", "barred labels do not ascend")
    counts = [{"code": code, "count": count} for code, count in sorted(Counter(reasons.values()).items())]
    if counts != draw.inputs["excluded"]:
        raise DrawRefused("draw-exclusions", "the inputs count other exclusions")
    for ref, entry in draw.case.pool.items():
        _check_reason(entry, reasons.get(ref), expected_exclusion(entry, draw.quotas, labels))


def _check_reason(entry: Entry, told: str | None, expected: str | None) -> None:
    """An earlier reason that only the platform knows may stand before the recomputed one, never a later one."""
    if told == expected or (told is not None and told not in RECOMPUTED and _earlier(told, expected)):
        return
    raise DrawRefused("draw-exclusions", f"{entry.ref}: {told or 'eligible'}, but {expected or 'eligible'} follows")


def _earlier(told: str, expected: str | None) -> bool:
    return expected is None or CODES.index(told) < CODES.index(expected)


def expected_exclusion(entry: Entry, quotas: Quotas, barred: Mapping[str, str]) -> str | None:
    """The first recomputable reason to exclude this expert. `barred`: code by employer's label."""
    seats = [code for code, _ in quotas.specialities]
    if not any(own.startswith(code) for own in entry.specialities for code in seats):
        return SPECIALITY
    if all(entry.city != city for city, _, _ in quotas.cities):
        return CITY
    return next((code for code in EMPLOYERS if barred.get(entry.employer) == code), None)


def check_table(case: DrawCase) -> str:
    """The lottery is the one committed to; each composition keeps the quotas and can be filled."""
    draw = case.draws[0]
    draw.check_sealed()
    table, inputs = draw.table, draw.inputs
    if table.types != tuple(draw.groups) or inputs["types"] != len(table.types):
        raise DrawRefused("draw-table", "the types are not those of the eligible experts")
    large, employers = draw.sealed["large"], {entry.employer for entry in draw.eligible}
    if large != sorted(set(large)) or not large_employers(draw.eligible, inputs["large"]) <= set(large) <= employers:
        raise DrawRefused("draw-table", "the large employers are not employers of the eligible, or one is missing")
    for composition in table.compositions:
        _check_composition(draw, table, composition)
    if read_fraction(inputs["greatest"]) > read_fraction(inputs["p_max"]):
        raise DrawRefused("draw-table", "somebody's stated probability exceeds the greatest that is allowed")
    return f"{len(table.types)} types, {len(table.compositions)} compositions"


def _check_composition(draw: OneDraw, table: Table, composition: Composition) -> None:
    types = Counter[int]()
    for index, speciality, count in composition.members:
        if index >= len(table.types) or speciality not in table.types[index].fits:
            raise DrawRefused("draw-table", "a composition gives a seat to a type that does not fit it")
        types[index] += count
    sizes = [len(found) for found in draw.groups.values()]
    if any(count > sizes[index] for index, count in types.items()):
        raise DrawRefused("draw-table", "a composition takes more experts of a type than there are")
    if broken := broken_by_counts(draw.quotas, table, composition):
        raise DrawRefused("draw-table", f"a composition breaks the quota {broken[0]}")


def broken_by_counts(quotas: Quotas, table: Table, composition: Composition) -> list[str]:
    """Quotas that a composition breaks whoever is drawn; small employers are left to the draw."""
    seats, cities, employers = Counter[str](), Counter[str](), Counter[str]()
    for index, speciality, count in composition.members:
        kind = table.types[index]
        seats[speciality] += count
        cities[kind.city] += count
        employers[kind.employer] += count
    del employers[""]
    checks = {
        "seats": dict(seats) == dict(quotas.specialities),
        "city-least": all(cities[city] >= least for city, least, _ in quotas.cities),
        "city-most": all(cities[city] <= most for city, _, most in quotas.cities),
        "remote-least": cities.total() - cities[quotas.main] >= quotas.remote_least,
        "cities-least": sum(1 for count in cities.values() if count) >= quotas.cities_least,
        "employer-most": max(employers.values(), default=0) <= quotas.employer_most,
    }
    return [name for name, holds in checks.items() if not holds]


def check_committee(case: DrawCase) -> str:
    """The seed gives this committee, which keeps every quota."""
    draw = case.draws[0]
    told = draw.told["committee"]
    if [each["place"] for each in told] != list(range(1, draw.quotas.seats + 1)):
        raise DrawRefused("draw-committee", "places are not numbered from 1 to the number of seats")
    if broken := broken_quotas(draw.quotas, draw.committee):
        raise DrawRefused("draw-committee", f"the committee breaks the quota {broken[0]}")
    if list(draw_committee(draw.groups, draw.quotas, draw.table, draw.seed)) != draw.committee:
        raise DrawRefused("draw-committee", "the seed gives another committee")
    return f"{len(told)} members"


def check_results(case: DrawCase) -> str:
    """Each result was committed to by the platform once the releases were there, and opens to what is told."""
    for draw in case.draws:
        body = case.check_platform_signed(case.get("draw-result", draw.told["result"]), "draw-result")
        named = (body["draw"], body["inputs"], body["cutoff"], body["releases"])
        if named != (draw.inputs["draw"], draw.told["inputs"], draw.told["cutoff"], draw.told["releases"]):
            raise DrawRefused("draw-result", f"the result of draw {draw.inputs['number']} names other records")
        salt = bytes.fromhex(draw.told["result_salt"])
        if commitment(draw.told["seed"], draw.told["committee"], salt) != body["result"]:
            raise DrawRefused("draw-result", f"the result of draw {draw.inputs['number']} is not what was committed to")
    return f"{len(case.draws)} results"


def check_chances(case: DrawCase) -> str:
    """The exact probability of everybody: least and greatest are as stated, nobody's exceeds P_MAX."""
    from crypto.verifiable_draw.chances import chances

    draw = case.draws[0]
    try:
        found = chances(draw.groups, draw.quotas, draw.table).values()
    except ArithmeticError as fault:
        raise DrawRefused("draw-chances", str(fault)) from None
    least, greatest = min(found), max(found)
    _same(draw.inputs, "least", least)
    _same(draw.inputs, "greatest", greatest)
    if greatest > read_fraction(draw.inputs["p_max"]):
        raise DrawRefused("draw-chances", "somebody's probability exceeds the greatest that is allowed")
    return f"least {least}, greatest {greatest}"


def _same(inputs: Body, name: str, value: Fraction) -> None:
    if read_fraction(inputs[name]) != value:
        raise DrawRefused("draw-chances", f"{name} is stated as {read_fraction(inputs[name])}, it is {value}")


def check_bound(case: DrawCase) -> str:
    """No lottery that keeps the quotas gives its least probable expert more than the bound; the gap is small."""
    try:
        from crypto.verifiable_draw.optimum import Certificate, upper_bound
    except ImportError as fault:
        raise DrawRefused("draw-bound", f"not computed, for want of a solver: {fault}") from None
    draw = case.draws[0]
    told = draw.sealed["certificate"]
    if told is None:
        raise DrawRefused("draw-bound", "there is no certificate of the bound")
    try:
        found = upper_bound(draw.groups, draw.quotas, Certificate(tuple(told["y"]), tuple(told["u"])))
    except ArithmeticError as fault:
        raise DrawRefused("draw-bound", str(fault)) from None
    if found != read_fraction(draw.inputs["bound"]):
        raise DrawRefused("draw-bound", f"the certificate gives {found}, another bound is stated")
    gap = 1 - read_fraction(draw.inputs["least"]) / found if found else Fraction(1)
    if gap != read_fraction(draw.inputs["gap"]) or gap > MOST_GAP:
        raise DrawRefused("draw-bound", f"the least probability lies {float(gap):.4%} below its bound")
    return f"bound {float(found):.6%}, gap {float(gap):.4%}"
