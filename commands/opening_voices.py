"""What a bid key signs at the opening: a confirmation of the read-out, or an objection to it (条例44). Pure."""

from commands.receipts import refuse
from crypto.encoding import Body, digest
from crypto.errors import CryptoError
from crypto.records import check_shape, type_of
from crypto.signatures import check_document, sign_document


def read_read_out(record: Body, receipt: Body, key: str) -> Body:
    """The read-out of the receipt's lot, signed by the platform key that signed the receipt."""
    try:
        body = check_shape(check_document(record, type=type_of("read-out"), role="platform", key=key))
    except CryptoError as fault:
        raise refuse("read-out", fault.message, "唱标文件的签名不成立") from None
    if (body["lot"], body["round"]) != (receipt["lot"], receipt["round"]):
        raise refuse("read-out", "it is of another lot", "唱标文件不属于本标段")
    return body


def own_row(read_out: Body, receipt: Body) -> Body:
    """The row of the receipt's bid."""
    for row in read_out["bids"]:
        if row["bid"] == receipt["bid"]:
            return dict(row)
    raise refuse("read-out", "it does not name the receipt's bid", "唱标文件中没有回执所列的投标文件")


def sign_confirmation(receipt: Body, bid_key: Body, read_out: Body, at: str) -> Body:
    """The signed confirmation of exactly this read-out."""
    body = _body("confirmation", receipt, at) | {"readout": digest(read_out).hex()}
    return sign_document(check_shape(body), bytes.fromhex(bid_key["seed"]), "bid")


def sign_objection(receipt: Body, bid_key: Body, text: str, at: str) -> Body:
    """The signed objection."""
    body = _body("objection", receipt, at) | {"text": text}
    return sign_document(check_shape(body), bytes.fromhex(bid_key["seed"]), "bid")


def _body(short: str, receipt: Body, at: str) -> Body:
    named = {"lot": receipt["lot"], "round": receipt["round"], "bid": receipt["bid"]}
    return {"type": type_of(short), **named, "at": at}
