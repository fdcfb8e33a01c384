"""A custodian body's two secrets: the scalar that opens shares, the seed that signs. Wrapped by a passphrase."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commands.passphrases import unwrap, wrap
from commands.refusals import FileUnreadable
from crypto.encoding import Body, Entropy, canonical
from crypto.errors import CryptoError
from crypto.secret_sharing import CustodianKey, custodian_key, new_custodian_key, prove_possession
from crypto.shapes import conform, exactly, hex_of, members, text
from crypto.signatures import KeyPair

PRIVATE_TYPE, PUBLIC_TYPE = "tianping/custodian-key/1", "tianping/custodian-public/1"

BODY_CONTEXT = b"custodian-body"
"""Context of the proof of possession with which a body registers."""

_WRAPPED = members(salt=hex_of(16), nonce=hex_of(24), box=hex_of(80))
_PUBLIC = {"type": exactly(PRIVATE_TYPE), "name": text(2, 120), "share_key": hex_of(32), "sign_key": hex_of(32)}
_FILE = members(**_PUBLIC, wrapped=_WRAPPED)


@dataclass(frozen=True)
class CustodianKeys:
    """Both pairs."""

    share: CustodianKey
    sign: KeyPair

    @classmethod
    def new(cls, entropy: Entropy) -> "CustodianKeys":
        """Fresh pairs."""
        return cls(new_custodian_key(entropy), KeyPair.new(entropy))

    @classmethod
    def from_secrets(cls, secrets: bytes) -> "CustodianKeys":
        """From the 64 bytes of a backup: scalar, then seed. Raises CryptoError for what is no scalar."""
        return cls(custodian_key(secrets[:32]), KeyPair.from_seed(secrets[32:]))

    @property
    def secrets(self) -> bytes:
        """The 64 bytes that the printed backup holds."""
        return self.share.secret + self.sign.seed

    def public_file(self, name: str, entropy: Entropy) -> Body:
        """What the body hands over for its registration, with the proof that it holds the share key."""
        return {
            "type": PUBLIC_TYPE,
            "name": name,
            "share_key": self.share.public.hex(),
            "sign_key": self.sign.public.hex(),
            "possession": prove_possession(self.share.secret, BODY_CONTEXT, entropy),
        }

    def private_file(self, name: str, passphrase: str, entropy: Entropy) -> Body:
        """The wrapped key file."""
        keys = {"share_key": self.share.public.hex(), "sign_key": self.sign.public.hex()}
        public = {"type": PRIVATE_TYPE, "name": name, **keys}
        return {**public, "wrapped": wrap(self.secrets, passphrase, canonical(public), entropy)}


@dataclass(frozen=True)
class LockedKeys:
    """A key file whose secret was not touched yet: public halves, and the box."""

    path: Path
    document: Body

    @property
    def name(self) -> str:
        """The body's name."""
        return str(self.document["name"])

    @property
    def share_key(self) -> str:
        """Public, in hex."""
        return str(self.document["share_key"])

    @property
    def sign_key(self) -> str:
        """Public, in hex."""
        return str(self.document["sign_key"])

    def unlock(self, passphrase: str) -> CustodianKeys:
        """The secrets; raises PassphraseWrong."""
        public = {name: self.document[name] for name in _PUBLIC}
        secrets = unwrap(self.document["wrapped"], passphrase, canonical(public), self.path)
        keys = CustodianKeys.from_secrets(secrets)
        if (keys.share.public.hex(), keys.sign.public.hex()) != (self.share_key, self.sign_key):
            raise FileUnreadable(path=str(self.path), why="its halves differ", why_zh="公钥与私钥不匹配")
        return keys


def read_locked(document: dict[str, Any], path: Path) -> LockedKeys:
    """The key file's document, still locked; raises FileUnreadable."""
    try:
        return LockedKeys(path, conform(document, _FILE, "custodian-key-shape"))
    except CryptoError as fault:
        raise FileUnreadable(path=str(path), why=fault.message, why_zh="不是保管单位密钥文件") from None
