"""Uploads survive dropped lines, killed clients, damaged pieces and firewalls, and send no piece twice for nothing."""

import tracemalloc
from pathlib import Path

import httpx
import pytest

from commands.refusals import FileUnreadable, PlatformRefused, PlatformUnreachable
from commands.uploading import EnvelopeFile, Uploader, UploadState, read_envelope
from commands.wire import Wire
from crypto.envelope import SourceFile, seal_envelope
from crypto.pieces import PIECE
from tests.commands.bad_line import Platform
from tests.vectors.sources import FLOOR, LOT, counter, custodians

BID = "ab" * 32


@pytest.fixture(scope="module")
def envelope(tmp_path_factory: pytest.TempPathFactory) -> EnvelopeFile:
    """Three pieces and a bit."""
    path = tmp_path_factory.mktemp("sealed") / "documents.tpe"
    with path.open("wb") as target:
        seal_envelope(
            kind="documents",
            lot=LOT,
            round=1,
            document_version=1,
            floor=FLOOR,
            custodians=[key.public for key in custodians(3)],
            threshold=2,
            bid_key=bytes(32),
            files=[SourceFile("a.pdf", "application/pdf", bytes(3 * PIECE + 100_000))],
            target=target,
            entropy=counter("upload"),
        )
    return read_envelope("documents", path)


@pytest.fixture
def platform() -> Platform:
    return Platform()


def state(folder: Path, url: str = "https://platform.example", bid: str = BID) -> UploadState:
    return UploadState(folder / "upload-state.json", url, bid)


def send(platform: Platform, envelope: EnvelopeFile, folder: Path, tries: int = 5) -> str:
    """One run of the client; the upload's id."""
    reports: list[tuple[str, int]] = []
    uploader = Uploader(platform.wire(tries), LOT, state(folder), lambda *report: reports.append(report))
    upload = uploader.send(envelope)
    assert reports[-1] == ("documents", envelope.length)
    return upload


def body(envelope: EnvelopeFile) -> bytes:
    return envelope.path.read_bytes()[envelope.start :]


def pieces_sent(platform: Platform) -> int:
    return sum(not seen.startswith("HEAD") and seen.count("/") > 2 for seen in platform.seen)


def test_the_body_arrives_as_it_is_piece_by_piece(platform: Platform, envelope: EnvelopeFile, tmp_path: Path) -> None:
    upload = send(platform, envelope, tmp_path)
    assert platform.kept[upload] == body(envelope)
    assert pieces_sent(platform) == 4


@pytest.mark.parametrize("fault", ["dropped", "answer lost", "busy", "damaged"])
def test_after_a_fault_it_goes_on_where_the_platform_stands(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path, fault: str
) -> None:
    platform.faults.extend([None, fault])
    upload = send(platform, envelope, tmp_path)
    assert platform.kept[upload] == body(envelope)
    assert pieces_sent(platform) == (4 if fault == "answer lost" else 5)


def test_a_client_that_was_killed_goes_on_in_its_next_run(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path
) -> None:
    platform.faults.extend([None, None, "dropped"])
    with pytest.raises(PlatformUnreachable):
        send(platform, envelope, tmp_path, tries=1)
    upload = send(platform, envelope, tmp_path)
    assert platform.kept[upload] == body(envelope)
    assert pieces_sent(platform) == 5
    assert len(platform.kept) == 1


def test_a_bid_that_was_sent_whole_is_not_sent_again(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path
) -> None:
    first = send(platform, envelope, tmp_path)
    platform.seen.clear()
    assert send(platform, envelope, tmp_path) == first
    assert platform.seen == [f"HEAD /api/uploads/{first}"]


def test_another_bid_or_platform_begins_anew(platform: Platform, envelope: EnvelopeFile, tmp_path: Path) -> None:
    send(platform, envelope, tmp_path)
    assert state(tmp_path).find("documents") == "upload0"
    assert state(tmp_path, bid="cd" * 32).find("documents") is None
    assert state(tmp_path, url="https://other.example").find("documents") is None


def test_an_upload_that_expired_is_begun_again(platform: Platform, envelope: EnvelopeFile, tmp_path: Path) -> None:
    platform.faults.extend([None, "forgotten"])
    upload = send(platform, envelope, tmp_path)
    assert platform.kept[upload] == body(envelope)


@pytest.mark.parametrize("fault", [None, "dropped"])
def test_a_firewall_that_stops_patch_is_passed_by_post(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path, fault: str | None
) -> None:
    platform.patch_allowed = False
    platform.faults.extend([fault] * 2)
    upload = send(platform, envelope, tmp_path)
    assert platform.kept[upload] == body(envelope)
    assert platform.seen[-1] == f"POST /api/uploads/{upload}"


def test_what_sending_again_cannot_mend_is_told_at_once(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path
) -> None:
    platform.faults.append("late")
    with pytest.raises(PlatformRefused) as caught:
        send(platform, envelope, tmp_path)
    assert caught.value.name == "deadline-passed"
    assert pieces_sent(platform) == 1


def test_a_dead_line_is_given_up_after_all_tries_with_growing_pauses(
    platform: Platform, envelope: EnvelopeFile, tmp_path: Path
) -> None:
    platform.faults.extend(["dropped"] * 5)
    with pytest.raises(PlatformUnreachable):
        send(platform, envelope, tmp_path)
    assert platform.pauses == [0.5, 1.0, 2.0, 4.0, 8.0]


class Counting(httpx.BaseTransport):
    """A platform that reads what comes as a server does, and keeps only how much it was."""

    arrived = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(201, headers={"location": "/api/uploads/one"})
        assert isinstance(request.stream, httpx.SyncByteStream)
        self.arrived += sum(len(portion) for portion in request.stream)
        return httpx.Response(204, headers={"upload-offset": str(self.arrived)})


def test_memory_stays_flat_however_large_the_bid(tmp_path: Path) -> None:
    path, size = tmp_path / "documents.tpe", 20 * PIECE
    with path.open("wb") as sparse:
        sparse.truncate(size)
    platform = Counting()
    wire = Wire("https://platform.example", transport=platform)
    tracemalloc.start()
    Uploader(wire, LOT, state(tmp_path), lambda *_: None).send(EnvelopeFile("documents", path, b"", 0, size))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert platform.arrived == size
    assert peak < 3 * PIECE


def test_an_envelope_file_that_was_cut_off_is_refused(envelope: EnvelopeFile, tmp_path: Path) -> None:
    cut = tmp_path / "documents.tpe"
    cut.write_bytes(envelope.path.read_bytes()[:-1])
    with pytest.raises(FileUnreadable, match="not complete"):
        read_envelope("documents", cut)
