"""Keys are wrapped, backups come back from paper, files are whole or not there, and one name holds one thing."""

import stat
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest

from commands.check_names import WORDS
from commands.custody.keys import BODY_CONTEXT, CustodianKeys, read_locked
from commands.files import append_line, read_document, write_bytes, write_document, write_once
from commands.packages import fetch_package
from commands.passphrases import backup_lines, read_backup
from commands.progress import Bar, finish_after, progress_line, size_text, time_text
from commands.refusals import BackupUnreadable, FileAlreadyThere, FileUnreadable, PassphraseWrong
from commands.speech import Voice, fingerprint, local_time
from commands.verify import check_lines, lot_of_path
from crypto.audit import Check, audit
from crypto.encoding import canonical, parse_timestamp
from crypto.secret_sharing import check_possession
from tests.commands.logs import LogServer
from tests.vectors.sources import LOT, counter

KEYS = CustodianKeys.new(counter("custodian keys"))


def test_a_custodians_key_file_opens_with_its_passphrase_only(tmp_path: Path) -> None:
    path = tmp_path / "custodian.key"
    document = KEYS.private_file("保管单位一", "山高月小", counter("wrap"))
    assert KEYS.share.secret.hex() not in str(document)
    assert KEYS.sign.seed.hex() not in str(document)
    locked = read_locked(document, path)
    assert locked.unlock("山高月小").secrets == KEYS.secrets
    with pytest.raises(PassphraseWrong):
        locked.unlock("山高月大")
    with pytest.raises(PassphraseWrong):
        read_locked({**document, "name": "别人"}, path).unlock("山高月小")
    with pytest.raises(FileUnreadable):
        read_locked({**document, "more": 1}, path)


def test_what_a_body_registers_proves_that_it_holds_the_key() -> None:
    public = KEYS.public_file("保管单位一", counter("proof"))
    check_possession(KEYS.share.public, BODY_CONTEXT, public["possession"])
    assert KEYS.secrets.hex() not in str(public)


def test_a_printed_backup_comes_back_however_it_is_typed() -> None:
    lines = backup_lines(KEYS.secrets)
    assert len(lines) == 8
    typed = "\n".join(["天平 Tianping 打印备份", "", *[line.upper().replace(" ", "   ") for line in lines]])
    assert CustodianKeys.from_secrets(read_backup(typed)).share == KEYS.share


@pytest.mark.parametrize("line", [0, 3, 7])
def test_one_mistyped_digit_names_its_line(line: int) -> None:
    lines = backup_lines(KEYS.secrets)
    wrong = "1" if lines[line][5] != "1" else "2"
    lines[line] = lines[line][:5] + wrong + lines[line][6:]
    with pytest.raises(BackupUnreadable, match=f"Line {line + 1} "):
        read_backup("\n".join(lines))


def test_lines_in_the_wrong_order_are_noticed() -> None:
    lines = backup_lines(KEYS.secrets)
    with pytest.raises(BackupUnreadable):
        read_backup("\n".join([lines[1], lines[0], *lines[2:]]))


def test_private_files_are_for_their_owner_and_nothing_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "key.json"
    write_document(path, {"a": 1}, private=True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileAlreadyThere):
        write_document(path, {"a": 2})
    assert read_document(path) == {"a": 1}
    write_document(path, {"a": 2}, replace=True)
    assert read_document(path) == {"a": 2}
    assert [each.name for each in path.parent.iterdir()] == ["key.json"]


def test_one_name_is_taken_once_also_by_many_at_once(tmp_path: Path) -> None:
    path = tmp_path / "list.json"

    def take(number: int) -> bytes:
        return write_once(path, b"%d" % number)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(take, range(8)))
    assert answers == {path.read_bytes()}
    assert [each.name for each in tmp_path.iterdir()] == ["list.json"]


def test_a_log_of_lines_only_grows(tmp_path: Path) -> None:
    for number in range(3):
        append_line(tmp_path / "log.jsonl", {"n": number})
    assert (tmp_path / "log.jsonl").read_bytes() == b'{"n":0}\n{"n":1}\n{"n":2}\n'


def test_files_that_are_no_documents_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_document(tmp_path / "missing.json")
    for content in (b"\xff", b"[1]", b"{"):
        write_bytes(tmp_path / "odd.json", content, replace=True)
        with pytest.raises(FileUnreadable):
            read_document(tmp_path / "odd.json")


@pytest.mark.parametrize("path", ["../evil.json", "/etc/passwd", "a/../../x.json", "a\\b.json", "records/.x", "x"])
def test_a_package_never_writes_outside_its_folder(tmp_path: Path, path: str) -> None:
    server = LogServer()
    index = {"type": "tianping/package/1", "lot": LOT, "round": 1, "files": [path]}
    server.more[f"/api/lots/{LOT}/rounds/1/package/package.json"] = lambda _: index
    with pytest.raises(FileUnreadable, match="it names the path"):
        fetch_package(server.wire(), LOT, 1, tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_a_package_is_fetched_whole(tmp_path: Path) -> None:
    server = LogServer()
    base = f"/api/lots/{LOT}/rounds/1/package/"
    index = {"type": "tianping/package/1", "lot": LOT, "round": 1, "files": ["log/head.json", "package.json"]}
    server.more |= {base + "package.json": index, base + "log/head.json": {"a": 1}}
    fetch_package(server.wire(), LOT, 1, tmp_path)
    assert (tmp_path / "package.json").read_bytes() == canonical(index)
    assert (tmp_path / "log" / "head.json").exists()


def test_moments_and_fingerprints_are_shown_as_people_read_them() -> None:
    assert local_time("2026-12-17T01:30:00.000Z") == "2026-12-17 09:30:00.000"
    assert fingerprint("0123456789abcdef" + "0" * 48) == "0123 4567 89ab cdef"
    assert (size_text(999), size_text(41_900_000), size_text(2.5e9)) == ("999 B", "41.9 MB", "2.50 GB")
    assert (time_text(200), time_text(4025)) == ("3:20", "1:07:05")
    line = progress_line("offer", 50, 100, 10)
    assert line == "offer [############------------] 50 B / 100 B  10 B/s  0:05"


def test_an_upload_that_will_be_late_is_told_once_and_in_time() -> None:
    now, deadline = parse_timestamp("2026-12-17T01:20:00.000Z"), parse_timestamp("2026-12-17T01:30:00.000Z")
    assert finish_after(now, 0, 600, 1.01, deadline) is None
    assert finish_after(now, 0, 600, 1.0, deadline) == deadline
    heard, seconds = StringIO(), iter([0.0, 1.0, 10.0, 20.0])
    bar = Bar(Voice("zh", heard), 1000, deadline=deadline, watch=lambda: next(seconds), clock=lambda: now)
    for done in (1, 10, 20):
        bar.show("documents", done)
    assert heard.getvalue().count("按当前网速预计09:36传完") == 1


def test_lots_are_found_in_addresses() -> None:
    assert lot_of_path("/api/lots/abc/rounds/1") == "abc"
    assert lot_of_path("/lots/abc") == "abc"
    assert lot_of_path("/") is None
    assert lot_of_path("/lots/") is None


def test_every_check_of_an_audit_has_words() -> None:
    names = {check.name for check in audit({})}
    assert names - WORDS.keys() == set()
    assert all(zh != en for zh, en in WORDS.values())


def test_a_check_is_told_with_its_verdict_in_both_languages() -> None:
    assert check_lines(Check("sharings", True, "12"))[1] == "✓ every sharing holds  [sharings]  12"
    assert check_lines(Check("sharings", False, "bad"))[0] == "✗ 解密份额的分发成立  [sharings]  bad"
    assert check_lines(Check("receipt-signed", False, "x", needs_receipt=True))[1].startswith("○ ")
    assert check_lines(Check("brand-new", True, ""))[0] == "✓ brand-new  [brand-new]"
