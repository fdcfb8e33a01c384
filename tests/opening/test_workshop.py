"""The opening worker: opens one envelope in a process of its own, behind walls, and survives hostile ones."""

import hashlib
import io
import os
from collections.abc import AsyncIterator

import pytest

from bidding.opening.workshop import Workshop
from crypto.envelope import Sealed, SourceFile, seal_envelope
from crypto.secret_sharing import new_custodian_key
from foundation.entropy import counted_entropy

LOT = "0190b8a0-0000-7000-8000-000000000001"
OFFER = b'{"price":"1.00"}'


def sealed(kind: str, files: list[SourceFile]) -> tuple[Sealed, bytes]:
    """An envelope and its body."""
    entropy = counted_entropy(kind.encode())
    target = io.BytesIO()
    one = seal_envelope(
        kind=kind,
        lot=LOT,
        round=1,
        document_version=1,
        floor="2026-12-17T01:30:00.000Z",
        custodians=[new_custodian_key(entropy).public for _ in range(3)],
        threshold=2,
        bid_key=bytes(32),
        files=files,
        target=target,
        entropy=entropy,
    )
    return one, target.getvalue()[-one.body_length :]


async def portions(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


async def test_a_worker_opens_an_offer_and_hands_back_the_form(workshop: Workshop) -> None:
    one, body = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    told = await workshop.open(one.header_bytes, one.secret, ["offer.json"], portions(body))
    assert told["ok"]
    assert told["files"] == {"offer.json": OFFER.decode()}
    assert told["manifest"]["files"][0]["sha256"] == hashlib.sha256(OFFER).hexdigest()


async def test_a_worker_hands_back_no_content_of_documents(workshop: Workshop) -> None:
    text = b"the technical part nobody may copy " * 100_000
    one, body = sealed("documents", [SourceFile("plan.pdf", "application/pdf", text)])
    told = await workshop.open(one.header_bytes, one.secret, [], portions(body))
    assert told["ok"]
    assert told["files"] == {}
    assert [file["name"] for file in told["manifest"]["files"]] == ["plan.pdf"]


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lambda body: body[:-1] + bytes([body[-1] ^ 1]), "body-chunk"),
        (lambda body: body[:-40], "body-length"),
        (lambda body: b"", "body-length"),
    ],
)
async def test_a_spoiled_body_is_a_named_check_and_no_crash(workshop: Workshop, spoil: object, check: str) -> None:
    one, body = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    told = await workshop.open(one.header_bytes, one.secret, ["offer.json"], portions(spoil(body)))  # type: ignore[operator]
    assert not told["ok"]
    assert told["check"] == check


async def test_a_wrong_secret_is_named_before_a_byte_is_decrypted(workshop: Workshop) -> None:
    one, body = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    other, _ = sealed("identity", [SourceFile("identity.json", "application/json", OFFER)])
    told = await workshop.open(one.header_bytes, other.secret, ["offer.json"], portions(body))
    assert told == {"ok": False, "check": "kc", "message": told["message"]}


async def test_the_walls_that_stand_are_told(workshop: Workshop) -> None:
    one, body = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    await workshop.open(one.header_bytes, one.secret, [], portions(body))
    assert {"no-core", "memory", "no-files", "not-dumpable"} <= set(workshop.walls)
    if os.geteuid() == 0:
        assert "own-user" in workshop.walls


async def test_a_dead_nursery_is_started_again(workshop: Workshop) -> None:
    one, body = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    await workshop.open(one.header_bytes, one.secret, [], portions(body))
    assert workshop._process is not None
    workshop._process.kill()
    await workshop._process.wait()
    told = await workshop.open(one.header_bytes, one.secret, [], portions(body))
    assert told["ok"]


async def test_a_job_longer_than_any_header_is_refused(workshop: Workshop) -> None:
    one, _ = sealed("offer", [SourceFile("offer.json", "application/json", OFFER)])
    told = await workshop.open(b"x" * (2 << 20), one.secret, [], portions(b""))
    assert told["check"] == "job"
