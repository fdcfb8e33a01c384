"""Checks of the releases: who signed them, for which freeze list, and whether every share is the right one."""

from crypto.audit.case import envelope_of
from crypto.audit.opening import KINDS_OF_STEP, WITHHELD_OF_STEP, Opening
from crypto.errors import PackageRefused
from crypto.package import Record


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
    for step in steps_due(case):
        _check_enough(case, step)
    return f"freeze list {case.freeze.digest}"


def steps_due(case: Opening) -> list[str]:
    """Steps of which releases must be there."""
    if not case.enough_sealed:
        return []
    return ["identities", "contents"] if case.contents_due else ["identities"]


def _check_enough(case: Opening, step: str) -> None:
    present = {record.body["share_key"] for record in case.releases(step) if record.fault is None}
    for header in case.headers.values():
        named = sum(1 for key in header.custodians if key.hex() in present)
        if named < header.threshold:
            raise PackageRefused("releases-name-freeze", f"{named} releases of {step}, {header.threshold} are needed")


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
    step = record.body["step"]
    for member, kinds in (("shares", KINDS_OF_STEP[step]), ("withheld", WITHHELD_OF_STEP[step])):
        if [each["envelope"] for each in record.body[member]] != _sealed_to(case, record, kinds):
            raise PackageRefused(
                "releases-proofs", f"{record.name}: {member} are not those of the freeze list in order"
            )


def _sealed_to(case: Opening, record: Record, kinds: tuple[str, ...]) -> list[str]:
    key = bytes.fromhex(record.body["share_key"])
    envelopes = [envelope_of(bid, kind) for bid in case.bids for kind in kinds]
    return [envelope for envelope in envelopes if key in case.headers[envelope].custodians]


def check_identities_open(case: Opening) -> str:
    """t shares open every identity envelope; a published body is the frozen one; who stays shut is said."""
    if not case.enough_sealed:
        return _nothing_opened(case, "identities")
    return _opened_all(case, "identity")


def check_offers_open(case: Opening) -> str:
    """The same for offers, once there were enough distinct valid bidders."""
    if not case.contents_due:
        return _nothing_opened(case, "contents")
    return _opened_all(case, "offer")


def _nothing_opened(case: Opening, step: str) -> str:
    if case.releases(step):
        raise PackageRefused("bidders-counted", f"{step} were released although there were too few bidders")
    return "nothing to open"


def _opened_all(case: Opening, kind: str) -> str:
    results = [case.opened(envelope_of(bid, kind)) for bid in case.bids]
    shut = sum(1 for result in results if result.form is None)
    return f"{len(results) - shut} opened, {shut} stay shut"
