"""A key set holds when every custodian in it signed the same terms and proved to know his share key."""

from collections.abc import Callable

from crypto.encoding import Body, canonical
from crypto.errors import PackageRefused
from crypto.records import type_of
from crypto.secret_sharing import check_possession
from crypto.signatures import check_document

CHECK = "key-set-statements"


def check_key_set(body: Body, statement_of: Callable[[str], Body]) -> None:
    """Refuse unless the custodians are numbered from 1, with keys of their own, and each one's statement agrees.

    `statement_of` gives the signed statement of a digest, of the shape of its type, or refuses.
    """
    custodians = body["custodians"]
    if not 1 <= body["t"] <= len(custodians) == len(body["statements"]):
        raise PackageRefused(CHECK, "one statement of each custodian, and t of them, are needed")
    if [entry["index"] for entry in custodians] != list(range(1, len(custodians) + 1)):
        raise PackageRefused(CHECK, "custodians are not numbered from 1")
    for member in ("share_key", "sign_key"):
        if len({entry[member] for entry in custodians}) != len(custodians):
            raise PackageRefused(CHECK, "two custodians with one key")
    for entry, found in zip(custodians, body["statements"], strict=True):
        _check_statement(statement_of(found), entry, body)


def _check_statement(signed: Body, entry: Body, key_set: Body) -> None:
    body = check_document(signed, type=type_of("key-statement"), role="custodian", key=entry["sign_key"])
    agreed = {
        "document_digest": key_set["document_digest"],
        "lot": key_set["lot"],
        "round": key_set["round"],
        "share_keys": [each["share_key"] for each in key_set["custodians"]],
        "t": key_set["t"],
    }
    own = {member: entry[member] for member in ("index", "share_key", "sign_key")}
    if any(body[member] != value for member, value in {**agreed, **own}.items()):
        raise PackageRefused(CHECK, f"the statement of custodian {entry['index']} says something else than the key set")
    check_possession(bytes.fromhex(entry["share_key"]), canonical(agreed), body["possession"])
