"""The pool's bounds hold in the database, and the moment's failures are told from defects."""

import asyncio

import asyncpg
import pytest

from shared.kit import metrics
from shared.kit.errors import Unavailable
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import PoolBounds, opened_pool
from tests.support.eventually import eventually


async def test_a_connection_names_itself_speaks_utc_and_is_bounded(database: str) -> None:
    bounds = PoolBounds(statement_timeout_ms=1_500, idle_in_transaction_ms=2_500)
    async with opened_pool(database, application_name="leads api", bounds=bounds) as pool:
        names = ["application_name", "timezone", "statement_timeout", "idle_in_transaction_session_timeout"]
        values = [await pool.fetchval("SELECT current_setting($1)", name) for name in names]
    assert values == ["leads api", "UTC", "1500ms", "2500ms"]


async def test_the_server_soon_ends_the_session_of_a_machine_that_is_gone(database: str) -> None:
    async with opened_pool(database, application_name="leads api") as pool:
        names = ["tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"]
        idle_s, interval_s, count = [int(await pool.fetchval("SHOW " + name)) for name in names]
    assert 0 < idle_s + interval_s * count <= 20, "as long its locks are held, which others wait for"


async def test_the_pool_is_closed_afterwards_even_when_a_connection_is_busy(database: str) -> None:
    bounds = PoolBounds(close_timeout_s=0.05)
    async with opened_pool(database, application_name="tests", bounds=bounds) as pool:
        sleeping = asyncio.create_task(pool.execute("SELECT pg_sleep(60)"))
        _: bool = await eventually(lambda: pool.get_idle_size() == 0)
    with pytest.raises((asyncpg.PostgresConnectionError, asyncpg.InterfaceError, ConnectionError)):
        await sleeping


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.TooManyConnectionsError("full"),
        asyncpg.InterfaceError("connection is closed"),
    ],
)
def test_the_moments_fault_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable) as raised, momentary_as_unavailable("load"):
        raise error
    assert raised.value.__cause__ is error


@pytest.mark.parametrize("error", [asyncpg.UniqueViolationError("twice"), LookupError("x")])
def test_a_defect_stays_what_it_is(error: Exception) -> None:
    with pytest.raises(type(error)), momentary_as_unavailable("load"):
        raise error


async def test_a_wrong_argument_is_a_defect_and_not_the_moments_fault(database: str) -> None:
    async with opened_pool(database, application_name="tests") as pool:
        with pytest.raises(asyncpg.DataError), momentary_as_unavailable("load"):
            await pool.fetchval("SELECT $1::int", "text")


async def test_metrics_tell_of_an_open_pool_and_who_waits_for_it(database: str) -> None:
    def said(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(f"tuoke_pool_{name}", {"pool": "leads api", **labels})

    async with opened_pool(database, application_name="leads api", bounds=PoolBounds(size_max=1)) as pool:
        async with pool.acquire():
            assert (said("connections", state="open"), said("connections", state="idle")) == (1, 0)
            waiting = asyncio.create_task(pool.fetchval("SELECT 1"))
            _: bool = await eventually(lambda: said("waiters") == 1)
        assert await waiting == 1
        assert said("waiters") == 0
    assert said("waiters") is said("connections", state="open") is None
