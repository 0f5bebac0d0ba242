"""Very many obligations fall due within a second: each is breached once, in bounded memory."""

import asyncio
import functools
import resource
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from services.visits.obligation.decide import DEADLINE_KIND
from services.visits.obligation.events import ObligationOpened, Owed
from services.visits.obligation.use_cases import CODEC
from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, wire
from shared.kit.clock import FixedClock
from tests.support.whole_service import Caller, prepare, serving, settings_for

ANSWERED_WITHIN_S = 2.0
GROWTH_MAX_KIB = 64 * 1024
"""A worker that read all that is due at once would need a kilobyte for each: a gigabyte for a million."""

OPENED = """
CREATE TEMPORARY TABLE many AS
SELECT
  md5('obligation ' || n)::uuid AS obligation,
  md5('customer ' || n)::uuid AS customer,
  $2::timestamptz + make_interval(secs => n::double precision / $1::integer) AS due_at
FROM generate_series(1, $1::integer) AS n
"""
STREAMS = (
    "INSERT INTO streams (stream, key, version) SELECT 'obligation-' || obligation, customer, 1 FROM many"
)
KEYS = "INSERT INTO keys (key, published) SELECT customer, 1 FROM many"
EVENTS = """
INSERT INTO events
  (stream, key, version, event_id, type, schema_version, data, metadata, occurred_at, sequence)
SELECT
  'obligation-' || obligation, customer, 1, md5('event ' || obligation)::uuid, 'obligation-opened', 1,
  convert_to(replace(replace(replace($1::text, $2, obligation::text), $3, customer::text),
    $4, to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')), 'UTF8'),
  '{}', now(), 1
FROM many
"""
DEADLINES = """
INSERT INTO deadlines (id, key, stream, kind, due_at, detail)
SELECT 'obligation-' || obligation || '/next', customer, 'obligation-' || obligation, $1, due_at, '{}'
FROM many
"""
BREACHES = """
SELECT count(*) AS breaches, count(DISTINCT stream) AS obligations
FROM events
WHERE type = 'obligation-breached'
"""


async def _opened(database: str, obligations: int, first_due: datetime) -> str:
    """So many customers are owed something within a second, as the store would have it; return one."""
    due_at = datetime(2001, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
    owed = Owed(
        *(UUID(int=1), UUID(int=2), "contact_interval", "2026", "回访", "contact", "owner", "li.na"),
        *("contact_logged", due_at, "default-1"),
    )
    data = CODEC.encode(ObligationOpened(owed, (), (), first_due - timedelta(days=14))).data.decode()
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("SET synchronous_commit TO off")
        await connection.execute(OPENED, obligations, first_due)
        await connection.execute(STREAMS)
        await connection.execute(KEYS)
        stood_in = str(UUID(int=1)), str(UUID(int=2)), due_at.isoformat().replace("+00:00", "Z")
        await connection.execute(EVENTS, data, *stood_in)
        await connection.execute(DEADLINES, DEADLINE_KIND)
        await connection.execute("ANALYZE")
        return str(await connection.fetchval("SELECT obligation FROM many LIMIT 1"))
    finally:
        await connection.close()


async def _asked_until_all_ended(caller: Caller, observer: asyncpg.Connection, obligation: str) -> float:
    """Somebody reads for as long as deadlines stand; returns the longest that an answer took."""
    longest = 0.0
    while await observer.fetchval("SELECT EXISTS (SELECT FROM deadlines)"):
        began = time.monotonic()
        read = await caller.get(f"/v1/obligations/{obligation}")
        longest = max(longest, time.monotonic() - began)
        assert read.status_code == 200, read.text
        await asyncio.sleep(0.05)
    return longest


@pytest.mark.parametrize(
    "obligations", [1_000, pytest.param(1_000_000, marks=[pytest.mark.long, pytest.mark.timeout(7_200)])]
)
async def test_many_obligations_fall_due_within_a_second(database: str, obligations: int) -> None:
    await prepare(database, MIGRATIONS, MODELS)
    clock = FixedClock(datetime.now(UTC))
    one = await _opened(database, obligations, clock.now() + timedelta(days=1))
    clock.advance(timedelta(days=1, seconds=2))
    observer = await asyncpg.connect(database)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        only_deadlines = functools.partial(str.__eq__, "deadlines")
        with_clock = functools.partial(wire, clock=clock)
        async with serving(
            with_clock, settings_for(VisitsSettings, database), roles=only_deadlines
        ) as caller:
            longest = await _asked_until_all_ended(caller, observer, one)
        found = await observer.fetchrow(BREACHES)
    finally:
        await observer.close()
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert found is not None
    assert tuple(found) == (obligations, obligations)
    assert longest < ANSWERED_WITHIN_S
    assert grown < GROWTH_MAX_KIB
