"""Sealing and opening one envelope, beside libsodium's cipher on preallocated chunks of 1 MiB, one core."""

import hashlib
import tempfile
from pathlib import Path

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)

from benchmarks.timing import Figure, seconds, tell
from crypto.envelope import Sealed, SourceFile, open_stream, read_preamble, seal_envelope
from crypto.secret_sharing import new_custodian_key
from foundation.entropy import system_entropy

SIZE = 256
CHUNK = bytes(1 << 20)


def seal(source: Path, target: Path) -> Sealed:
    """Seal the file into the target."""
    with target.open("wb") as out:
        return seal_envelope(
            kind="documents",
            lot="0190b8a0-0000-7000-8000-000000000001",
            round=1,
            document_version=1,
            floor="2026-12-17T01:30:00.000Z",
            custodians=[new_custodian_key(system_entropy).public for _ in range(5)],
            threshold=3,
            bid_key=bytes(32),
            files=[SourceFile("plan.pdf", "application/pdf", source)],
            target=out,
            entropy=system_entropy,
        )


def unseal(target: Path, sealed: Sealed) -> None:
    """Open everything, every hash checked, plaintext thrown away."""
    with target.open("rb") as file:
        read_preamble(file)
        open_stream(sealed.header, sealed.secret, iter(lambda: file.read(1 << 20), b""))


def main() -> None:
    """Seal and open a file of SIZE MiB."""
    key, nonce = bytes(32), bytes(24)
    encrypted = crypto_aead_xchacha20poly1305_ietf_encrypt(CHUNK, None, nonce, key)
    raw_seal = SIZE / seconds(
        lambda: [crypto_aead_xchacha20poly1305_ietf_encrypt(CHUNK, None, nonce, key) for _ in range(SIZE)]
    )
    raw_open = SIZE / seconds(
        lambda: [crypto_aead_xchacha20poly1305_ietf_decrypt(encrypted, None, nonce, key) for _ in range(SIZE)]
    )
    raw_hash = SIZE / seconds(lambda: [hashlib.sha256(CHUNK).digest() for _ in range(SIZE)])
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "plan.pdf", Path(folder) / "documents.tpe"
        source.write_bytes(CHUNK * SIZE)
        sealed = seal(source, target)
        ours_seal = SIZE / seconds(lambda: seal(source, target))
        sealed = seal(source, target)
        ours_open = SIZE / seconds(lambda: unseal(target, sealed))
    # Sealing also hashes twice (manifest and pieces), opening once: what one core could do at the very best.
    bound_seal, bound_open = 1 / (1 / raw_seal + 2 / raw_hash), 1 / (1 / raw_open + 1 / raw_hash)
    tell(
        [
            Figure("seal, MiB a second", "libsodium alone, one core", ours_seal, raw_seal, "MiB/s"),
            Figure("seal, beside cipher and both hashes", "one core", ours_seal, bound_seal, "MiB/s"),
            Figure("open, MiB a second", "libsodium alone, one core", ours_open, raw_open, "MiB/s"),
            Figure("open, beside cipher and hash", "one core", ours_open, bound_open, "MiB/s"),
        ]
    )


if __name__ == "__main__":
    main()
