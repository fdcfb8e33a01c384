"""The bid key of a command: from its file, or given again by a passphrase, for bidders who fear to lose a file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.files import read_bytes, read_document
from commands.passphrases import first_line
from commands.refusals import PassphraseWrong
from crypto.bid import parse_bid_key
from crypto.encoding import Body, H, u32
from crypto.signatures import PASSPHRASE_SALT, KeyPair, key_from_passphrase


def bid_seed(passphrase: str, lot: str, round_number: int, company_key: bytes) -> bytes:
    """The seed that this passphrase gives this company in this round."""
    salt = H("bid key salt", lot.encode(), u32(round_number), company_key)[:PASSPHRASE_SALT]
    return key_from_passphrase(passphrase, salt)


def derived_bid_key(receipt: Body, passphrase: str, company_key: bytes) -> Body:
    """What of a bid key file a withdrawal needs: "bid", "seed", "public". Raises PassphraseWrong."""
    pair = KeyPair.from_seed(bid_seed(passphrase, receipt["lot"], receipt["round"], company_key))
    if pair.public.hex() != receipt["bid_key"]:
        raise PassphraseWrong(path=f"bid {receipt['bid'][:16]}")
    return {"bid": receipt["bid"], "seed": pair.seed.hex(), "public": pair.public.hex()}


def add_key_arguments(parser: ArgumentParser) -> None:
    """How a command is given the bid key: its file, or the passphrase it was made from."""
    key = parser.add_mutually_exclusive_group(required=True)
    key.add_argument("--bid-key", type=Path, help="撤回凭证")
    key.add_argument("--passphrase", type=Path, metavar="FILE", help="撤回凭证口令 / when the bid key came from one")
    parser.add_argument("--company", type=Path, default=Path("company-key.json"), help="与 --passphrase 一同使用")


def bid_key_of(args: Namespace, receipt: Body) -> Body:
    """From its file, or made again from the passphrase; of the company key only the public half is needed."""
    if args.bid_key is not None:
        return parse_bid_key(read_bytes(args.bid_key).strip())
    public = bytes.fromhex(str(read_document(args.company).get("public", "")))
    return derived_bid_key(receipt, first_line(args.passphrase), public)
