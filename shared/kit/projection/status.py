"""Where a projection stands, from its database: for `/v1/status` of any process, and for waiting readers."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final

from shared.kit.errors import Unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.compose import QUERIES, search_path
from shared.kit.projection.port import ReadModel
from shared.kit.projection.sequence import Seen, decode_seen

WAIT_POLL_MIN_S: Final = 0.005
WAIT_POLL_MAX_S: Final = 0.1


async def status(pool: Pool, model: ReadModel[Any]) -> Mapping[str, object]:
    """Return offsets, keys that stand still and records set aside, as JSON values.

    Lag is known to the process that runs the projector; see its `report`.
    """
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(search_path(model.name, local=True))
        counts: Any = await connection.fetchrow(QUERIES["status"])
        offsets = await connection.fetch(QUERIES["all_offsets"])
    answer: dict[str, object] = dict(counts)
    for name in ("parked_since", "moved_at"):
        answer[name] = None if counts[name] is None else counts[name].isoformat()
    by_topic: dict[str, dict[str, int]] = {}
    for row in offsets:
        by_topic.setdefault(row["topic"], {})[str(row["partition"])] = row["next_offset"]
    return {**answer, "offsets": by_topic}


async def wait_for(  # noqa: PLR0913 -- a position has two parts, and the wait has its end
    pool: Pool, model: ReadModel[Any], key: str, source: str, sequence: int, *, timeout_s: float
) -> None:
    """The key's row has seen `sequence` of `source`. Raises `Unavailable` when it has not in time.

    A key that stands still is not waited for: only a person can make it move.
    """
    deadline, pause = monotonic() + timeout_s, WAIT_POLL_MIN_S
    while True:
        seen, stands_still = await _seen(pool, model, key)
        if seen.get(source, (0, ""))[0] >= sequence:
            return
        if stands_still:
            raise Unavailable(f"{model.name}: {key} stands still before {source}:{sequence}")
        if monotonic() + pause > deadline:
            raise Unavailable(f"{model.name}: {key} has not seen {source}:{sequence} yet")
        await asyncio.sleep(pause)
        pause = min(pause * 2, WAIT_POLL_MAX_S)


async def _seen(pool: Pool, model: ReadModel[Any], key: str) -> tuple[Seen, bool]:
    async with pool.acquire() as connection, connection.transaction(readonly=True):
        await connection.execute(search_path(model.name, local=True))
        rows = await connection.fetch(model.select, [key])
        if rows:
            return decode_seen(rows[0]["seen"]), await connection.fetchval(QUERIES["is_parked"], key)
        return {}, await connection.fetchval(QUERIES["is_parked"], key)
