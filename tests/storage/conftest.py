"""The kinds of store under test. A missing S3 server fails the suite; it never skips."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import rmtree
from urllib.parse import urlsplit

import pytest
from minio import Minio

from storage.choose import s3_address
from storage.local import LocalBlobs
from storage.loopback_s3 import s3_server
from storage.memory import MemoryBlobs
from storage.pieces import PieceStore
from storage.s3 import S3Address, S3Blobs
from tests.storage.sealed_bytes import Place

GIVEN = os.environ.get("S3_TEST_URL", "")
KINDS = ["memory", "local", "s3", *(["s3-given"] if GIVEN else [])]


@pytest.fixture(scope="session")
def loopback_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("s3")
    with s3_server(folder) as url:
        yield url
    rmtree(folder)


@pytest.fixture
def loopback(loopback_url: str) -> S3Address:
    return s3_address(urlsplit(loopback_url))


def given() -> S3Address:
    """The server of S3_TEST_URL, with its bucket."""
    address = s3_address(urlsplit(GIVEN))
    server = Minio(address.host, address.key, address.secret, secure=address.secure, region=address.region)
    if not server.bucket_exists(address.bucket):
        server.make_bucket(address.bucket)
    return address


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Emptied afterwards, where pytest would keep the bytes of three runs."""
    yield tmp_path
    rmtree(tmp_path)


@pytest.fixture(params=KINDS)
async def place(request: pytest.FixtureRequest, folder: Path) -> AsyncIterator[Place]:
    kept: dict[str, bytes] = {}
    if request.param == "memory":
        opened = Place(lambda: MemoryBlobs(kept))
    elif request.param == "local":
        opened = Place(lambda: LocalBlobs(folder))
    else:
        address = given() if request.param == "s3-given" else request.getfixturevalue("loopback")
        opened = Place(lambda: S3Blobs(address))
    yield opened
    await opened.close()


@pytest.fixture
def store(place: Place) -> PieceStore:
    return place.store()
