"""What a bidder's client reads, shows, signs and seals: the browser and `tianping seal`, held side by side."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bidding.methods.offer_form import Offer, read_form, read_offer
from commands.bid_keys import bid_seed
from commands.company_keys import CompanyKey
from commands.opening_voices import sign_confirmation, sign_objection
from commands.prices import gather_values, read_values, show_price
from commands.sealing import Contents, Sealer
from commands.tender_page import read_tender
from commands.withdrawals import sign_withdrawal
from crypto.encoding import Body, canonical, digest
from crypto.signatures import KeyPair, make_record, sign_document
from foundation.money import capital_money, parse_money, percent_of
from foundation.rulebook import rulebook
from foundation.uscc import UsccInvalid, complete_uscc, parse_uscc
from tests.commands.pages import page, signed_anew
from tests.crypto.packages import DEADLINE_TEXT, Story
from tests.crypto.story import at, pair
from tests.vectors.sources import counter, stream

COMPANY = CompanyKey("江城建设有限公司", complete_uscc("91420000", "00000001"), KeyPair.from_seed(bytes(32)))
PASSPHRASE = "山高月小 水落石出"
DOCUMENTS = {"技术标.pdf": 30_000, "授权委托书.pdf": 1_100_000}
PRICING = {"清单.xlsx": 10_000}

# ---- one price

AMOUNTS = """
    0.00 0.01 0.10 0.50 1.00 1.05 1.50 10.00 10.01 100.30 107000.53 1005.00 10005.00 16409.02 325.04 1680.32
    26888000.00 20000000.00 100000000.00 100020000.00 1000000000000.00 1000200000000.00 1010000000000.05
    2000000200000000.00 9999999999999999.99 6007.14"""
TYPED = "26888000 26888000.5 26888000.50 0.5 007 1.005 -1 NaN 2688.8万 99999999999999999999 1e7x"
PRICES = (("26888000.00", "27950000.00"), ("13975000.00", "27950000.00"), ("13974999.99", "27950000.00"),
          ("27950000.01", "27950000.00"), ("0.01", "0.03"), ("1.00", None))  # fmt: skip
FORM: list[dict[str, Any]] = [
    {"name": "price", "title": {"zh": "投标报价", "en": "Bid price"}, "kind": "money", "unit": "元", "minimum": "0.01"},
    {"name": "period", "title": {"zh": "工期", "en": "Period"}, "kind": "integer", "unit": "日历天", "minimum": "1",
     "maximum": "0540"},
    {"name": "quality", "title": "质量标准", "kind": "text", "unit": "", "maximum": "10"},
]  # fmt: skip
GOOD = {"price": "26888000.00", "period": "360", "quality": "合格"}
OFFERS: tuple[dict[str, Any], ...] = (
    GOOD,
    {},
    {**GOOD, "price": "26,888,000.00", "period": "036", "quality": " 合格"},
    {**GOOD, "price": "0.00", "period": "541", "quality": "合格" * 6},
    {**GOOD, "more": "z", "price": "1" * 50},
    {**GOOD, "quality": "合\u200b格"},
    {**GOOD, "quality": "e\u0301"},
    {**GOOD, "quality": "𠮷" * 10},
    {**GOOD, "period": "0"},
)
CODES = (COMPANY.uscc, " 91420000mA4k00001x ", "91420000", "914200000000000011", "91420000000000010I", "")


def money() -> Any:
    """Amounts in capitals, percentages, offers with every fault, prices as they are put before the bidder."""
    form = read_form(FORM)
    return {
        "capital": [[text, capital_money(parse_money(text))] for text in AMOUNTS.split()],
        "percents": [[a, b, str(percent_of(Decimal(a), Decimal(b)))] for a, b in PRICES if b],
        "typed": [[text, gather_values(form, {}, text, [])["price"]] for text in TYPED.split()],
        "form": FORM,
        "offers": [_offer(values) for values in OFFERS],
        "prices": [_price(price, ceiling) for price, ceiling in PRICES],
        "codes": [[text, _code(text)] for text in CODES],
    }


def _offer(values: dict[str, Any]) -> Body:
    read = read_offer(read_form(FORM), values)
    if isinstance(read, Offer):
        return {"values": values, "read": read.as_strings()}
    faults = [{"field": one.field, "kind": one.kind, "zh": one.zh, "en": one.en} for one in read]
    return {"values": values, "faults": faults}


def _price(price: str, ceiling: str | None) -> Body:
    offer = read_values(read_form(FORM), {**GOOD, "price": price})
    shown = show_price(offer, Decimal(ceiling) if ceiling else None, rulebook(1))
    assert shown is not None  # the form has a price
    return {"price": price, "ceiling": ceiling, "zh": shown.zh, "en": shown.en, "asks_again": shown.asks_again}


def _code(text: str) -> str | None:
    try:
        return parse_uscc(text)
    except UsccInvalid:
        return None


# ---- the tender


@cache
def _records() -> dict[str, list[Body]]:
    story = Story()
    story.compact = True
    story.idle_ticks = 1
    return story.tell().records


def tender() -> Any:
    """An honest page, and what makes it one that nobody should bid on."""
    rows = [
        {"id": name, "value": str(rulebook(1).row(name).value), "unit": "percent"}
        for name in ("R-PRICE-ASK-LOW", "R-PRICE-ASK-HIGH")
    ]
    return {
        "page": page(),
        "platform_keys": _records()["platform-key"],
        "rulebook": {"number": page()["tender"]["body"]["rulebook"], "rows": rows},
        "keys_refused": [_records()["platform-key"][0], _orphan_key()],
        "refused": [{"name": name, "changes": changes, "check": check} for name, changes, check in _refused()],
    }


def _refused() -> list[tuple[str, Body, str]]:
    shown = page()
    record, keys = shown["tender"], shown["key_set"]
    changed = {**record, "body": {**record["body"], "name": "二标段"}}
    return [
        ("nobody signed", {"tender": {**record, "signatures": []}}, "tender-record"),
        ("changed after it was signed", {"tender": changed}, "tender-record"),
        ("another lot", {"lot": "0198c0de-0000-7000-8000-00000000000f"}, "tender-record"),
        ("another round", {"round": 2}, "tender-record"),
        ("another key set", {"tender": signed_anew(record, key_set="ab" * 32)}, "tender-names-key-set"),
        ("a statement is missing", {"statements": shown["statements"][:-1]}, "key-statements"),
        ("a statement over other terms", _other_terms(shown), "key-statements"),
        ("a statement of another place", _one_statement(shown, index=2), "key-statements"),
        ("a proof of another's key", _one_statement(shown, possession=_proof_of_another(shown)), "key-statements"),
        ("a custodian stands twice", _twice(record, keys), "key-set-roster"),
        ("documents that nobody signed for", {"versions": []}, "documents-named"),
        ("another version", {"document_version": 2}, "documents-named"),
        ("another deadline", {"deadline": at(days=20)}, "deadline-history"),
        ("an extension that continues nothing", _loose_extension(shown), "deadline-history"),
        ("another form", {"offer_form": [*shown["offer_form"], {**FORM[2], "name": "more"}]}, "offer-form"),
    ]


def _other_terms(shown: Body) -> Body:
    return _one_statement(shown, t=2)


def _one_statement(shown: Body, **members: Any) -> Body:
    """The first custodian signed other members, and key set and tender name that very statement."""
    body = {**shown["statements"][0]["body"], **members}
    forged = sign_document(body, pair("custodian 1").seed, "custodian")
    named = [digest(body).hex(), *shown["key_set"]["body"]["statements"][1:]]
    key_set = signed_anew(shown["key_set"], statements=named)
    named_by = signed_anew(shown["tender"], key_set=digest(key_set["body"]).hex())
    statements = [{**forged, "salt": "00" * 16}, *shown["statements"][1:]]
    return {"key_set": key_set, "key_sets": [key_set], "tender": named_by, "statements": statements}


def _proof_of_another(shown: Body) -> Body:
    proof: Body = shown["statements"][1]["body"]["possession"]
    return proof


def _orphan_key() -> Body:
    """The first key signs a second one that does not say whom it follows."""
    body = {**_records()["platform-key"][1]["body"], "previous": None}
    return make_record(sign_document(body, pair("platform, first key").seed, "platform"), bytes(16))


def _twice(tender: Body, keys: Body) -> Body:
    custodians = keys["body"]["custodians"]
    twin = {**custodians[1], "share_key": custodians[0]["share_key"]}
    key_set = signed_anew(keys, custodians=[custodians[0], twin, *custodians[2:]])
    named_by = signed_anew(tender, key_set=digest(key_set["body"]).hex())
    return {"key_set": key_set, "key_sets": [key_set], "tender": named_by}


def _loose_extension(shown: Body) -> Body:
    (last,) = shown["extensions"][-1:]
    return {"extensions": [*shown["extensions"], signed_anew(last, previous=at(days=9), deadline=at(days=30))]}


# ---- keys, a sealed bid, and what its key signs later


def keys() -> Any:
    """Company key files, the request to bind one, and a bid key that is made from a passphrase."""
    terms = {"lot": page()["lot"], "round": 1}
    locked = COMPANY.as_file(PASSPHRASE, counter("company key"))
    return {
        "name": COMPANY.name,
        "uscc": COMPANY.uscc,
        "seed": COMPANY.pair.seed.hex(),
        "passphrase": PASSPHRASE,
        "open_text": canonical(COMPANY.as_file(None, counter("company key"))).decode(),
        "locked": {"entropy": "company key", "text": canonical(locked).decode()},
        "request": COMPANY.request(),
        "bid_seed": {**terms, "seed": bid_seed(PASSPHRASE, terms["lot"], 1, COMPANY.pair.public).hex()},
    }  # fmt: skip


def sealed() -> Any:
    """A bid as `tianping seal` leaves it, from repeatable entropy."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name, size in {**DOCUMENTS, **PRICING}.items():
            (folder / name).write_bytes(stream(name, size))
        values = {"price": "26888000.00", "days": "365"}
        documents, pricing = [folder / name for name in DOCUMENTS], [folder / name for name in PRICING]
        contents = Contents(values, documents, pricing, replaces_all_earlier=True, bond={"kind": "guarantee"})
        out, apart = folder / "bid", folder / "keys"
        made = Sealer(read_tender(page()), COMPANY, contents, out, apart, counter("sealed bid"), lambda *_: None)
        made.seal(page())
        return {
            "entropy": "sealed bid",
            "values": values,
            "documents": DOCUMENTS,
            "pricing": PRICING,
            "bond": contents.bond,
            "texts": {path.name: path.read_text() for path in [*out.glob("bid.json"), *sorted(apart.iterdir())]},
            "sha256": {path.name: _sha256(path) for path in sorted(out.glob("*.tpe"))},
        }


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def voices() -> Any:
    """What the key of a bid signs after its receipt."""
    receipt = _records()["receipt"][0]
    body = receipt["body"]
    key = next(bid.key for bid in Story().sealed() if bid.key.public.hex() == body["bid_key"])
    bid_key = {"bid": body["bid"], "seed": key.seed.hex(), "public": key.public.hex()}
    read_out = {"type": "tianping/read-out/1", "lot": body["lot"]}
    return {
        "receipt": receipt,
        "seed": key.seed.hex(),
        "withdrawal": sign_withdrawal(body, bid_key),
        "replacement": sign_withdrawal(body, bid_key, "cd" * 32),
        "read_out": digest(read_out).hex(),
        "at": DEADLINE_TEXT,
        "confirmation": sign_confirmation(body, bid_key, read_out, DEADLINE_TEXT),
        "objection": sign_objection(body, bid_key, "唱标价格与我单位报价不符", DEADLINE_TEXT),
    }


FILES: dict[str, Callable[[], Any]] = {
    "bidder_money.json": money,
    "bidder_tender.json": tender,
    "bidder_keys.json": keys,
    "bidder_sealed.json": sealed,
    "bidder_voices.json": voices,
}
