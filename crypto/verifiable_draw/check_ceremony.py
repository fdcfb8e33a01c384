"""Checks of the ceremony: signed inputs, custodians' keys, dealings, cut-off, releases, seed, no second draw."""

from crypto.encoding import Body, digest
from crypto.errors import DrawRefused
from crypto.key_sets import check_key_set
from crypto.verifiable_draw.case import DrawCase, OneDraw
from crypto.verifiable_draw.ceremony import check_dealing, check_draw_release, secrets_of, seed_of


def check_package(case: DrawCase) -> str:
    """Every document can be read and has the shape of its type."""
    if case.faults:
        raise DrawRefused("draw-package", case.faults[0])
    return f"session {case.record['session']}"


def check_record_signed(case: DrawCase) -> str:
    """The draw record is signed by the platform."""
    case.check_platform_signed(case.signed_record, "draw-record")
    return f"platform key {case.platform_keys[-1]}"


def check_inputs(case: DrawCase) -> str:
    """All inputs are signed by the platform, of the record's session and lots, and add up in themselves."""
    for signed in case.of("draw-inputs").values():
        case.check_platform_signed(signed, "draw-inputs")
    for number, draw in enumerate(case.draws, start=1):
        _check_inputs(draw, number)
    return f"{len(case.draws)} draws"


def _check_inputs(draw: OneDraw, number: int) -> None:
    body, record = draw.inputs, draw.case.record
    if any(body[name] != record[name] for name in ("session", "project", "lots")):
        raise DrawRefused("draw-inputs-signed", f"the inputs of draw {number} are of another session, project or lot")
    first = number == 1
    lottery = (body["types"] > 0, body["bound"] is not None, body["gap"] is not None, not body["vacancies"])
    if body["number"] != number or any(each != first for each in lottery):
        raise DrawRefused("draw-inputs-signed", f"draw {number} is not stated as such")
    codes = [each["code"] for each in body["excluded"]]
    if codes != sorted(set(codes)):
        raise DrawRefused("draw-inputs-signed", f"the exclusions of draw {number} do not ascend by code")
    if body["eligible"] + sum(each["count"] for each in body["excluded"]) != body["pool_size"]:
        raise DrawRefused("draw-inputs-signed", f"eligible and excluded of draw {number} are not the pool")
    if not body["snapshot_at"] <= body["at"] < body["cutoff_at"]:
        raise DrawRefused("draw-inputs-signed", f"the moments of draw {number} do not follow one another")


def check_key_sets(case: DrawCase) -> str:
    """The key set of every draw is the platform's, of the first lot, and signed by all its custodians."""
    for draw in case.draws:
        body, lot = draw.key_set, draw.inputs["lots"][0]
        case.check_platform_signed(case.get("key-set", draw.inputs["key_set"]), "key-set")
        if (body["lot"], body["round"]) != (lot["lot"], lot["round"]):
            raise DrawRefused("draw-key-set", "the key set is not the first lot's")
        if (body["t"], len(body["custodians"])) != (draw.inputs["t"], draw.inputs["custodians"]):
            raise DrawRefused("draw-key-set", "the inputs name other numbers of custodians")
        check_key_set(body, lambda found: case.get("key-statement", found))
    return f"{case.draws[0].inputs['t']} of {case.draws[0].inputs['custodians']} custodians"


def check_dealings(case: DrawCase) -> str:
    """Every dealing is its custodian's, for these inputs, and its sharing holds; nobody dealt twice."""
    count = 0
    for draw in case.draws:
        bodies = [check_dealing(signed, draw.inputs, draw.key_set) for signed in draw.documents("draw-dealing")]
        if len({body["index"] for body in bodies}) != len(bodies):
            raise DrawRefused("draw-dealings", f"a custodian dealt twice for draw {draw.inputs['number']}")
        count += len(bodies)
    return f"{count} dealings"


def check_cutoffs(case: DrawCase) -> str:
    """Each cut-off lists all dealings made before it, at least t, and did not come early."""
    for draw in case.draws:
        _check_cutoff(draw)
    return f"{len(case.draws)} cut-offs"


def _check_cutoff(draw: OneDraw) -> None:
    body = draw.case.check_platform_signed(draw.case.get("draw-cutoff", draw.told["cutoff"]), "draw-cutoff")
    if (body["draw"], body["inputs"]) != (draw.inputs["draw"], draw.told["inputs"]):
        raise DrawRefused("draw-cutoff", "the cut-off is of other inputs")
    listed = [each["index"] for each in body["dealings"]]
    if listed != sorted(set(listed)) or len(listed) < draw.inputs["t"]:
        raise DrawRefused("draw-cutoff", "dealers do not ascend, or are fewer than t")
    if listed != [each["index"] for each in draw.dealings]:
        raise DrawRefused("draw-cutoff", "a dealing is listed under another custodian")
    if any(each["at"] > body["at"] for each in draw.dealings):
        raise DrawRefused("draw-cutoff", "a dealing was made after the cut-off that lists it")
    if body["at"] < draw.inputs["cutoff_at"] and len(listed) < draw.inputs["custodians"]:
        raise DrawRefused("draw-cutoff", "the cut-off came early although dealings were missing")
    _check_none_dropped(draw, body)


def _check_none_dropped(draw: OneDraw, cutoff: Body) -> None:
    listed = {each["dealing"] for each in cutoff["dealings"]}
    for signed in draw.documents("draw-dealing"):
        if signed["body"]["at"] < cutoff["at"] and digest(signed["body"]).hex() not in listed:
            raise DrawRefused("draw-cutoff", f"the dealing of custodian {signed['body']['index']} was left out")


def check_releases(case: DrawCase) -> str:
    """Every release is its custodian's and right; exactly t of them, in order, are those the result names."""
    count = 0
    for draw in case.draws:
        for signed in draw.documents("draw-release"):
            check_draw_release(signed, draw.cutoff, draw.dealings, draw.key_set)
            count += 1
        indices = [each["index"] for each in draw.releases]
        if indices != sorted(set(indices)) or len(indices) != draw.inputs["t"]:
            raise DrawRefused("draw-releases", "the releases are not of exactly t custodians in order")
    return f"{count} releases"


def check_seeds(case: DrawCase) -> str:
    """The released shares give every dealing's secret, and the secrets the seed."""
    for draw in case.draws:
        secrets = secrets_of(draw.releases, draw.dealings, draw.inputs["t"])
        seed = seed_of(bytes.fromhex(draw.told["inputs"]), bytes.fromhex(draw.told["cutoff"]), secrets)
        if seed != draw.seed:
            raise DrawRefused("draw-seed", f"the releases of draw {draw.inputs['number']} give another seed")
    return f"seed {case.draws[0].told['seed']}"


def check_no_redraw(case: DrawCase) -> str:
    """One draw of each number, each naming the one before; one cut-off and one result of each; nothing besides."""
    inputs = sorted(case.of("draw-inputs").items(), key=lambda found: int(found[1]["body"]["number"]))
    told = [draw.told["inputs"] for draw in case.draws]
    names = [name for name, _ in inputs]
    if [signed["body"]["number"] for _, signed in inputs] != list(range(1, len(inputs) + 1)):
        raise DrawRefused("draw-no-redraw", "draws are not numbered 1, 2, .. with one of each number")
    if names[: len(told)] != told or len(names) > len(told) + 1:
        raise DrawRefused("draw-no-redraw", "inputs were published that the record does not tell of")
    for (_, signed), previous in zip(inputs, [None, *names], strict=False):
        if signed["body"]["previous"] != previous or signed["body"]["session"] != case.record["session"]:
            raise DrawRefused("draw-no-redraw", "a draw does not name the one before it")
    _check_one_of_each(case, [signed["body"]["draw"] for _, signed in inputs])
    return f"{len(inputs)} draws, none twice"


def _check_one_of_each(case: DrawCase, draws: list[str]) -> None:
    if len(set(draws)) != len(draws):
        raise DrawRefused("draw-no-redraw", "two draws with one id")
    for short in ("draw-dealing", "draw-cutoff", "draw-release", "draw-result"):
        named = [signed["body"]["draw"] for signed in case.of(short).values()]
        if set(named) - set(draws):
            raise DrawRefused("draw-no-redraw", f"a {short} of a draw that has no inputs here")
        if short in ("draw-cutoff", "draw-result") and sorted(named) != sorted(draws[: len(case.draws)]):
            raise DrawRefused("draw-no-redraw", f"not exactly one {short} of each draw of the record")
