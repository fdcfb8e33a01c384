"""The package that every verifier checks, and what must fail when parts of it are exchanged."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache

from crypto.audit import audit
from crypto.encoding import Body, canonical, parse_object
from crypto.signatures import make_record, sign_document
from tests.crypto.packages import HONEST, Story, Told
from tests.crypto.story import Bidder, Files, SealedBid, pair, record_path
from tests.vectors.sources import stream

SHUT = Bidder("shut", "辛", "22000000.00", spoil="documents")
BIDDERS = (*(bidder for bidder in HONEST if bidder.name in ("A", "B", "C", "false", "withdrawn")), SHUT)


class Small(Story):
    """Five frozen bids, one with a false offer, one with false documents, and one withdrawn; few ticks."""

    bidders = BIDDERS
    idle_ticks = 3
    compact = True


class DropsA(Small):
    """The operator leaves bid A out before the custodians sign."""

    def frozen(self, bids: list[SealedBid]) -> list[SealedBid]:
        return [bid for bid in bids if bid.name != "A"]


class ShowsA(Small):
    """The operator publishes shares of bid A's documents too."""

    def shown_kinds(self, bid: SealedBid) -> Iterable[str]:
        return ["documents"] if bid.name == "A" else super().shown_kinds(bid)


@cache
def told() -> Told:
    """The honest package."""
    return Small().tell()


def package_files() -> Files:
    """Every file of the package, and what others kept, by path."""
    kept = {
        "package.receipt.json": canonical(told().receipts["A"]),
        "package.head.json": canonical(told().heads[0]),
    }
    return {**{f"package/{path}": data for path, data in told().files.items()}, **kept}


def checks() -> list[Body]:
    """package_checks.json."""
    return [{"name": check.name, "needs_receipt": check.needs_receipt} for check in audit(told().files)]


def refused() -> list[Body]:
    """package_refused.json."""
    return [*_changed_cases(), *_shut_cases(), *_receipt_cases()]


def _case(name: str, changes: Mapping[str, bytes | None], receipt: Body | None, *names: str) -> Body:
    shown = {path: data.hex() if data is not None else None for path, data in changes.items()}
    return {"name": name, "changes": shown, "receipt": receipt, "checks": list(names)}


def _record(short: str, which: int = 0) -> Body:
    return told().records[short][which]


def _resigned(record: Body, **changes: object) -> Body:
    signed = sign_document({**record["body"], **changes}, pair("platform, second key").seed, "platform")
    return make_record(signed, bytes.fromhex(record["salt"]))


def _exchanged(record: Body, other: Body) -> Files:
    """Files in which one record stands for another."""
    return _indexed({record_path(record): None, record_path(other): canonical(other)})


def _indexed(changes: Mapping[str, bytes | None]) -> Files:
    """The changes, and a list of files to match."""
    names = {**told().files, **changes}
    kept = sorted(path for path, data in names.items() if data is not None)
    index = {**parse_object(told().files["package.json"]), "files": kept}
    return {**{path: data for path, data in changes.items() if data is not None}, "package.json": canonical(index)}


def _flipped(path: str, at: int) -> Files:
    data = bytearray(told().files[path])
    data[at] ^= 1
    return {path: bytes(data)}


def _forged(record: Body, role: str) -> Files:
    signed = sign_document(record["body"], pair("adversary").seed, role)
    return {record_path(record): canonical({**record, "signatures": signed["signatures"]})}


def _envelope(kind: int, ending: str, bid: int = 0) -> str:
    entry = _record("freeze")["body"]["bids"][bid]["envelopes"][kind]
    return f"envelopes/{entry['digest']}.{ending}"


def _first_tick() -> str:
    return next(path for path in sorted(told().files) if path.endswith(".bin") and "ticks" in path)


def _priced(price: str) -> Files:
    record = _record("opening-record")
    bids = [dict(row) for row in record["body"]["bids"]]
    row = next(row for row in bids if row["outcome"] == "VALID")
    row["values"] = {**row["values"], "price": price}
    return _exchanged(record, _resigned(record, bids=bids))


def _changed_cases() -> list[Body]:
    files = told().files
    head = parse_object(files["log/head.json"])
    record = _record("opening-record")
    earlier = _resigned(_record("extension"), deadline="2026-12-10T00:00:00.000Z")
    cases: list[tuple[str, Mapping[str, bytes | None], tuple[str, ...]]] = [
        ("a file is missing", {_envelope(0, "root"): None}, ("package-complete", "envelope-headers")),
        ("a record has another body", _flipped(record_path(record), 30), ("records-well-formed", "record-signed")),
        ("a key statement by another", _forged(_record("key-statement"), "custodian"), ("key-set-statements",)),
        ("a release by another", _forged(_record("release"), "custodian"), ("releases-signed",)),
        ("a freeze list by another", _forged(_record("freeze"), "platform"), ("freeze-signed", "platform-signatures")),
        ("a withdrawal by another", _forged(_record("withdrawal"), "bid"), ("withdrawals-signed-by-bid-key",)),
        ("a platform key by another", _forged(_record("platform-key", 1), "platform"), ("key-history",)),
        ("an extension to earlier", _exchanged(_record("extension"), earlier), ("deadline-history",)),
        ("a header changed", _flipped(_envelope(1, "header"), 40), ("envelope-headers",)),
        ("a root changed", _flipped(_envelope(2, "root"), 0), ("envelope-headers",)),
        ("an identity's body changed", _flipped(_envelope(0, "body"), 100), ("identities-open",)),
        ("an offer's body changed", _flipped(_envelope(1, "body"), 100), ("offers-open",)),
        ("another price recorded", _priced("1.00"), ("offers-as-recorded",)),
        (
            "another coefficient recorded",
            _exchanged(record, _resigned(record, seed="00" * 32)),
            ("coefficients",),
        ),
        (
            "another number of bidders recorded",
            _exchanged(record, _resigned(record, valid_bidders=4)),
            ("bidders-counted",),
        ),
        (
            "a client is not named",
            _exchanged(record, _resigned(record, clients=[])),
            ("record-consistent",),
        ),
        (
            "the head signed by another",
            {"log/head.json": canonical(sign_document(head["body"], pair("adversary").seed, "platform"))},
            ("log-head-signed",),
        ),
        ("a leaf of the log changed", _flipped("log/leaves.bin", 0), ("log-root", "ticks-in-log")),
        ("a value of a tick changed", _flipped(_first_tick(), 31), ("ticks-in-log",)),
        (
            "a record that is not in the log",
            _indexed({**_added("clarification")}),
            ("leaves-in-ticks",),
        ),
        (
            "a second freeze list",
            _indexed(_second_freeze()),
            ("freeze-signed",),
        ),
    ]
    return [_case(name, changes, None, *names) for name, changes, names in cases]


def _shut_cases() -> list[Body]:
    """What must fail around a bid that was revoked for its documents."""
    path = next(path for path in told().files if path.startswith("shares/"))
    found = parse_object(told().files[path])
    shares = found["shares"]
    swapped = [{**shares[0], "release": shares[1]["release"]}, *shares[1:]]
    salted = [{**shares[0], "salt": "00" * 16}, *shares[1:]]
    twice = [shares[0], shares[0], *shares[2:]]
    cases: dict[str, Mapping[str, bytes | None]] = {
        "a good bid recorded as shut for its documents": _shut_wrongly(),
        "shares of a bid that was not revoked": _indexed(_shown_of_a()),
        "a revoked bid without its shares": _indexed({path: None}),
        "a revoked bid without its body": _indexed({_shut_body(): None}),
        "another body of a revoked bid": _flipped(_shut_body(), 100),
        "too few shares of a revoked bid": {path: canonical({**found, "shares": shares[1:]})},
        "one share of a revoked bid twice": {path: canonical({**found, "shares": twice})},
        "a share of another release": {path: canonical({**found, "shares": swapped})},
        "a share with another salt": {path: canonical({**found, "shares": salted})},
        "shares of another envelope": {path: canonical({**found, "envelope": "00" * 32})},
        "shares of another type": {path: canonical({**found, "type": "tianping/shares/1"})},
    }
    return [_case(name, changes, None, "shut-envelopes") for name, changes in cases.items()]


def _shut_body() -> str:
    path = next(path for path in told().files if path.startswith("shares/"))
    return path.replace("shares/", "envelopes/").replace(".json", ".body")


def _shown_of_a() -> Files:
    return {path: data for path, data in ShowsA().tell().files.items() if path not in told().files}


def _shut_wrongly() -> dict[str, bytes | None]:
    """The operator with the signing key says that bid A's documents did not open, and shows them as he must."""
    record = _record("opening-record")
    name = told().receipts["A"]["body"]["bid"]
    shut = {"outcome": "DEEMED_REVOKED", "cause": "padding", "values": None}
    bids = [{**row, **shut} if row["bid"] == name else row for row in record["body"]["bids"]]
    other = _resigned(record, bids=bids, valid_bidders=record["body"]["valid_bidders"] - 1)
    return {**_indexed({**_shown_of_a(), record_path(record): None, record_path(other): canonical(other)})} | {
        record_path(record): None
    }


def _added(short: str) -> Files:
    body = {"type": f"tianping/{short}/1", "text": "later"}
    record = make_record(sign_document(body, pair("platform, second key").seed, "platform"), stream("later", 16))
    return {record_path(record): canonical(record)}


def _second_freeze() -> Files:
    freeze = _record("freeze")
    other = _resigned(freeze, bids=freeze["body"]["bids"][1:])
    return {record_path(other): canonical(other)}


def _receipt_cases() -> list[Body]:
    kept = told().receipts["A"]
    stranger = make_record(sign_document(kept["body"], pair("adversary").seed, "platform"), bytes(16))
    other_head = {"size": kept["body"]["head"]["size"], "root": "00" * 32}
    changes: dict[str, tuple[Body, str]] = {
        "a receipt by another key": (stranger, "receipt-signed"),
        "a receipt of a bid that was left out": (_resigned(kept, bid="00" * 32), "receipt-in-freeze"),
        "a receipt of the bid with another envelope": (
            _resigned(kept, envelopes=[{**each, "length": 17424} for each in kept["body"]["envelopes"]]),
            "receipt-in-freeze",
        ),
        "a receipt that never came into the log": ({**kept, "salt": "00" * 16}, "receipt-leaf-in-log"),
        "a receipt with the head of another log": (_resigned(kept, head=other_head), "receipt-head-consistent"),
        "a receipt with a head of size zero": (
            _resigned(kept, head={"size": 0, "root": digest_of_nothing()}),
            "receipt-head-consistent",
        ),
    }
    cases = [_case(name, {}, receipt, check) for name, (receipt, check) in changes.items()]
    return [*cases, _case("a bid dropped before the custodians signed", _dropped(), kept, "receipt-in-freeze")]


def digest_of_nothing() -> str:
    """Root of the empty tree."""
    return "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def _dropped() -> dict[str, bytes | None]:
    """What differs in the package of the operator who leaves bid A out, and hides its receipt."""
    other = DropsA().tell()
    files: dict[str, bytes] = {
        path: data for path, data in other.files.items() if path != record_path(other.receipts["A"])
    }
    index = {**parse_object(files["package.json"]), "files": sorted(files)}
    files["package.json"] = canonical(index)
    gone = [path for path in told().files if path not in files]
    return {
        **{path: data for path, data in files.items() if told().files.get(path) != data},
        **dict.fromkeys(gone),
    }


FILES: dict[str, Callable[[], object]] = {"package_checks.json": checks, "package_refused.json": refused}
