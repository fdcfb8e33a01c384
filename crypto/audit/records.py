"""Checks of what stood before the deadline: records, keys, custodians' statements, tender, documents, deadline."""

from crypto.audit.case import Case
from crypto.errors import PackageRefused
from crypto.key_sets import check_key_set
from crypto.package import INDEX, ROLE_OF_TYPE


def check_complete(case: Case) -> str:
    """Every file that package.json names is there, each named once, in order."""
    listed = case.package.index["files"]
    if listed != sorted(set(listed)):
        raise PackageRefused("package-complete", "the list of files is not sorted, or names one twice")
    missing = [path for path in listed if path != INDEX and not case.package.has(path)]
    if missing:
        raise PackageRefused("package-complete", f"{len(missing)} files are missing, the first {missing[0]}")
    return f"{len(listed)} files"


def check_well_formed(case: Case) -> str:
    """Every record can be read, has the shape of its type, and the digest of its name."""
    if case.package.faults:
        raise PackageRefused("records-well-formed", case.package.faults[0])
    return f"{len(case.package.records())} records"


def check_key_history(case: Case) -> str:
    """The platform's keys form one chain from a first key that signed itself."""
    return f"{len(case.platform_keys)} keys, the newest {case.platform_keys[-1]}"


def check_platform_signatures(case: Case) -> str:
    """Every record that the platform owes is signed by a key of its history."""
    owed = [
        record
        for record in case.package.records()
        if record.short not in ROLE_OF_TYPE and record.short != "platform-key"
    ]
    for record in owed:
        case.check_platform_signed(record, "platform-signatures")
    return f"{len(owed)} records"


def check_key_sets(case: Case) -> str:
    """Every custodian of every key set signed (lot, all keys, t, documents) and proved to know the share key."""
    for key_set in case.key_sets:
        check_key_set(key_set.body, lambda found: case.package.get("key-statement", found).signed)
    return f"{len(case.key_sets)} key sets"


def check_tender_names_key_set(case: Case) -> str:
    """The tender names a key set of the freeze list, which is of this lot; its minimum is the list's."""
    tender = case.tender.body
    if tender["key_set"] not in case.freeze.body["key_sets"]:
        raise PackageRefused("tender-names-key-set", "the tender's key set is not in the freeze list")
    case.package.get("key-set", tender["key_set"])
    if tender["minimum_bidders"] != case.freeze.body["minimum_bidders"]:
        raise PackageRefused("tender-names-key-set", "tender and freeze list ask for different numbers of bidders")
    return f"key set {tender['key_set'][:16]}"


def check_documents_named(case: Case) -> str:
    """The tender's documents, those the custodians signed for, and every version a bid was sealed under are here."""
    case.package.get("documents", case.tender.body["documents"])
    for key_set in case.key_sets:
        if case.package.get("documents", key_set.body["document_digest"]).body["version"] != 1:
            raise PackageRefused("documents-named", "the custodians signed for another version than the first")
    versions = [record.body["version"] for record in case.package.of("documents")]
    if len(set(versions)) != len(versions):
        raise PackageRefused("documents-named", "two documents with one version")
    unknown = {bid["document_version"] for bid in case.bids} - set(versions)
    if unknown:
        raise PackageRefused("documents-named", f"a bid names version {min(unknown)}, which is not here")
    return f"{len(versions)} versions"


def check_deadline_history(case: Case) -> str:
    """The deadline only ever moved later, each move names the deadline before it, the last one is the freeze's."""
    deadline = case.tender.body["deadline"]
    extensions = sorted(case.package.of("extension"), key=lambda record: str(record.body["deadline"]))
    for extension in extensions:
        body = extension.body
        if body["previous"] != deadline or body["deadline"] <= deadline or body["at"] >= deadline:
            raise PackageRefused("deadline-history", f"{extension.name} does not move {deadline} to a later moment")
        deadline = body["deadline"]
    if case.freeze.body["deadline"] != deadline:
        raise PackageRefused("deadline-history", f"the freeze list says {case.freeze.body['deadline']}, not {deadline}")
    return f"{len(extensions)} extensions, {deadline}"
