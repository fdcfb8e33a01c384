"""What a bid key signs to withdraw or replace its bid. Pure."""

from typing import Any

from commands.receipts import read_receipt, refuse
from commands.refusals import FileUnreadable
from crypto.encoding import Body, digest
from crypto.errors import CryptoError
from crypto.records import check_shape, type_of
from crypto.signatures import check_document, sign_document


def sign_withdrawal(receipt: Body, bid_key: Body, replaced_by: str | None = None) -> Body:
    """The signed withdrawal of the receipt's bid; `replaced_by` is the digest of the bid that takes its place."""
    if bid_key["bid"] != receipt["bid"] or bid_key["public"] != receipt["bid_key"]:
        why, why_zh = "it belongs to another bid than the receipt", "撤回凭证与回执不是同一份投标文件"
        raise FileUnreadable(path="bid-key.json", why=why, why_zh=why_zh)
    body = {
        "type": type_of("withdrawal"),
        "lot": receipt["lot"],
        "round": receipt["round"],
        "bid": receipt["bid"],
        "receipt": receipt["number"],
        "replaced_by": replaced_by,
    }
    return sign_document(check_shape(body), bytes.fromhex(bid_key["seed"]), "bid")


def check_accepted(record: Any, receipt_record: Any, withdrawal: Body) -> Body:
    """The body of the platform's answer, once it is signed by the receipt's key and names this withdrawal."""
    receipt = read_receipt(receipt_record, None)
    key = receipt_record["signatures"][0]["key"]
    try:
        body = check_shape(check_document(record, type=type_of("withdrawal-accepted"), role="platform", key=key))
    except CryptoError as fault:
        raise refuse("withdrawal-accepted", fault.message, "撤回确认的签名不成立") from None
    named = (body["bid"], body["withdrawal"])
    if named != (receipt["bid"], digest(withdrawal["body"]).hex()):
        raise refuse("withdrawal-accepted", "it names another withdrawal", "撤回确认与本次撤回不一致")
    return body
