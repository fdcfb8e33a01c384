"""Sealed bytes on an S3 server: every blob is an object written by one PUT.

The minio SDK signs, lists and removes, on threads; bodies flow through httpx to and from signed addresses without
being gathered. A signed address is a credential while it lasts: none is logged, and none stands in a message.
"""

import logging
import re
import ssl
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import ParamSpec, TypeVar

import certifi
import httpx
from minio import Minio
from minio.deleteobjects import DeleteObject
from minio.error import InvalidResponseError, MinioException, S3Error, ServerError
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError

from storage.errors import ObjectMissing, StoreFull, StoreRefusesUs, StoreTrouble, StoreUnavailable
from storage.streams import exactly, once
from storage.threads import Threads

THREADS = 8
PAGE = 500
CONNECTIONS = 200
CONNECT_SECONDS, SILENCE_SECONDS = 5.0, 60.0
SIGNED_FOR = timedelta(minutes=15)
"""From signing to the arrival of the request's head; the body may take as long as it takes."""

PROBE = "writable"
"""The one key that is written over and over: a key that may only read is found out by `check`, not by a bidder."""

_CODE = re.compile(r"<Code>\s*(\w{1,60})\s*</Code>")
_FULL = re.compile(r"InsufficientStorage|StorageFull|Quota|no space left", re.IGNORECASE)

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class S3Address:
    """Where the bucket is and how to get in."""

    host: str
    bucket: str
    key: str = field(repr=False)
    secret: str = field(repr=False)
    region: str = "us-east-1"
    secure: bool = True


class S3Blobs:
    """Objects in one bucket, which has to be there."""

    def __init__(self, address: S3Address) -> None:
        _hush()
        self._address = address
        self._threads = Threads(THREADS)
        certificates = _certificates()
        self._minio = Minio(
            address.host, address.key, address.secret,
            secure=address.secure, region=address.region, http_client=_pool(certificates),
        )  # fmt: skip
        self._http = _client(certificates)

    def __repr__(self) -> str:
        return f"s3://{self._address.host}/{self._address.bucket}"

    async def write(self, key: str, size: int, chunks: AsyncIterator[bytes]) -> None:
        head = {"Content-Length": str(size), "Content-Type": "application/octet-stream"}
        async with self._asked("PUT", key, head, exactly(size, chunks)) as answer:
            await _must_be(answer, 200)

    async def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        async with self._asked("GET", key, {"Range": f"bytes={start}-{stop - 1}"}) as answer:
            left = stop - start
            whole = answer.headers.get("Content-Length") == str(left)
            await _must_be(answer, *((206, 200) if whole else (206,)))  # some say 200 when the range is everything
            async for chunk in answer.aiter_raw():
                left -= len(chunk)
                yield chunk
            if left:
                raise ObjectMissing

    async def load(self, key: str) -> bytes | None:
        async with self._asked("GET", key) as answer:
            with suppress(ObjectMissing):
                await _must_be(answer, 200)
                return await answer.aread()
        return None

    async def has(self, key: str) -> bool:
        async with self._asked("HEAD", key) as answer:
            if answer.status_code != 404:
                await _must_be(answer, 200)
            return answer.status_code == 200

    async def sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        found = self._listed(prefix)
        while page := await self._run(lambda: list(islice(found, PAGE))):
            for one in page:
                yield one

    def _listed(self, prefix: str) -> Iterator[tuple[str, int]]:
        for one in self._minio.list_objects(self._address.bucket, prefix=prefix, recursive=True):
            yield one.object_name or "", one.size or 0

    async def remove(self, keys: Iterable[str]) -> None:
        wanted = [DeleteObject(key) for key in keys]
        refused = await self._run(lambda: list(self._minio.remove_objects(self._address.bucket, wanted)))
        if refused:
            raise StoreUnavailable(f"the store did not remove {len(refused)} objects: {refused[0].code}")

    async def check(self) -> None:
        if not await self._run(self._minio.bucket_exists, self._address.bucket):
            raise StoreUnavailable(f"the store has no bucket {self._address.bucket}")
        await self.write(PROBE, 0, once(b""))

    async def close(self) -> None:
        await self._http.aclose()
        self._threads.close()

    @asynccontextmanager
    async def _asked(
        self, method: str, key: str, head: dict[str, str] | None = None, body: AsyncIterator[bytes] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The answer while it streams. Only the connection's own errors are ours; those of `body` pass."""
        url = self._minio.get_presigned_url(method, self._address.bucket, key, expires=SIGNED_FOR)
        try:
            async with self._http.stream(method, url, headers=head, content=body) as answer:
                yield answer
        except httpx.HTTPError as error:
            raise StoreUnavailable(f"the store at {self._address.host}: {type(error).__name__}") from error

    async def _run(self, call: Callable[Arguments, Answer], *args: Arguments.args, **named: Arguments.kwargs) -> Answer:
        try:
            return await self._threads.run(call, *args, **named)
        except MinioException as error:
            raise _trouble(*_facts(error)) from None  # its text quotes the answer, and that may quote our key
        except (HTTPError, OSError) as error:
            raise StoreUnavailable(f"the store at {self._address.host}: {type(error).__name__}") from None


def _hush() -> None:
    """These loggers write every address they ask: object names, and signatures that still open them."""
    for name in ("httpx", "httpcore", "urllib3"):
        logging.getLogger(name).setLevel(logging.WARNING)


@cache
def _certificates() -> ssl.SSLContext:
    """Those of the system (and of SSL_CERT_FILE: centres have authorities of their own) beside the public ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _pool(certificates: ssl.SSLContext) -> PoolManager:
    timeout = Timeout(connect=CONNECT_SECONDS, read=SILENCE_SECONDS)
    return PoolManager(maxsize=THREADS, timeout=timeout, retries=False, ssl_context=certificates)


def _client(certificates: ssl.SSLContext) -> httpx.AsyncClient:
    """No proxy, no .netrc: the address is all there is."""
    limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=THREADS)
    timeout = httpx.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS, pool=None)
    return httpx.AsyncClient(verify=certificates, limits=limits, timeout=timeout, trust_env=False)


async def _must_be(answer: httpx.Response, *statuses: int) -> None:
    if answer.status_code not in statuses:
        raise _trouble(answer.status_code, (await answer.aread()).decode(errors="replace"))


def _facts(error: MinioException) -> tuple[int, str]:
    """Status and text of what the SDK raised; it keeps them in other places for servers that say text/xml."""
    if isinstance(error, S3Error):
        return error.response.status, f"<Code>{error.code}</Code>{error.message}"
    if isinstance(error, InvalidResponseError):
        return error._code, error._body or ""
    return (error.status_code if isinstance(error, ServerError) else 0), ""


def _trouble(status: int, text: str) -> StoreTrouble:
    """What an answer that is no success means; only its code goes into the reason, never its text."""
    found = _CODE.search(text)
    code = found[1] if found else ""
    reason = f"the store answered {status} {code}".rstrip()
    if status == 507 or _FULL.search(text):
        return StoreFull(reason)
    if status in (401, 403):
        return StoreRefusesUs(reason)
    if code == "NoSuchKey" or status == 416:
        return ObjectMissing()
    return StoreUnavailable(reason)
