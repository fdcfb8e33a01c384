"""A company's signing key in a file: it signs who bids, inside the identity envelope, and nothing else of a tender."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.passphrases import unwrap, wrap
from commands.refusals import FileUnreadable
from crypto.encoding import Body, Entropy, canonical
from crypto.errors import CryptoError
from crypto.shapes import conform, exactly, hex_of, members, text
from crypto.signatures import KeyPair, signed_bytes
from foundation.uscc import parse_uscc

COMPANY_KEY = "tianping/company-key/1"
REQUEST = "tianping/company-request/1"

_WRAPPED = members(salt=hex_of(16), nonce=hex_of(24), box=hex_of(48))
_PUBLIC = {"type": exactly(COMPANY_KEY), "name": text(2, 120), "uscc": text(18, 18), "public": hex_of(32)}
_PLAIN = members(**_PUBLIC, seed=hex_of(32))
_LOCKED = members(**_PUBLIC, wrapped=_WRAPPED)


@dataclass(frozen=True)
class CompanyKey:
    """Name and unified social credit code as registered, and the pair that signs for them."""

    name: str
    uscc: str
    pair: KeyPair

    def as_file(self, passphrase: str | None, entropy: Entropy) -> Body:
        """The key file: with a passphrase the seed is wrapped."""
        public = {"type": COMPANY_KEY, "name": self.name, "uscc": self.uscc, "public": self.pair.public.hex()}
        if passphrase is None:
            return {**public, "seed": self.pair.seed.hex()}
        return {**public, "wrapped": wrap(self.pair.seed, passphrase, canonical(public), entropy)}

    def request(self) -> Body:
        """What POST /api/companies takes: the company key signs name and code."""
        told = {"name": self.name, "uscc": self.uscc, "company_key": self.pair.public.hex()}
        signature = self.pair.sign(signed_bytes({"type": REQUEST, **told}))
        return {**told, "signature": signature.hex()}


def is_locked(document: Body) -> bool:
    """Whether a passphrase is needed."""
    return "wrapped" in document


def read_company_key(document: dict[str, Any], path: Path, passphrase: str | None) -> CompanyKey:
    """The key of a file's document; raises FileUnreadable, PassphraseWrong, UsccInvalid."""
    try:
        conform(document, _LOCKED if is_locked(document) else _PLAIN, "company-key-shape")
    except CryptoError as fault:
        raise FileUnreadable(path=str(path), why=fault.message, why_zh="不是单位密钥文件") from None
    public = {name: document[name] for name in _PUBLIC}
    if is_locked(document):
        seed = unwrap(document["wrapped"], passphrase or "", canonical(public), path)
    else:
        seed = bytes.fromhex(document["seed"])
    pair = KeyPair.from_seed(seed)
    if pair.public.hex() != document["public"]:
        raise FileUnreadable(path=str(path), why="its two halves differ", why_zh="公钥与私钥不匹配")
    return CompanyKey(document["name"], parse_uscc(document["uscc"]), pair)

