"""200 bids of 5 MB, from the last release to the read-out, beside decrypting the same bytes on one core."""

import asyncio
import os
import sys
import time

from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt, crypto_aead_xchacha20poly1305_ietf_encrypt

from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, seconds, tell

BIDS = int(os.environ.get("BENCH_BIDS", "200"))
SIZE = 5 << 20


async def until(one: Stage, phase: str) -> None:
    """Return when the opening is in that phase."""
    while (await one.market.hall())["phase"] != phase:
        await asyncio.sleep(0.02)


async def measure(one: Stage) -> tuple[float, float, float]:
    """Seconds for receiving all bids, for the identities, and for everything else."""
    start = time.perf_counter()
    for number in range(BIDS):
        await one.market.bid(f"{26_000_000 + number}.00", technical=os.urandom(SIZE))
        if number % 20 == 0 and "--json" not in sys.argv:
            print(f"\r{number} of {BIDS} bids are in", end="", flush=True)
    received = time.perf_counter() - start
    await one.market.clock.forward(days=1, minutes=1)
    await until(one, "await_identities")
    await one.market.release_by("identities", 1, 2, 3)
    start = time.perf_counter()
    await until(one, "await_contents")
    identities = time.perf_counter() - start
    await one.market.release_by("contents", 1, 2, 3)
    start = time.perf_counter()
    await until(one, "read_out")
    return received, identities, time.perf_counter() - start


async def main() -> None:
    """One opening."""
    chunk = crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(1 << 20), None, bytes(24), bytes(32))
    pieces = BIDS * SIZE >> 20
    raw = seconds(
        lambda: [crypto_aead_xchacha20poly1305_ietf_decrypt(chunk, None, bytes(24), bytes(32)) for _ in range(pieces)]
    )
    async with stage() as one:
        received, identities, contents = await measure(one)
    print(f"\n{BIDS} bids sealed, sent and receipted one after the other in {received:.0f} s")
    tell(
        [
            Figure(f"{BIDS} identities opened and counted", "-", identities, identities, "s"),
            Figure(f"{BIDS} bids of 5 MB opened and read out", "libsodium decrypt, one core", contents, raw, "s"),
        ]
    )


if __name__ == "__main__":
    asyncio.run(main())
