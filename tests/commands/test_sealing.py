"""A bid folder is whole or not there; its private files lie elsewhere, for their owner's eyes only."""

import json
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from commands.bid_folder import read_bid_folder
from commands.bid_keys import bid_seed, derived_bid_key
from commands.company_keys import CompanyKey, read_company_key
from commands.refusals import FileAlreadyThere, FileUnreadable, KeysInsideBid, PassphraseWrong
from commands.sealing import Contents, Sealer
from commands.tender_page import read_tender
from crypto.bid import (
    bid_digest,
    check_company_signature,
    check_identity_binding,
    parse_bid_key,
    parse_identity,
    parse_recovery,
)
from crypto.envelope import open_stream
from crypto.errors import EnvelopeRefused
from crypto.header import Header, read_preamble
from crypto.padding import CHUNK
from crypto.signatures import KeyPair
from foundation.uscc import complete_uscc
from tests.commands.pages import page
from tests.vectors.sources import counter, stream

COMPANY = CompanyKey("江城建设有限公司", complete_uscc("91420000", "00000001"), KeyPair.from_seed(bytes(32)))


def sealer(folder: Path, name: str = "bid") -> Sealer:
    folder.mkdir(exist_ok=True)
    paper, prices = folder / "技术标.pdf", folder / "清单.xlsx"
    paper.write_bytes(stream("paper", 30_000))
    prices.write_bytes(stream("prices", 10_000))
    contents = Contents({"price": "26888000.00", "days": "365"}, [paper], [prices])
    report: list[tuple[str, int]] = []
    out, keys = folder / name, folder / f"{name}-keys"
    tender = read_tender(page())
    return Sealer(tender, COMPANY, contents, out, keys, counter("seal"), lambda *told: report.append(told))


def content_of(folder: Path, kind: str, keys: Path) -> bytes:
    """What an envelope holds, opened with the bidder's own recovery file."""
    secret = parse_recovery((keys / "recovery.json").read_bytes())["secrets"][kind]
    found = bytearray()
    with (folder / f"{kind}.tpe").open("rb") as source:
        header = Header.parse(read_preamble(source))
        portions = iter(lambda: source.read(CHUNK), b"")
        open_stream(header, bytes.fromhex(secret), portions, lambda _, part: found.extend(part))
    return bytes(found)


def test_a_sealed_folder_holds_exactly_the_bid_and_keys_lie_apart(tmp_path: Path) -> None:
    signed = sealer(tmp_path).seal(page())
    out, keys = tmp_path / "bid", tmp_path / "bid-keys"
    names = {"bid.json", "tender.json", "identity.tpe", "offer.tpe", "documents.tpe", "pricing.tpe"}
    assert {path.name for path in out.iterdir()} == names
    assert {path.name for path in keys.iterdir()} == {"bid-key.json", "recovery.json"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in keys.iterdir()} == {0o600}
    bid = read_bid_folder(out)
    assert bid.statement == signed["body"]
    assert parse_bid_key((keys / "bid-key.json").read_bytes())["bid"] == bid.digest


def test_the_identity_inside_is_signed_by_the_company_and_names_the_other_envelopes(tmp_path: Path) -> None:
    signed = sealer(tmp_path).seal(page())
    identity = parse_identity(content_of(tmp_path / "bid", "identity", tmp_path / "bid-keys"))
    check_identity_binding(identity, signed["body"])
    check_company_signature(identity, COMPANY.pair.public)
    offer = json.loads(content_of(tmp_path / "bid", "offer", tmp_path / "bid-keys"))
    assert offer["values"] == {"price": "26888000.00", "days": "365"}


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    sealer(tmp_path).seal(page())
    with pytest.raises(FileAlreadyThere):
        sealer(tmp_path).seal(page())
    other = sealer(tmp_path, "other")
    other.keys = tmp_path / "bid-keys"
    with pytest.raises(FileAlreadyThere):
        other.seal(page())
    shutil.rmtree(tmp_path / "bid-keys")
    with pytest.raises(FileAlreadyThere):
        sealer(tmp_path).seal(page())
    assert not list(tmp_path.glob("*.part"))


def test_private_files_never_lie_inside_what_is_handed_on(tmp_path: Path) -> None:
    one = sealer(tmp_path)
    one.keys = one.out / "keys"
    with pytest.raises(KeysInsideBid):
        one.seal(page())


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("kind", ["offer", "documents", "pricing", "identity"])
def test_a_kill_while_sealing_leaves_nothing_that_looks_whole(tmp_path: Path, kind: str) -> None:
    one = sealer(tmp_path)

    def die(current: str, _: int) -> None:
        if current == kind:
            raise Killed

    one.report = die
    with pytest.raises(Killed):
        one.seal(page())
    assert not one.out.exists()
    assert not one.keys.exists()
    sealer(tmp_path).seal(page())
    assert read_bid_folder(one.out).signed


def test_a_kill_between_keys_and_folder_is_mended_by_the_next_run(tmp_path: Path) -> None:
    first = sealer(tmp_path).seal(page())
    (tmp_path / "bid").rename(tmp_path / "bid.part")
    again = sealer(tmp_path)
    again.entropy = counter("another run")
    second = again.seal(page())
    assert second["body"]["bid_key"] != first["body"]["bid_key"]
    key = parse_bid_key((tmp_path / "bid-keys" / "bid-key.json").read_bytes())
    assert key["bid"] == read_bid_folder(tmp_path / "bid").digest


def test_file_names_that_two_machines_read_differently_are_refused_before_sealing(tmp_path: Path) -> None:
    one = sealer(tmp_path)
    odd = tmp_path / "a\u202eb.pdf"
    odd.write_bytes(b"x")
    one.contents = replace(one.contents, documents=[odd])
    with pytest.raises(EnvelopeRefused, match="manifest-name"):
        one.seal(page())
    one.contents = replace(one.contents, documents=[tmp_path / "missing.pdf"])
    with pytest.raises(FileUnreadable):
        one.seal(page())
    assert not one.out.exists()


def test_a_file_changed_after_sealing_is_found_before_it_is_sent(tmp_path: Path) -> None:
    sealer(tmp_path).seal(page())
    path = tmp_path / "bid" / "pricing.tpe"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(FileUnreadable, match=r"not the file that bid\.json names"):
        read_bid_folder(tmp_path / "bid")


def test_a_bid_key_from_a_passphrase_can_be_made_again(tmp_path: Path) -> None:
    seed = bid_seed("水落石出", "lot", 1, COMPANY.pair.public)
    assert seed == bid_seed("水落石出", "lot", 1, COMPANY.pair.public)
    assert seed != bid_seed("水落石出", "lot", 2, COMPANY.pair.public)
    one = sealer(tmp_path)
    one.bid_seed = seed
    statement = one.seal(page())["body"]
    assert statement["bid_key"] == KeyPair.from_seed(seed).public.hex()
    receipt = {**statement, "bid": bid_digest(statement).hex()}
    words = bid_seed("水落石出", statement["lot"], 1, COMPANY.pair.public)
    receipt["bid_key"] = KeyPair.from_seed(words).public.hex()
    assert derived_bid_key(receipt, "水落石出", COMPANY.pair.public)["seed"] == words.hex()
    with pytest.raises(PassphraseWrong):
        derived_bid_key(receipt, "水落石入", COMPANY.pair.public)


def test_a_company_key_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    locked = COMPANY.as_file("山高月小", counter("wrap"))
    path = tmp_path / "company-key.json"
    assert COMPANY.pair.seed.hex() not in json.dumps(locked)
    assert read_company_key(locked, path, "山高月小") == COMPANY
    with pytest.raises(PassphraseWrong):
        read_company_key(locked, path, "山高月大")
    with pytest.raises(PassphraseWrong):
        read_company_key({**locked, "name": "别的公司"}, path, "山高月小")
    assert read_company_key(COMPANY.as_file(None, counter("x")), path, None) == COMPANY
    with pytest.raises(FileUnreadable):
        read_company_key({**COMPANY.as_file(None, counter("x")), "seed": "01" * 32}, path, None)
