"""Oracle of ownership: nobody takes a customer from another, or claims more than the policy lets them."""

import json
from collections import Counter
from collections.abc import AsyncIterator
from zoneinfo import ZoneInfo

from shared.policy import default_book
from tests.chaos.world import World

_CHANGES = "SELECT key, data, recorded_at FROM events WHERE type = 'owner-changed' ORDER BY stream, version"


async def findings(world: World) -> AsyncIterator[str]:
    """What is wrong with the owners of customers."""
    book = default_book()
    zone, a_day = ZoneInfo(book.calendar.time_zone), book.pool.claims.a_day
    async with world.connected("leads") as connection:
        rows = await connection.fetch(_CHANGES)
    owners: dict[str, str | None] = {}
    claims: Counter[tuple[str, str]] = Counter()
    for row in rows:
        told = json.loads(row["data"])
        if told["before"] != owners.get(row["key"]) or told["before"] == told["after"]:
            yield f"leads: {row['key']} was owned by {owners.get(row['key'])}: {told}"
        if told["cause"] == "claimed":
            if told["before"] is not None:
                yield f"leads: {row['key']} was claimed from {told['before']}"
            claims[told["after"], str(row["recorded_at"].astimezone(zone).date())] += 1
        owners[row["key"]] = told["after"]
    for (person, day), count in claims.items():
        if count > a_day:
            yield f"leads: {person} claimed {count} customers on {day}"
