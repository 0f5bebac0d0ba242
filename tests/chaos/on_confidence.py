"""Oracle of confidence: what is told under a consent stands under its seal, and what is erased is gone."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence

from shared.contracts.envelope import Message
from tests.chaos.telling import PRIVATE
from tests.chaos.world import World
from tests.support.planted import tables_with

_FACTS = "SELECT stream, type, data FROM events ORDER BY stream, version"


async def findings(world: World, log: Mapping[str, Sequence[Message]]) -> AsyncIterator[str]:
    """What is wrong with what leads keeps under a seal. `log` are the messages of each topic."""
    async with world.connected("leads") as connection:
        rows = await connection.fetch(_FACTS)
        keys = {str(row["key_id"]) for row in await connection.fetch("SELECT key_id FROM content_keys")}
        for table in sorted(await tables_with(connection, PRIVATE)):
            yield f"leads: what was told in confidence can be read in {table}"
    for message in log["leads"]:
        if PRIVATE.encode() in message.data:
            yield f"leads: what was told in confidence is on the topic: {message}"
    facts = [(row["stream"], row["type"], json.loads(row["data"])) for row in rows]
    named = {key for _, kind, told in facts if kind == "content-erased" for key in told["key_ids"]}
    if left := named & keys:
        yield f"leads: erased, and yet there are the keys {sorted(left)}"
    erased: set[str] = set()
    for stream, kind, told in facts:
        if kind == "content-erased":
            erased.update(told["key_ids"])
        elif sealed := told.get("sealed"):
            if sealed["key_id"] in erased:
                yield f"{stream}: sealed with a key that was erased before: {told}"
            if sealed["key_id"] not in keys | named:
                yield f"{stream}: nobody can open it, and nobody asked for that: {told}"
