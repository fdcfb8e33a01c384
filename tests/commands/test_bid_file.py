"""A sealed bid carried as one .tar: the command sends what a browser saved, reads it where it lies, unpacks nothing."""

import io
import json
import tarfile
from pathlib import Path
from shutil import copy

import pytest

from commands.bid_folder import read_bid_folder
from commands.refusals import FileUnreadable
from commands.submit import _state
from commands.uploading import STATE_FILE, EnvelopeFile
from crypto.bid import parse_bid_key, parse_identity, parse_recovery
from crypto.encoding import parse_object
from crypto.envelope import BodyReader, self_test
from crypto.header import Header
from tests.vectors.sources import stream

FOLDER = Path(__file__).parents[1] / "vectors" / "typescript"
CARRIED = FOLDER / "carried.tar"
KEPT = json.loads((FOLDER / "carried.json").read_text())


@pytest.fixture
def bid(tmp_path: Path) -> Path:
    """The browser's file on a USB stick."""
    return Path(copy(CARRIED, tmp_path / "bid-1.tar"))


def packed(path: Path, *members: tuple[str, bytes, bytes]) -> Path:
    """A tar of such names, contents and kinds."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content, kind in members:
            info = tarfile.TarInfo(name)
            info.size, info.type, info.linkname = len(content), kind, "/etc/passwd" if kind != tarfile.REGTYPE else ""
            archive.addfile(info, io.BytesIO(content))
    return path


def contents(body: bytes, envelope: EnvelopeFile) -> dict[str, bytes]:
    """The files of an envelope, opened with the bidder's recovery file."""
    secret = bytes.fromhex(parse_recovery(KEPT["recovery_text"].encode())["secrets"][envelope.kind])
    reader = BodyReader(Header.parse(envelope.header), secret, lambda start, stop: body[start:stop])
    return {entry.name: reader.read_file(entry.name) for entry in reader.manifest().files}


def test_the_browsers_file_is_a_whole_bid_that_opens_with_the_files_kept_apart(bid: Path) -> None:
    read = read_bid_folder(bid)
    assert read.digest == KEPT["bid"] == parse_bid_key(KEPT["bid_key_text"].encode())["bid"]
    assert read.page is not None
    secrets = parse_recovery(KEPT["recovery_text"].encode())["secrets"]
    for each, named in zip(read.envelopes, read.statement["envelopes"], strict=True):
        whole = bid.read_bytes()[each.start - 13 - len(each.header) : each.start + each.length]
        self_test(io.BytesIO(whole), bytes.fromhex(secrets[each.kind]), bytes.fromhex(named["digest"]))


def test_what_is_inside_is_what_was_sealed(bid: Path) -> None:
    files: dict[str, bytes] = {}
    for each in read_bid_folder(bid).envelopes:
        files |= contents(bid.read_bytes()[each.start : each.start + each.length], each)
    assert files["技术标.pdf"] == stream("技术标.pdf", 3_000)
    assert parse_identity(files["identity.json"])["name"] == "江城建设有限公司"
    assert parse_object(files["offer.json"])["values"] == {"price": "26888000.00", "days": "365"}


def test_the_same_bid_unpacked_into_a_folder_reads_alike(bid: Path, tmp_path: Path) -> None:
    with tarfile.open(bid) as archive:
        archive.extractall(tmp_path / "bid", filter="data")
    one, other = read_bid_folder(bid), read_bid_folder(tmp_path / "bid")
    assert (one.signed, one.page) == (other.signed, other.page)
    assert [each.header for each in one.envelopes] == [each.header for each in other.envelopes]


def test_what_belongs_to_a_tar_is_kept_beside_it_under_its_name(bid: Path, tmp_path: Path) -> None:
    read = read_bid_folder(bid)
    assert read.beside("receipt.json") == tmp_path / "bid-1.receipt.json"
    state = _state(read, "https://platform.example")
    assert state.find("offer") == "ab" * 16
    assert (tmp_path / f"bid-1.{STATE_FILE}").exists()


def test_uploads_begun_at_another_platform_are_not_gone_on_with(bid: Path) -> None:
    assert _state(read_bid_folder(bid), "https://another.example").find("offer") is None


def test_a_carried_state_that_is_none_is_passed_over(bid: Path) -> None:
    read = read_bid_folder(bid)
    nothing: list[object] = [[], {"offer": 7}, {"offer": "../../session"}]
    for strange in nothing:
        bid.with_name(f"bid-1.{STATE_FILE}").unlink(missing_ok=True)
        read.carried[STATE_FILE]["uploads"] = strange
        assert _state(read, "https://platform.example").find("offer") is None


@pytest.mark.parametrize(
    "members",
    [
        [("bid-key.json", b"{}", tarfile.REGTYPE)],
        [("../bid.json", b"{}", tarfile.REGTYPE)],
        [("bid.json", b"{}", tarfile.REGTYPE), ("bid.json", b"{}", tarfile.REGTYPE)],
        [("bid.json", b"", tarfile.SYMTYPE)],
        [("bid.json", b"", tarfile.LNKTYPE)],
        [("bid.json", b"", tarfile.DIRTYPE)],
        [("tender.json", b"{}", tarfile.REGTYPE)],
        [("bid.json", b"[]", tarfile.REGTYPE)],
        [("bid.json", b"%PDF", tarfile.REGTYPE)],
        [],
    ],
    ids=lambda members: ", ".join(f"{name} {kind!r}" for name, _, kind in members),
)
def test_a_tar_with_anything_but_a_bid_is_refused(tmp_path: Path, members: list[tuple[str, bytes, bytes]]) -> None:
    with pytest.raises(FileUnreadable):
        read_bid_folder(packed(tmp_path / "bid.tar", *members))


@pytest.mark.parametrize("cut", [0, 700, 60_000])
def test_a_tar_that_was_cut_off_or_is_none_is_refused(bid: Path, cut: int) -> None:
    bid.write_bytes(bid.read_bytes()[:cut])
    with pytest.raises(FileUnreadable):
        read_bid_folder(bid)


def test_a_changed_envelope_in_a_tar_is_found(bid: Path) -> None:
    where = read_bid_folder(bid).envelopes[2].start + 5
    data = bytearray(bid.read_bytes())
    data[where] ^= 1
    bid.write_bytes(data)
    with pytest.raises(FileUnreadable, match=r"bid\.json names"):
        read_bid_folder(bid)
