"""The line to the platform: JSON by HTTP, tried again when the network drops, refusals passed on in their own words."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from commands.refusals import PlatformRefused, PlatformUnreachable

Pause = Callable[[float], None]

PATIENCE = httpx.Timeout(60.0, connect=15.0, write=90.0)
"""Seconds for one answer; the platform itself gives a silent upload up after 90."""

BUSY = frozenset({429, 502, 503, 504})
LONGEST_PAUSE = 8.0


def backoff(attempt: int) -> float:
    """Seconds before try number `attempt` + 1: 0.5, 1, 2, 4, 8, 8, ..."""
    return float(min(0.5 * 2.0**attempt, LONGEST_PAUSE))


class Wire:
    """One platform. Every request of these clients may be repeated: uploads by offset, the rest by digest."""

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        pause: Pause = time.sleep,
        tries: int = 8,
    ) -> None:
        self.url = url.rstrip("/")
        self.pause = pause
        self.tries = tries
        self._client = httpx.Client(base_url=self.url, transport=transport, timeout=PATIENCE, follow_redirects=True)

    def get(self, path: str, **query: Any) -> Any:
        """JSON of a GET; raises PlatformRefused, PlatformUnreachable."""
        return told(self.ask("GET", path, params=query)).json()

    def get_bytes(self, path: str, **query: Any) -> bytes:
        """Bytes of a GET."""
        return told(self.ask("GET", path, params=query)).content

    def post(self, path: str, body: Any) -> Any:
        """JSON answer of a POST with a JSON body."""
        return told(self.ask("POST", path, json=body)).json()

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer, whatever its status; dropped connections and a busy platform are tried again."""
        for attempt in range(self.tries):
            last = attempt == self.tries - 1
            try:
                answer = self._client.request(method, path, **request)
            except httpx.TransportError as fault:
                if last:
                    raise self.unreachable(fault) from None
            else:
                if answer.status_code not in BUSY or last:
                    return answer
            self.pause(backoff(attempt))
        raise AssertionError("the last try returns or raises")

    def once(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One try; raises httpx.TransportError."""
        return self._client.request(method, path, **request)

    def download(self, path: str, target: Path) -> None:
        """A GET into a file, in flat memory; whole or not at all."""
        fresh = target.with_name(target.name + ".part")
        for attempt in range(self.tries):
            try:
                with self._streamed(path) as chunks, fresh.open("wb") as file:
                    for chunk in chunks:
                        file.write(chunk)
                fresh.replace(target)
                return
            except httpx.TransportError as fault:
                if attempt == self.tries - 1:
                    raise self.unreachable(fault) from None
                self.pause(backoff(attempt))

    @contextmanager
    def _streamed(self, path: str) -> Iterator[Iterator[bytes]]:
        with self._client.stream("GET", path) as answer:
            if answer.is_error:
                answer.read()
            yield told(answer).iter_bytes()

    def unreachable(self, fault: Exception | None = None) -> PlatformUnreachable:
        """What to raise when all tries are used up."""
        return PlatformUnreachable(url=self.url, why=type(fault).__name__ if fault else "-")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()


def told(answer: httpx.Response) -> httpx.Response:
    """The answer, unless it is a refusal: then PlatformRefused with the platform's own words."""
    if answer.is_success:
        return answer
    raise PlatformRefused(problem_of(answer))


def problem_of(answer: httpx.Response) -> dict[str, Any]:
    """The RFC 9457 object of a refusal; one made up where something in between answered."""
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if isinstance(problem, dict) and "title" in problem:
        return {**problem, "status": answer.status_code}
    title = f"{answer.request.url.path}: HTTP {answer.status_code}"
    detail = {"detail": "Something between you and the platform answered.", "detail_zh": "应答来自平台之外的网络设备。"}
    return {"status": answer.status_code, "title": title, "title_zh": title, "rule": "D-NETWORK", **detail}
