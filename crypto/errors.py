"""What this package says when it refuses something. Nothing else ever leaves it on bad input."""


class CryptoError(Exception):
    """Something that came from outside is not what it must be.

    `check` is the short, stable name of the check that failed: clients in other languages, the negative
    vectors in tests/vectors and the audit of a package use the same names.
    """

    def __init__(self, check: str, message: str) -> None:
        super().__init__(f"{check}: {message}")
        self.check = check
        self.message = message


class EncodingRefused(CryptoError):
    """Bytes are not canonical JSON, or a value has no canonical form."""


class ShapeRefused(CryptoError):
    """A document lacks a member, has one too many, or a member of the wrong kind."""


class SignatureRefused(CryptoError):
    """A signature, a signing key or a signed document does not hold."""


class SharingRefused(CryptoError):
    """A dealing, a share release or a proof of possession does not hold."""


class EnvelopeRefused(CryptoError):
    """An envelope's header, key commitment, body or manifest does not hold."""


class BidRefused(CryptoError):
    """A bid statement, identity, offer, bid key file or recovery file does not hold."""


class LogRefused(CryptoError):
    """A leaf, tick, head or proof of the transparency log does not hold."""


class PackageRefused(CryptoError):
    """A published package does not hold what it should."""


class DrawRefused(CryptoError):
    """A pool, quota, table, ceremony, committee or draw record does not hold."""
