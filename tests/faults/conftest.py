"""What fault tests take: a nursery of real servers and a tender prepared once for all of them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from itertools import count
from pathlib import Path

import pytest

from foundation.database import EmbeddedPostgres

pytest.register_assert_rewrite("tests.faults.tender", "tests.faults.census", "tests.faults.patient")

from tests.faults.servers import Nursery  # noqa: E402 - pytest wants to be told before what it shall explain
from tests.faults.stage import Prepared, Stage, prepare, prepare_sent, staged  # noqa: E402

Staged = Callable[..., AbstractAsyncContextManager[Stage]]


@pytest.fixture(scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    """See nursery.py."""
    nursery = await Nursery.open()
    yield nursery
    await nursery.close()


@pytest.fixture(scope="session")
async def sealed(postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Bids sealed, not sent."""
    return await prepare(postgres.url, tmp_path_factory.mktemp("faults") / "sealed")


@pytest.fixture(scope="session")
async def sent(sealed: Prepared, postgres: EmbeddedPostgres, tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Bids sent."""
    return await prepare_sent(sealed, postgres.url, tmp_path_factory.mktemp("faults") / "sent")


_numbers = count(1)


@pytest.fixture
def on_stage(nursery: Nursery, sealed: Prepared, sent: Prepared, postgres: EmbeddedPostgres, tmp_path: Path) -> Staged:
    """`async with on_stage("seal.judged:1", ...) as stage:`: a tender whose server dies of these, one after another.

    It begins with bids that were sent, or with `begin="sealed"`.
    """

    def open_stage(*kills: str, begin: str = "sent") -> AbstractAsyncContextManager[Stage]:
        prepared = {"sealed": sealed, "sent": sent}[begin]
        name, folder = f"faults_{next(_numbers)}", tmp_path / "stage"
        return staged(prepared, nursery, postgres.url, name, folder, lambda _: iter(kills))

    return open_stage
