"""Checks of the releases: who signed them, for which freeze list, and whether every share is the right one."""

from crypto.audit.case import envelope_of
from crypto.audit.opening import Opening
from crypto.encoding import Body
from crypto.errors import PackageRefused
from crypto.header import Header
from crypto.package import Record
from crypto.steps import STEPS, check_step


def check_releases_signed(case: Opening) -> str:
    """Every release is signed by the signing key of the custodian whose share key it names, each step once."""
    releases = case.package.of("release")
    for record in releases:
        custodian = case.custodian_of(record)
        record.check_signed("custodian", {custodian["sign_key"]}, "releases-signed")
    given = [(record.body["share_key"], record.body["step"], record.body["freeze"]) for record in releases]
    if len(set(given)) != len(given):
        raise PackageRefused("releases-signed", "a custodian released one step twice")
    return f"{len(releases)} releases"


def check_releases_name_freeze(case: Opening) -> str:
    """All releases name this freeze list, and of each step at least t custodians of every key set in use do."""
    for record in case.package.of("release"):
        if record.body["freeze"] != case.freeze.digest:
            raise PackageRefused("releases-name-freeze", f"{record.name} names another freeze list")
        check_step(record.body["step"], case.tender.body, "releases-name-freeze")
        _check_named_list(case, record)
    for step in steps_due(case):
        _check_enough(case, step)
    return f"freeze list {case.freeze.digest}"


def _check_named_list(case: Opening, record: Record) -> None:
    """Releases of prices name the price list, and no others name one."""
    wanted = case.price_list.digest if STEPS[record.body["step"]].listed and case.price_list else None
    if STEPS[record.body["step"]].listed and wanted is None:
        raise PackageRefused("releases-name-freeze", f"{record.name} opens prices, and no list of passed bids is here")
    if record.body.get("list") != wanted:
        raise PackageRefused("releases-name-freeze", f"{record.name} names another list of passed bids")


def steps_due(case: Opening) -> list[str]:
    """Steps of which releases must be there."""
    if not case.enough_sealed:
        return []
    if not case.contents_due:
        return ["identities"]
    return ["identities", case.second_step, *(["prices"] if case.price_record else [])]


def _check_enough(case: Opening, step: str) -> None:
    present = {record.body["share_key"] for record in case.releases(step) if record.fault is None}
    for header in _headers_of(case, step):
        named = sum(1 for key in header.custodians if key.hex() in present)
        if named < header.threshold:
            raise PackageRefused("releases-name-freeze", f"{named} releases of {step}, {header.threshold} are needed")


def _headers_of(case: Opening, step: str) -> list[Header]:
    """All frozen headers; of the price opening those of the bids that passed."""
    if not STEPS[step].listed:
        return list(case.headers.values())
    return [case.headers[each["digest"]] for bid in case.passed for each in bid["envelopes"]]


def check_releases_proofs(case: Opening) -> str:
    """Every share is right, and every release holds one for each envelope of its step that was sealed to it."""
    count = 0
    for record in case.package.of("release"):
        _check_complete(case, record)
        for share in record.body["shares"]:
            case.check_share(share, record)
            count += 1
    return f"{count} shares"


def _check_complete(case: Opening, record: Record) -> None:
    step = STEPS[record.body["step"]]
    bids = case.passed if step.listed else case.bids
    for member, kinds in (("shares", step.shares), ("withheld", step.withheld)):
        if [each["envelope"] for each in record.body[member]] != _sealed_to(case, record, bids, kinds):
            raise PackageRefused(
                "releases-proofs", f"{record.name}: {member} are not those of the freeze list in order"
            )


def _sealed_to(case: Opening, record: Record, bids: list[Body], kinds: tuple[str, ...]) -> list[str]:
    key = bytes.fromhex(record.body["share_key"])
    envelopes = [envelope_of(bid, kind) for bid in bids for kind in kinds]
    return [envelope for envelope in envelopes if key in case.headers[envelope].custodians]


def check_identities_open(case: Opening) -> str:
    """t shares open every identity envelope; a published body is the frozen one; who stays shut is said."""
    if not case.enough_sealed:
        return _nothing_opened(case, "identities")
    return opened_all(case, case.bids, "identity")


def check_offers_open(case: Opening) -> str:
    """The same for offers, once there were enough distinct valid bidders."""
    if not case.contents_due:
        return _nothing_opened(case, case.second_step)
    if case.two_envelopes:
        return "two envelopes: see prices-open"
    return opened_all(case, case.bids, "offer")


def _nothing_opened(case: Opening, step: str) -> str:
    if case.releases(step):
        raise PackageRefused("bidders-counted", f"{step} were released although there were too few bidders")
    return "nothing to open"


def opened_all(case: Opening, bids: list[Body], kind: str) -> str:
    """How many envelopes of that kind open with t shares; refuses a body that is not the frozen one."""
    results = [case.opened(envelope_of(bid, kind)) for bid in bids]
    shut = sum(1 for result in results if result.form is None)
    return f"{len(results) - shut} opened, {shut} stay shut"
