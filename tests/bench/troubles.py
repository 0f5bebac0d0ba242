"""Webhooks as they come, over TLS: at a pace, beside bad endpoints, through a kill, through an outage."""

import asyncio
import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter, time
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from deploy.local.ports import free_port
from services.notify.dispatch.shards import SHARDS
from services.notify.dispatch.slots import IN_FLIGHT_MAX
from services.notify.intake.model import Intake
from services.notify.wiring import MIGRATIONS
from shared.kit.postgres.pool import Pool, opened_pool
from tests.bench.harness import Case, Limit, Sample, Wrong
from tests.bench.stage import Stage, serving
from tests.bench.webhooks import HOST
from tests.notify.certificates import make_certificate
from tests.notify.ledger import Hands
from tests.support.eventually import eventually
from tests.support.tcp_proxy import TcpProxy
from tests.support.whole_service import prepare

HEALTHY, RATE, KILL_RATE, TOO_MUCH_RATE, SECONDS, AWAY_S = 8, 1_000, 2_000, 15_000, 5, 5
KILL_MOST = 12_000
WARM_S = 1.0
"""The first second opens lanes and connections; what comes later counts."""

P99_MS_MAX, DOUBLED_MAX, BACK_S_MAX, CAUGHT_UP_S_MAX = 11, 34, 5, 10
"""What the best of the peers measured on such a machine reached, or less."""

WITHIN_S = 60

_SESSIONS = """
SELECT count(*) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()
"""

_CALLED = """
SELECT d.delivery_id::text AS id, extract(epoch FROM m.recorded_at)::float8 AS told, e.url,
  (SELECT count(*) FROM attempts AS a WHERE a.delivery_id = d.delivery_id) AS tried
FROM (SELECT delivery_id, endpoint_id, message_no FROM outcomes WHERE state = 'delivered'
  UNION ALL SELECT delivery_id, endpoint_id, message_no FROM due) AS d
JOIN messages AS m USING (message_no) JOIN endpoints AS e ON e.id = d.endpoint_id
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A ledger with its endpoints, and the sink that they all are."""

    pool: Pool
    database: str
    sink: str
    folder: Path
    lanes: int

    def process(
        self, owner: str, *, rate: int = RATE, first: int = 0, count: int = 0, database: str = ""
    ) -> "contextlib.AbstractAsyncContextManager[asyncio.subprocess.Process]":
        """A dispatcher with its intake."""
        told: dict[str, Any] = {"rate": rate, "first": first, "count": count, "lanes": self.lanes}
        told |= {"database": database or self.database, "certificate": str(self.folder / "certificate")}
        return serving("tests.bench.pacing", owner=owner, shards=SHARDS, **told)

    def calls(self) -> list[tuple[str, float]]:
        """Return every call that came, once the sink has been stopped."""
        return [(id_, moment) for id_, moment in json.loads(Path(self.sink).read_text())]

    async def left(self, owner: str) -> None:
        """The database has no session of that process any more."""

        async def has_none() -> bool:
            return not await self.pool.fetchval(_SESSIONS, owner)

        await eventually(has_none, WITHIN_S)

    async def delivered(self, number: int) -> None:
        """So many deliveries have ended well."""

        async def have_ended() -> bool:
            return bool(await self.pool.fetchval("SELECT count(*) FROM outcomes") >= number)

        await eventually(have_ended, WITHIN_S)


@dataclass(frozen=True, slots=True)
class Called:
    """The calls that came to healthy endpoints: each id's moments, when each was told, attempts recorded."""

    came: dict[str, list[float]]
    told: dict[str, float]
    tried: dict[str, int]

    @property
    def doubled(self) -> int:
        """Calls beyond the first of their id."""
        return sum(len(moments) - 1 for moments in self.came.values())

    def latencies_ms(self) -> dict[str, float]:
        """From a message's making to its call, once warm."""
        warm = min(self.told.values()) + WARM_S
        waits = [self.came[id_][0] - told for id_, told in self.told.items() if told >= warm]
        cuts = quantiles([1_000 * wait for wait in waits], n=100)
        return {"p50 ms": cuts[49], "p99 ms": cuts[98]}


Scene = Callable[[Place], Awaitable[tuple[int, float, dict[str, float]]]]
"""Returns deliveries to the healthy, the seconds they took, and numbers."""


@contextlib.asynccontextmanager
async def cases(stage: Stage) -> AsyncIterator[Sequence[Case]]:
    """Yield the cases."""
    scenes: dict[str, tuple[Scene, Sequence[str], dict[str, float]]] = {
        f"webhooks at {RATE:,}/s": (_paced, (), {"p99 ms": P99_MS_MAX}),
        "beside one that hangs and one that fails": (_paced, ("hangs", "fails"), {"p99 ms": P99_MS_MAX}),
        f"dispatcher killed at {KILL_RATE:,}/s": (
            partial(_killed, KILL_RATE),
            (),
            {"doubled": DOUBLED_MAX, "last one after s": BACK_S_MAX},
        ),
        "dispatcher killed with more to do than it can": (
            partial(_killed, TOO_MUCH_RATE),
            (),
            {"doubled": IN_FLIGHT_MAX, "last one after s": BACK_S_MAX},
        ),
        f"database away for {AWAY_S} s": (_away, (), {"doubled": 0, "caught up s": CAUGHT_UP_S_MAX}),
    }
    yield [
        Case(
            name,
            "deliveries",
            {"ours": partial(_played, stage, scene, bad, "p99 ms" in limits)},
            limits=[Limit("ours", number, most) for number, most in limits.items()],
        )
        for name, (scene, bad, limits) in scenes.items()
    ]


async def _played(stage: Stage, scene: Scene, bad: Sequence[str], is_timed: bool) -> Sample:  # noqa: FBT001 -- bound once
    with tempfile.TemporaryDirectory(prefix="tuoke-bench-") as text:
        folder, port = Path(text), free_port()
        files: dict[str, Any] = {name: str(folder / name) for name in ("certificate", "key", "heard")}
        make_certificate(folder / "certificate", folder / "key", HOST)
        async with stage.database() as url:
            await prepare(url, MIGRATIONS, [Intake()])
            async with opened_pool(url, application_name="bench") as pool:
                names = [*map(str, range(HEALTHY)), *bad]
                place = Place(pool, url, files["heard"], folder, len(names))
                async with serving("tests.bench.sink", port=port, **files):
                    for number, name in enumerate(names):
                        target = f"https://{HOST}:{port}/{name}"
                        await Hands.on(pool).endpoint(target, [f"tuoke.leads.e{number}"])
                    items, seconds, numbers = await scene(place)
                called = await _called(place)
    _check(called, items)
    numbers |= {"doubled": called.doubled} | (called.latencies_ms() if is_timed else {})
    return Sample(items, seconds, numbers=numbers)


def _check(called: Called, items: int) -> None:
    """Nothing lost, nothing unasked, and an attempt on record for each call that was not cut by a kill."""
    if set(called.came) != set(called.told) or len(called.told) != items:
        raise Wrong(f"{len(called.told)} due, {len(called.came)} came, wanted {items}")
    unrecorded = sum(len(moments) - called.tried[id_] for id_, moments in called.came.items())
    if unrecorded != called.doubled:
        raise Wrong(f"{unrecorded} calls without a recorded attempt, {called.doubled} doubled")


async def _called(place: Place) -> Called:
    rows = await place.pool.fetch(_CALLED)
    healthy = [row for row in rows if row["url"].rpartition("/")[2].isdigit()]
    told = {row["id"]: row["told"] for row in healthy}
    came: dict[str, list[float]] = {}
    for id_, moment in place.calls():
        came.setdefault(id_, []).append(moment)
    for id_ in {row["id"] for row in rows} - told.keys():
        came.pop(id_, None)
    return Called(came, told, {row["id"]: row["tried"] for row in healthy})


async def _paced(place: Place) -> tuple[int, float, dict[str, float]]:
    count, began = RATE * SECONDS, perf_counter()
    healthy = Counter(number % place.lanes < HEALTHY for number in range(count))[True]
    async with place.process("one", count=count):
        await place.delivered(healthy)
        seconds = perf_counter() - began
    return healthy, seconds, {}


async def _killed(rate: int, place: Place) -> tuple[int, float, dict[str, float]]:
    count, began = min(rate * SECONDS, KILL_MOST), perf_counter()
    async with place.process("first", rate=rate, count=count) as first:
        await place.delivered(count // 2)
        first.kill()
        await first.wait()
    killed = time()
    # What it had sent the database before it died still takes effect there.
    await place.left("first")
    due = await place.pool.fetchval("SELECT count(*) FROM messages")
    async with place.process("second"):
        await place.delivered(due)
        last = time()
    return due, perf_counter() - began, {"last one after s": last - killed}


async def _away(place: Place) -> tuple[int, float, dict[str, float]]:
    count, began, parts = RATE * SECONDS, perf_counter(), urlsplit(place.database)
    async with TcpProxy(f"{parts.hostname}:{parts.port}") as proxy:
        netloc = f"{parts.netloc.rpartition('@')[0]}@{proxy.address}"
        async with place.process("one", count=count, database=urlunsplit(parts._replace(netloc=netloc))):
            await place.delivered(count // 2)
            await proxy.cut()
            await asyncio.sleep(AWAY_S)  # the outage itself
            await proxy.restore()
            restored = perf_counter()
            await place.delivered(count)
            caught_up = perf_counter() - restored
    return count, perf_counter() - began, {"caught up s": caught_up}
