"""Are these the custodians who keep the keys of this lot, and do all of them say so? Values in, refusal or nothing out.

Bidders ask before they seal, custodians before they release.
"""

from collections.abc import Iterable
from typing import Any

from commands.signed_records import Refuse
from crypto.encoding import Body, canonical, digest
from crypto.errors import CryptoError
from crypto.records import check_shape
from crypto.secret_sharing import check_possession
from crypto.signatures import check_document

TERMS = ("document_digest", "lot", "round", "share_keys", "t")
"""What is the same in the statements of all custodians; with them, the context of the proof of possession."""


def terms_of(statement: Body) -> Body:
    """The common terms of a key statement (or of a proposed set)."""
    return {name: statement[name] for name in TERMS}


def statement_terms(key_set: Body) -> Body:
    """What every custodian of this key set must have signed."""
    return {
        "document_digest": key_set["document_digest"],
        "lot": key_set["lot"],
        "round": key_set["round"],
        "share_keys": [each["share_key"] for each in key_set["custodians"]],
        "t": key_set["t"],
    }


def check_statements(key_set: Body, statements: Iterable[Any], refuse: Refuse) -> None:
    """Refuse unless every custodian signed these very keys, threshold and documents, and proves to hold its key.

    1. Places 1..n, distinct keys, t within n; 2. one statement each, the one the key set names; 3. its terms and keys;
    4. its signature; 5. its proof of possession.
    """
    custodians = key_set["custodians"]
    places = [each["index"] for each in custodians]
    keys = {each[name] for each in custodians for name in ("share_key", "sign_key")}
    if places != list(range(1, len(custodians) + 1)) or len(keys) != 2 * len(custodians):
        raise refuse("key-set-roster", "places or keys of the custodians are not distinct", "保管单位的序号或密钥重复")
    if key_set["t"] > len(custodians) or len(key_set["statements"]) != len(custodians):
        raise refuse("key-set-roster", "threshold or statements do not fit", "解密所需份额数或声明数量不符")
    by_digest = {digest(one["body"]).hex(): one for one in statements if isinstance(one, dict) and "body" in one}
    for named, custodian in zip(key_set["statements"], custodians, strict=True):
        if named not in by_digest:
            who = custodian["name"]
            raise refuse("key-statements", f"the statement of {who} is missing", f"缺少{who}的密钥声明")
        _check_statement(by_digest[named], statement_terms(key_set), custodian, refuse)


def _check_statement(signed: Any, terms: Body, custodian: Body, refuse: Refuse) -> None:
    who = custodian["name"]
    try:
        kind = "tianping/key-statement/1"
        body = check_document(signed, type=kind, role="custodian", key=custodian["sign_key"])
        check_shape(body)
        own = {name: custodian[name] for name in ("index", "share_key", "sign_key")}
        if terms_of(body) != terms or any(body[name] != value for name, value in own.items()):
            raise refuse("key-statements", f"{who} signed other terms", f"{who}签署的内容与公布的不一致")
        check_possession(bytes.fromhex(body["share_key"]), canonical(terms), body["possession"])
    except CryptoError as fault:
        raise refuse("key-statements", f"{who}: {fault.message}", f"{who}的密钥声明不成立") from None
