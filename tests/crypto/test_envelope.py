"""Envelopes: what sealing promises about memory and sources, and what the cipher refuses."""

import io
import tracemalloc
from pathlib import Path
from typing import BinaryIO

import pytest

from crypto.aead import ChunkCipher
from crypto.body import open_stream
from crypto.envelope import BodyReader, Header, Sealed, SourceFile, check_commitment, seal_envelope, self_test
from crypto.header import LONGEST_HEADER, MAGIC, read_preamble, write_preamble
from crypto.manifest import LONGEST_MANIFEST, Manifest
from crypto.padding import CHUNK, SEALED_CHUNK
from crypto.payload import PayloadSource, manifest_of
from tests.crypto.vectors import refusal
from tests.vectors.sources import FLOOR, LOT, counter, custodians, stream


def seal(files: list[SourceFile], target: BinaryIO, kind: str = "documents") -> Sealed:
    return seal_envelope(
        kind=kind,
        lot=LOT,
        round=1,
        document_version=1,
        floor=FLOOR,
        custodians=[key.public for key in custodians(2)],
        threshold=2,
        bid_key=stream("bid key", 32),
        files=files,
        target=target,
        entropy=counter("seal"),
    )


def three_chunks() -> tuple[Sealed, bytes]:
    target = io.BytesIO()
    sealed = seal([SourceFile("一.bin", "application/octet-stream", stream("content", 2_500_000))], target)
    return sealed, target.getvalue()[len(write_preamble(sealed.header_bytes)) :]


def long_manifest(length: int) -> list[SourceFile]:
    """Empty files whose manifest, with one more file called "last", has exactly that length."""
    empty, one = (len(manifest_with_last(named(count))) for count in (0, 1))
    files = named((length - empty) // (one - empty))
    padding = length - len(manifest_with_last(files))
    spread = [SourceFile(each.name, "x" * (1 + padding // len(files)), b"") for each in files]
    rest = padding - padding // len(files) * len(files)
    return [SourceFile(spread[0].name, spread[0].media_type + "x" * rest, b""), *spread[1:]]


def named(count: int) -> list[SourceFile]:
    return [SourceFile(f"{number:05d}", "x", b"") for number in range(count)]


def manifest_with_last(files: list[SourceFile]) -> bytes:
    entries = [each.entry(0) for each in [*files, SourceFile("last", "x/y", b"found")]]
    return Manifest("documents", tuple(entries)).to_bytes()


class TestMemory:
    def peak(self, place: Path, megabytes: int) -> int:
        source, target = place / "big.bin", place / "big.tpe"
        with source.open("wb") as file:
            file.truncate(megabytes * 1024 * 1024)
        tracemalloc.start()
        with target.open("wb") as file:
            sealed = seal([SourceFile("big.bin", "application/octet-stream", source)], file)
        with target.open("rb") as file:
            self_test(file, sealed.secret, sealed.digest)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    def test_sealing_and_opening_take_the_same_memory_whatever_the_size(self, tmp_path: Path) -> None:
        assert self.peak(tmp_path, 36) < 1.1 * self.peak(tmp_path, 12)

    def test_progress_counts_the_body(self) -> None:
        told: list[tuple[int, int]] = []
        content = stream("content", 2_500_000)
        sealed = seal_envelope(
            kind="documents",
            lot=LOT,
            round=1,
            document_version=1,
            floor=FLOOR,
            custodians=[custodians(1)[0].public],
            threshold=1,
            bid_key=bytes(32),
            files=[SourceFile("a", "x/y", content)],
            target=io.BytesIO(),
            entropy=counter("seal"),
            progress=lambda done, total: told.append((done, total)),
        )
        assert [done for done, _ in told] == [SEALED_CHUNK, 2 * SEALED_CHUNK, sealed.body_length]
        assert {total for _, total in told} == {sealed.body_length}


class TestSources:
    def fill(self, before: bytes, after: bytes, place: Path) -> None:
        place.write_bytes(before)
        files = [SourceFile("a", "x/y", place)]
        manifest = manifest_of("documents", files)
        place.write_bytes(after)
        source = PayloadSource(manifest, files)
        try:
            source.fill(bytearray(CHUNK))
        finally:
            source.close()

    def test_a_file_that_becomes_shorter_is_refused(self, tmp_path: Path) -> None:
        with refusal("source-changed"):
            self.fill(b"long", b"lon", tmp_path / "a")

    def test_a_file_that_becomes_longer_is_refused(self, tmp_path: Path) -> None:
        with refusal("source-changed"):
            self.fill(b"long", b"longer", tmp_path / "a")

    def test_a_file_that_changes_while_it_is_sealed_fails_the_self_test(self, tmp_path: Path) -> None:
        contents = iter([b"first", b"other"])

        class Changing(SourceFile):
            def open(self) -> BinaryIO:
                return io.BytesIO(next(contents))

        target = io.BytesIO()
        sealed = seal([Changing("a", "x/y", tmp_path)], target)
        with refusal("file-hash"):
            self_test(io.BytesIO(target.getvalue()), sealed.secret, sealed.digest)

    def test_two_names_that_are_one_on_some_machines_are_refused(self) -> None:
        with refusal("manifest-name"):
            seal([SourceFile("A.pdf", "x/y", b""), SourceFile("a.pdf", "x/y", b"")], io.BytesIO())

    def test_a_manifest_that_crosses_a_chunk_opens_both_ways(self) -> None:
        files = long_manifest(LONGEST_MANIFEST)
        target = io.BytesIO()
        sealed = seal([*files, SourceFile("last", "x/y", b"found")], target)
        manifest = self_test(io.BytesIO(target.getvalue()), sealed.secret, sealed.digest)
        body = target.getvalue()[len(write_preamble(sealed.header_bytes)) :]
        reader = BodyReader(sealed.header, sealed.secret, lambda start, stop: body[start:stop])
        assert len(manifest.to_bytes()) == LONGEST_MANIFEST
        assert (reader.manifest(), reader.read_file("last")) == (manifest, b"found")

    def test_a_manifest_has_a_greatest_length(self) -> None:
        with refusal("manifest-length"):
            seal([*long_manifest(LONGEST_MANIFEST + 1), SourceFile("last", "x/y", b"found")], io.BytesIO())

    def test_a_media_type_is_printable(self) -> None:
        for wrong in ("", "text/\n", "文本", "x" * 128):
            with refusal("manifest-media-type"):
                seal([SourceFile("a", wrong, b"")], io.BytesIO())

    def test_a_header_of_the_wrong_shape_is_never_written(self) -> None:
        target = io.BytesIO()
        with refusal("header-shape"):
            seal_envelope(
                kind="documents",
                lot=LOT,
                round=0,
                document_version=1,
                floor=FLOOR,
                custodians=[custodians(1)[0].public],
                threshold=1,
                bid_key=bytes(32),
                files=[],
                target=target,
                entropy=counter("seal"),
            )
        assert target.getvalue() == b""

    def test_a_reader_knows_only_the_files_of_the_manifest(self) -> None:
        sealed, body = three_chunks()
        reader = BodyReader(sealed.header, sealed.secret, lambda start, stop: body[start:stop])
        with refusal("manifest-name"):
            reader.read_file("other")

    def test_a_file_that_was_exchanged_whole_fails_the_self_test(self) -> None:
        target = io.BytesIO()
        sealed = seal([SourceFile("a", "x/y", b"")], target)
        with refusal("envelope-digest"):
            self_test(io.BytesIO(target.getvalue()), sealed.secret, bytes(32))

    @pytest.mark.parametrize("kind", ["identity", "offer"])
    def test_a_form_is_the_only_file_of_its_envelope(self, kind: str) -> None:
        with refusal("manifest-files"):
            seal([SourceFile("other.json", "application/json", b"{}")], io.BytesIO(), kind)


class TestStream:
    """The chunks of a body cannot be cut off, left out, doubled or exchanged."""

    @pytest.mark.parametrize(
        "order", [(1, 0, 2), (0, 2, 1), (2, 1, 0), (0, 0, 2), (0, 1, 1)], ids=lambda order: "".join(map(str, order))
    )
    def test_reordered_chunks_are_refused(self, order: tuple[int, ...]) -> None:
        sealed, body = three_chunks()
        chunks = [body[at : at + SEALED_CHUNK] for at in range(0, len(body), SEALED_CHUNK)]
        mixed = b"".join(chunks[number] for number in order)
        expected = "body-chunk" if len(mixed) == len(body) else "body-length"
        with refusal(expected):
            open_stream(sealed.header, sealed.secret, [mixed])

    @pytest.mark.parametrize("length", [0, 1, SEALED_CHUNK, 2 * SEALED_CHUNK, -1])
    def test_a_body_that_was_cut_off_is_refused(self, length: int) -> None:
        sealed, body = three_chunks()
        with refusal("body-length"):
            open_stream(sealed.header, sealed.secret, [body[:length]])

    def test_a_reader_notices_a_short_answer(self) -> None:
        sealed, body = three_chunks()
        reader = BodyReader(sealed.header, sealed.secret, lambda start, stop: body[start : stop - 1])
        with refusal("body-length"):
            reader.manifest()

    def test_reading_on_decrypts_each_chunk_once(self) -> None:
        sealed, body = three_chunks()
        asked: list[int] = []

        def read(start: int, stop: int) -> bytes:
            asked.append(start)
            return body[start:stop]

        reader = BodyReader(sealed.header, sealed.secret, read)
        parts = [reader.read_file("一.bin", start, start + 100_000) for start in range(0, 2_500_000, 100_000)]
        assert b"".join(parts) == stream("content", 2_500_000)
        assert asked == [0, SEALED_CHUNK, 2 * SEALED_CHUNK]

    def test_the_last_flag_is_part_of_the_chunk(self) -> None:
        cipher, buffer = ChunkCipher(bytes(32)), bytearray(64)
        sealed = bytes(cipher.seal_into(0, b"text", buffer, last=False))
        assert bytes(cipher.open_into(0, sealed, buffer, last=False)) == b"text"
        with refusal("body-chunk"):
            cipher.open_into(0, sealed, buffer, last=True)


class TestCipher:
    """Wycheproof's kinds of trouble, through our own wrapper."""

    def test_the_known_answer_of_the_draft(self) -> None:
        """draft-irtf-cfrg-xchacha-03, A.3.1 has associated data, which we never use; this one is libsodium's."""
        from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_encrypt

        key, plain = stream("key", 32), stream("plain", 100)
        nonce = bytes(19) + (7).to_bytes(4, "big") + b"\x01"
        expected = crypto_aead_xchacha20poly1305_ietf_encrypt(plain, None, nonce, key)
        assert bytes(ChunkCipher(key).seal_into(7, plain, bytearray(116), last=True)) == expected

    @pytest.mark.parametrize("length", range(17))
    def test_truncated_ciphertexts_and_tags_are_refused(self, length: int) -> None:
        cipher, buffer = ChunkCipher(bytes(32)), bytearray(64)
        sealed = bytes(cipher.seal_into(0, b"x", buffer, last=True))
        with refusal("body-chunk"):
            cipher.open_into(0, sealed[:length], buffer, last=True)

    def test_every_bit_of_the_tag_counts(self) -> None:
        cipher = ChunkCipher(bytes(32))
        sealed = bytes(cipher.seal_into(0, b"", bytearray(16), last=True))
        for bit in range(128):
            changed = bytearray(sealed)
            changed[bit // 8] ^= 1 << bit % 8
            with refusal("body-chunk"):
                cipher.open_into(0, changed, bytearray(1), last=True)

    def test_a_buffer_that_is_too_small_is_refused(self) -> None:
        with refusal("body-chunk"):
            ChunkCipher(bytes(32)).seal_into(0, b"text", bytearray(19), last=True)
        with refusal("body-chunk"):
            ChunkCipher(bytes(32)).open_into(0, bytes(40), bytearray(23), last=True)

    def test_a_key_has_32_bytes(self) -> None:
        with refusal("body-key"):
            ChunkCipher(bytes(31))


class TestPreamble:
    def read(self, data: bytes) -> bytes:
        return read_preamble(io.BytesIO(data))

    def test_it_reads_what_it_wrote(self) -> None:
        assert self.read(write_preamble(b"{}")) == b"{}"

    @pytest.mark.parametrize("data", [b"", MAGIC, b"TIANPINX" + bytes(9), MAGIC + b"\x02" + bytes(8)])
    def test_another_file_is_refused(self, data: bytes) -> None:
        with refusal("file-magic"):
            self.read(data)

    def test_a_header_has_a_greatest_length(self) -> None:
        with refusal("header-length"):
            self.read(MAGIC + b"\x01" + (LONGEST_HEADER + 1).to_bytes(4, "big") + bytes(20000))
        with refusal("header-length"):
            Header.parse(bytes(LONGEST_HEADER + 1))

    def test_a_file_that_ends_inside_the_header_is_refused(self) -> None:
        with refusal("file-length"):
            self.read(write_preamble(b"{}")[:-1])


def test_two_keys_cannot_open_one_envelope() -> None:
    """The cipher does not commit to its key; the header does."""
    sealed, _ = three_chunks()
    check_commitment(sealed.secret, sealed.header)
    with refusal("kc"):
        check_commitment(custodians(3)[2].public, sealed.header)


def test_what_was_sealed_does_not_show_its_secret() -> None:
    sealed, _ = three_chunks()
    assert sealed.secret.hex() not in repr(sealed)
    assert repr(sealed.secret) not in repr(sealed)


