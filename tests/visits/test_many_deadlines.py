"""Very many clocks run out at once: each is breached once, and people are answered meanwhile."""

import asyncio
import functools
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest

from services.visits.complaint.use_cases import Complaints
from services.visits.settings import VisitsSettings
from services.visits.wiring import MIGRATIONS, MODELS, wire
from shared.contracts.inbox import FileComplaint
from shared.kit.clock import FixedClock
from shared.kit.eventstore.handle import Publisher, Request
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import opened_pool
from tests.support.databases import connected
from tests.support.policies import OneBook
from tests.support.whole_service import Caller, prepare, serving, settings_for

pytestmark = pytest.mark.alone

AT_ONCE_MAX = 500
ANSWERED_WITHIN_S = 2.0
CLOCKS = "SELECT stream, convert_from(data, 'UTF8')::json ->> 'clock' AS clock FROM events WHERE type = $1"
BREACHED = "complaint-breached"


async def _filed(database: str, complaints: int, now: datetime) -> set[str]:
    """So many complaints are on file, each with two clocks; return their streams."""
    async with opened_pool(database, application_name="tests") as pool:
        use = Complaints.of(PostgresEventStore(pool), Publisher("visits", "test.visits.v1"), OneBook())

        async def one(number: int) -> str:
            told = FileComplaint.model_validate(
                {
                    "customer": {"source": "erp", "ref": f"C-{number}"},
                    "severity": "ordinary",
                    "summary": "noise",
                    "external_ref": {"source": "erp", "ref": f"Q-{number}"},
                    "filed_at": now.isoformat(),
                }
            )
            request = Request(CommandId(f"file {number}", b"h"), now, "tests")
            return (await use.file_complaint(told, request)).stream

        streams: set[str] = set()
        for first in range(0, complaints, AT_ONCE_MAX):
            batch = range(first, min(first + AT_ONCE_MAX, complaints))
            streams.update(await asyncio.gather(*(one(number) for number in batch)))
        return streams


async def _asked_until_all_ended(caller: Caller, observer: asyncpg.Connection, stream: str) -> list[float]:
    """Somebody reads and writes for as long as deadlines stand; return how long each answer took."""
    took: list[float] = []
    complaint = UUID(stream.removeprefix("case-"))
    while await observer.fetchval("SELECT EXISTS (SELECT FROM deadlines)"):
        began = time.monotonic()
        read = await caller.get(f"/v1/complaints/{complaint}")
        written = await caller.post(
            "/v1/visits",
            {
                "customer": {"source": "erp", "ref": "C-1"},
                "channel": "phone",
                "purposes": ["learn_needs"],
                "summary": "called",
                "effective": True,
                "salesperson": "s-1",
            },
        )
        took.append(time.monotonic() - began)
        assert (read.status_code, written.status_code) == (200, 201), written.text
    return took


@pytest.mark.parametrize(
    "complaints", [400, pytest.param(50_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
async def test_all_clocks_of_all_complaints_run_out_at_once(database: str, complaints: int) -> None:
    await prepare(database, MIGRATIONS, MODELS)
    clock = FixedClock(datetime.now(UTC))
    streams = await _filed(database, complaints, clock.now())
    clock.advance(timedelta(days=60))
    settings = settings_for(VisitsSettings, database)
    async with connected(database) as observer:
        assert await observer.fetchval("SELECT count(*) FROM deadlines") == 2 * complaints
        async with serving(
            functools.partial(wire, clock=clock), settings, roles=lambda name: name == "deadlines"
        ) as caller:
            took = await _asked_until_all_ended(caller, observer, min(streams))
        breached = [(row["stream"], row["clock"]) for row in await observer.fetch(CLOCKS, BREACHED)]
    assert sorted(breached) == sorted((s, c) for s in streams for c in ("acknowledge", "resolve"))
    assert len(took) > 1
    assert max(took) < ANSWERED_WITHIN_S
