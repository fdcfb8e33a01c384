"""The prime-order subgroup of edwards25519, written multiplicatively, from libsodium's operations.

Points and scalars are 32 bytes as libsodium has them. Everything that comes from outside enters through
`point` and `scalar`. libsodium also raises by itself where an exponent is zero or a product meets a crafted
point: each of these is a refusal here, never another exception.
"""

from collections.abc import Callable
from functools import lru_cache

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_from_uniform,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_scalar_add,
    crypto_core_ed25519_scalar_invert,
    crypto_core_ed25519_scalar_mul,
    crypto_core_ed25519_scalar_reduce,
    crypto_core_ed25519_scalar_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)
from nacl.exceptions import CryptoError as SodiumError

from crypto.encoding import Entropy, H, unhex
from crypto.errors import CryptoError, SharingRefused

ORDER = 2**252 + 27742317777372353535851937790883648493
ZERO = bytes(32)


def _guarded(operation: Callable[..., bytes], *values: bytes) -> bytes:
    try:
        return operation(*values)
    except (SodiumError, TypeError, ValueError):
        raise SharingRefused("group", "not an operation of the prime-order subgroup") from None


def power(base: bytes, exponent: bytes) -> bytes:
    """base^exponent; refuses a zero exponent and every base outside the subgroup."""
    return _guarded(crypto_scalarmult_ed25519_noclamp, exponent, base)


def base_power(exponent: bytes) -> bytes:
    """g^exponent for the base point g; refuses a zero exponent."""
    return _guarded(crypto_scalarmult_ed25519_base_noclamp, exponent)


def times(left: bytes, right: bytes) -> bytes:
    """The product of two points."""
    return _guarded(crypto_core_ed25519_add, left, right)


def plus(left: bytes, right: bytes) -> bytes:
    """The sum of two scalars."""
    return crypto_core_ed25519_scalar_add(left, right)


def minus(left: bytes, right: bytes) -> bytes:
    """The difference of two scalars."""
    return crypto_core_ed25519_scalar_sub(left, right)


def product(left: bytes, right: bytes) -> bytes:
    """The product of two scalars."""
    return crypto_core_ed25519_scalar_mul(left, right)


def inverse(value: bytes) -> bytes:
    """1 / value; refuses zero."""
    return _guarded(crypto_core_ed25519_scalar_invert, value)


def small_scalar(number: int) -> bytes:
    """The scalar of a whole number, taken modulo the group's order."""
    return (number % ORDER).to_bytes(32, "little")


def random_scalar(entropy: Entropy) -> bytes:
    """A uniform scalar that is not zero: 64 bytes of entropy, reduced; drawn again if zero."""
    while True:
        value = crypto_core_ed25519_scalar_reduce(entropy(64))
        if value != ZERO:
            return value


def point(text: object, what: str) -> bytes:
    """A point in hex from outside: canonical, of the prime-order subgroup, not of small order."""
    try:
        value = unhex(text, 32)
    except CryptoError:
        raise SharingRefused("point", f"{what} is not 32 bytes of lowercase hex") from None
    return checked_point(value, what)


def checked_point(value: bytes, what: str) -> bytes:
    """The same for bytes."""
    if len(value) != 32 or not crypto_core_ed25519_is_valid_point(value):
        raise SharingRefused("point", f"{what} is not a point of the prime-order subgroup")
    return value


def scalar(text: object, what: str) -> bytes:
    """A scalar in hex from outside: canonical, and not zero."""
    try:
        value = unhex(text, 32)
    except CryptoError:
        raise SharingRefused("scalar", f"{what} is not 32 bytes of lowercase hex") from None
    if not 0 < int.from_bytes(value, "little") < ORDER:
        raise SharingRefused("scalar", f"{what} is zero or not reduced")
    return value


@lru_cache(maxsize=1)
def generator() -> bytes:
    """G: a second generator whose logarithm to g nobody knows, because it is a hash."""
    return crypto_core_ed25519_from_uniform(H("generator"))
