"""Named places where a fault test may kill the process outright (kill -9), to prove that nothing acknowledged is lost.

Off unless `TIANPING_FAILPOINTS=name:n,...` arms them: the process dies at the n-th passing. The torture run walks
through every name in POINTS.
"""

import os
import signal

POINTS = {
    "upload.created": "an upload's row is written, its transaction not yet committed",
    "piece.stored": "a piece's bytes are durable, its row is not written",
    "piece.recorded": "a piece's row is written, its transaction not yet committed",
    "seal.finished": "the objects are complete, the lot is not yet locked",
    "seal.judged": "the deadline was judged, the bid is not yet written",
    "seal.written": "bid and receipt are written, the transaction is not yet committed",
    "seal.committed": "the bid is committed, the receipt has not left the server",
    "withdraw.written": "a withdrawal is written, not yet committed",
    "tick.signed": "a head is signed, its tick not yet committed",
    "freeze.written": "the freeze is written, not yet committed",
    "release.written": "a release is written, not yet committed",
    "open.decrypted": "an envelope was opened, its outcome is not written",
    "open.written": "an envelope's outcome is written, not yet committed",
    "count.written": "the count of distinct bidders is written, not yet committed",
    "readout.written": "the read-out is written, not yet committed",
    "record.written": "the opening record is written, not yet committed",
}

_armed: dict[str, int] = {}


def arm(text: str) -> None:
    """Arm from the setting: `seal.judged:1,tick.signed:3`; an unknown name raises ValueError."""
    _armed.clear()
    for part in filter(None, text.split(",")):
        name, _, count = part.partition(":")
        if name not in POINTS:
            raise ValueError(f"no such failpoint: {name}")
        _armed[name] = int(count or 1)


def hit(name: str) -> None:
    """Pass a point; when it is armed and its count is used up, the process is killed without any clean-up."""
    if name not in _armed:
        return
    _armed[name] -= 1
    if _armed[name] <= 0:
        os.kill(os.getpid(), signal.SIGKILL)
