"""What a bidder signs at the opening is what the platform takes: a confirmation, and an objection."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from commands import confirm, objection
from commands.opening_voices import own_row, read_read_out, sign_confirmation, sign_objection
from commands.refusals import NotConfirmed
from commands.wire import Wire
from crypto.bid import bid_key_file
from crypto.encoding import canonical
from tests.market import Market, SealedBid, answer
from tests.opening.test_opening import RunDue

AT = "2026-12-17T01:30:00.000Z"


async def read_out_bid(market: Market, run_due: RunDue) -> tuple[SealedBid, dict[str, Any], dict[str, Any]]:
    """A bid, its key file, and the read-out's record."""
    await market.open_for_bids()
    bid, *_ = [await market.bid() for _ in range(3)]
    await market.clock.forward(minutes=11)
    await market.pass_steps(run_due)
    record = answer(await market.client.get(f"/api/lots/{market.lot}/opening/read-out"))
    return bid, bid_key_file(bid.statement["body"], bid.key.seed), record


async def test_a_confirmation_and_an_objection_are_taken(market: Market, run_due: RunDue) -> None:
    bid, key, record = await read_out_bid(market, run_due)
    receipt = bid.receipt["body"]
    body = read_read_out(record, receipt, bid.receipt["signatures"][0]["key"])
    assert own_row(body, receipt)["outcome"] == "VALID"
    place = f"/api/lots/{market.lot}/opening"
    confirmed = {"signed": sign_confirmation(receipt, key, body, AT)}
    answer(await market.client.post(f"{place}/confirmations", json=confirmed), 201)
    objected = {"signed": sign_objection(receipt, key, "唱标顺序有误", AT)}
    answer(await market.client.post(f"{place}/objections", json=objected), 201)
    refused = await market.client.post(f"{place}/close", headers=market.agency.headers)
    assert refused.json()["type"].endswith("objection-unanswered")


async def test_the_commands_send_what_they_signed(
    market: Market, run_due: RunDue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, key, record = await read_out_bid(market, run_due)
    (tmp_path / "receipt.json").write_bytes(canonical(bid.receipt))
    (tmp_path / "bid-key.json").write_bytes(canonical(key))
    sent: list[tuple[str, Any]] = []

    class Recorder(Wire):
        def get(self, path: str, **_: Any) -> Any:
            return record

        def post(self, path: str, body: Any, **_: Any) -> Any:
            sent.append((path, body))
            return {"objection": "ab"}

    given = {"receipt": tmp_path / "receipt.json", "bid_key": tmp_path / "bid-key.json", "url": "http://127.0.0.1:9"}
    args = Namespace(**given, lang="en", json=False, yes=True, text="late", passphrase=None)
    for command in (confirm, objection):
        monkeypatch.setattr(command, "Wire", Recorder)
        assert command.run(args) == 0
    assert [path.rsplit("/", 1)[1] for path, _ in sent] == ["confirmations", "objections"]
    monkeypatch.setattr("builtins.input", lambda *_: "no")
    with pytest.raises(NotConfirmed):
        confirm.run(Namespace(**{**vars(args), "yes": False}))
