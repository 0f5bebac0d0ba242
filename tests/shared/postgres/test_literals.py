"""PostgreSQL reads a column written as the text of an array as it reads the values themselves."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.kit.postgres.literals import LITERALS, array_literal, written
from tests.support.databases import connected, run_apart

INTEGERS = {"smallint": 15, "integer": 31, "bigint": 63}
ZONES = st.timedeltas(timedelta(hours=-23), timedelta(hours=23)).map(
    lambda offset: timezone(timedelta(seconds=int(offset.total_seconds())))
)
EARLY, LATE = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 -- the zone is drawn beside
TIMES = st.datetimes(EARLY, LATE, timezones=st.just(UTC) | ZONES)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.integers(-(2**bits), 2**bits - 1) for name, bits in INTEGERS.items()},
    "boolean": st.booleans(),
    "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")),
    "timestamptz": TIMES,
}
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    async with connected(url) as connection:
        yield connection


async def _read_back(url: str, name: str, values: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    async with _connected(url) as connection:
        literal = await connection.fetchval(
            f"SELECT $1::text::{name}[]", written("column", LITERALS[name], values)
        )
        return literal, await connection.fetchval(f"SELECT $1::{name}[]", values)


@pytest.mark.parametrize("name", sorted(LITERALS))
@few
@given(st.data())
def test_what_is_written_is_what_asyncpg_would_have_sent(
    name: str, database: str, data: st.DataObject
) -> None:
    values = data.draw(st.lists(st.none() | VALUES[name], max_size=20))
    literal, sent = run_apart(_read_back(database, name, values))
    assert literal == sent


@pytest.mark.parametrize(
    "text", ["", "null", "{}", "a,b", 'say "so"', "back\\slash", "a\nb\\n", "\t\x01\u2028", "王芳"]
)
async def test_a_text_that_means_something_to_json_or_to_arrays(text: str, database: str) -> None:
    literal, _ = await _read_back(database, "text", [text, None, text])
    assert literal == [text, None, text]


async def test_an_identity_is_kept(database: str) -> None:
    ids = [uuid4(), None, uuid4()]
    async with _connected(database) as connection:
        assert await connection.fetchval("SELECT $1::text::uuid[]", array_literal(ids)) == ids


async def test_a_zone_of_seconds_is_kept(database: str) -> None:
    """Shanghai was 8:05:43 ahead before 1901; written as 08:06 the time would be another."""
    moment = datetime(1900, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    literal, _ = await _read_back(database, "timestamptz", [moment])
    assert literal == [moment]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "\ud800"),
        ("timestamptz", datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-8)))),
    ],
)
def test_what_no_column_can_hold_is_a_fault_of_the_data(name: str, value: Any) -> None:
    with pytest.raises(asyncpg.DataError, match=r"^the_column: "):
        written("the_column", LITERALS[name], [value])


@pytest.mark.parametrize(
    ("name", "value"), [("bigint", 2**63), ("bigint", 2**70), ("bigint", 1.5), ("text", "a\x00b")]
)
async def test_what_postgres_refuses_is_a_fault_of_the_data(name: str, value: Any, database: str) -> None:
    async with _connected(database) as connection:
        with pytest.raises(asyncpg.DataError):
            await connection.fetchval(f"SELECT $1::text::{name}[]", written("c", LITERALS[name], [value]))
