"""A rebuild in a process of its own: ours from the log with the swap, or the bare fold of a copied table."""

import asyncio
import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import asyncpg
import uvloop

from shared.kit import collector
from shared.kit.postgres.pool import PoolBounds, opened_pool
from shared.kit.projection.consumption import Consumption, topics_of
from shared.kit.projection.rebuild import rebuild
from tests.bench.projecting import MODELS, Clocked
from tests.bench.rivals_kafka import Row, fold
from tests.bench.stage import say, told

_POOL = PoolBounds(size_max=6)
_LENGTH, _FIELDS = struct.Struct(">i"), struct.Struct(">h")
_HEAD_BYTES = 19


async def ours(given: Mapping[str, Any]) -> dict[str, Any]:
    """Rebuild the projection beside the live one, and swap it in."""
    model = MODELS[given["model"]]()
    topics = topics_of(model, given["prefix"])
    consumption = Consumption(given["kafka"], f"{given['group']}.{model.name}", topics, "beginning")
    async with opened_pool(given["database"], application_name="bench", bounds=_POOL) as pool:
        collector.settle()
        clocked = Clocked()
        rebuilt = await rebuild(pool, model, consumption)
        return clocked.said(rebuilt.records, {})


async def bare(given: Mapping[str, Any]) -> dict[str, Any]:
    """COPY the facts out, decode and fold each; nothing is written."""
    connection = await asyncpg.connect(given["database"])
    clocked, content, rows = Clocked(), bytearray(), dict[str, Row]()

    async def take(part: bytes) -> None:
        content.extend(part)

    await connection.copy_from_query("SELECT key, topic, data FROM log", output=take, format="binary")
    count, at, view = 0, _HEAD_BYTES, bytes(content)
    while _FIELDS.unpack_from(view, at)[0] > 0:
        at += _FIELDS.size
        texts = []
        for _ in range(3):
            length = _LENGTH.unpack_from(view, at)[0]
            at += _LENGTH.size
            texts.append(view[at : at + length])
            at += length
        key, topic, data = texts
        fold(rows.setdefault(key.decode(), [0, 0, None, 0, None]), topic.decode(), data)
        count += 1
    await connection.close()
    return clocked.said(count, {key: row[0] + row[3] for key, row in rows.items()})


if __name__ == "__main__":
    asked = told()
    at_work = ours(asked) if asked["contender"] == "ours" else bare(asked)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as loop, suppress(asyncio.CancelledError):
        say(**loop.run(at_work))
