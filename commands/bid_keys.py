"""A bid key that a passphrase gives again, for bidders who fear to lose a file. Pure."""

from commands.refusals import PassphraseWrong
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
