"""Secrets wrapped by a passphrase (Argon2id, then XChaCha20-Poly1305), and the paper that outlives every disk."""

import getpass
import hashlib
import sys
from argparse import Namespace
from pathlib import Path

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError as SodiumError

from commands.files import read_bytes
from commands.refusals import BackupUnreadable, FileUnreadable, PassphraseWrong
from commands.speech import Voice
from crypto.encoding import Body, Entropy, unhex
from crypto.errors import CryptoError
from crypto.signatures import PASSPHRASE_SALT, key_from_passphrase

NONCE = 24
GROUP = 4
CHECK = 4
PER_LINE = 16
"""Hex digits of secret on a line of the paper, followed by 4 of check."""


def wrap(secret: bytes, passphrase: str, bound_to: bytes, entropy: Entropy) -> Body:
    """{"salt","nonce","box"} in hex; `bound_to` is public and cannot be exchanged without the passphrase."""
    salt, nonce = entropy(PASSPHRASE_SALT), entropy(NONCE)
    key = key_from_passphrase(passphrase, salt)
    box = crypto_aead_xchacha20poly1305_ietf_encrypt(secret, bound_to, nonce, key)
    return {"salt": salt.hex(), "nonce": nonce.hex(), "box": box.hex()}


def unwrap(wrapped: Body, passphrase: str, bound_to: bytes, path: Path) -> bytes:
    """The secret; raises PassphraseWrong."""
    try:
        salt, nonce = unhex(wrapped["salt"], PASSPHRASE_SALT), unhex(wrapped["nonce"], NONCE)
        key = key_from_passphrase(passphrase, salt)
        return bytes(crypto_aead_xchacha20poly1305_ietf_decrypt(unhex(wrapped["box"]), bound_to, nonce, key))
    except (SodiumError, CryptoError, KeyError, TypeError):
        raise PassphraseWrong(path=str(path)) from None


def ask_passphrase(args: Namespace, voice: Voice, *, new: bool = False) -> str:
    """From `--passphrase-file` (first line), else typed; a new one is typed twice."""
    if args.passphrase_file is not None:
        return first_line(args.passphrase_file)
    if sys.stdin is None or not sys.stdin.isatty():
        why, why_zh = "give the passphrase in a file where nobody can type it", "无人值守时请用文件提供口令"
        raise FileUnreadable(path="--passphrase-file", why=why, why_zh=why_zh)
    while True:
        typed = getpass.getpass(voice.pick("口令: ", "Passphrase: "))
        if not new or typed == getpass.getpass(voice.pick("再次输入口令: ", "Once more: ")):
            return typed
        voice.say("两次输入不一致，请重新输入。", "The two differ; try again.")


def first_line(path: Path) -> str:
    """A passphrase that a file holds; raises FileUnreadable."""
    return read_bytes(path).decode("utf-8", "replace").partition("\n")[0].rstrip("\r")


def backup_lines(secrets: bytes) -> list[str]:
    """Lines like `01  5f0c 21ab 77e0 9d31  c4f2`: number, 8 bytes, check digits over number and bytes."""
    digits = secrets.hex()
    parts = [digits[at : at + PER_LINE] for at in range(0, len(digits), PER_LINE)]
    return [f"{number:02}  {_grouped(part)}  {_check(number, part)}" for number, part in enumerate(parts, 1)]


def read_backup(text: str) -> bytes:
    """The secrets of such lines, typed from paper; other lines are passed over. Raises BackupUnreadable."""
    found: list[str] = []
    for line in text.splitlines():
        digits = "".join(line.split()).lower()
        if not digits[:2].isdigit() or len(digits) < 2 + PER_LINE:
            continue
        number, part, check = len(found) + 1, digits[2:-CHECK], digits[-CHECK:]
        if digits[:2] != f"{number:02}" or check != _check(number, part):
            raise BackupUnreadable(line=number)
        found.append(part)
    return bytes.fromhex("".join(found))


def _grouped(digits: str) -> str:
    return " ".join(digits[at : at + GROUP] for at in range(0, len(digits), GROUP))


def _check(number: int, part: str) -> str:
    return hashlib.sha256(f"tianping backup {number} {part}".encode()).hexdigest()[:CHECK]
