"""Making envelopes due for the workers."""

from collections.abc import Iterable

from foundation.schedule import arm_all
from foundation.work import Work


async def make_due(work: Work, envelopes: Iterable[bytes], nonce: str = "") -> None:
    """Make envelopes due for the workers; `nonce` tells a second opening (after a remedy) from the first."""
    await arm_all(work, "open_envelope", {f"open:{one.hex()}:{nonce}": {"envelope": one.hex()} for one in envelopes})
