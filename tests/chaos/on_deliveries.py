"""Oracle of deliveries: every matching event has one for each endpoint, it ended in a 2xx, under one id."""

from collections.abc import AsyncIterator

from shared.contracts.envelope import Message
from tests.chaos.world import FILTERS, World

_DELIVERIES = """
SELECT endpoints.url, messages.source, messages.id, outcomes.state, outcomes.delivery_id::text AS webhook_id
FROM outcomes
JOIN messages USING (message_no)
JOIN endpoints ON endpoints.id = outcomes.endpoint_id
"""


async def findings(world: World, log: dict[str, list[Message]]) -> AsyncIterator[str]:
    """What is wrong with the deliveries."""
    async with world.connected("notify") as connection:
        rows = await connection.fetch(_DELIVERIES)
        due = await connection.fetchval("SELECT count(*) FROM due")
    if due:
        yield f"{due} deliveries have not ended"
    for receiver, filters in zip(world.receivers, FILTERS, strict=True):
        wanted = {
            (service, message.id)
            for service, messages in log.items()
            for message in messages
            if matches(filters, message.type)
        }
        ended = {(row["source"], row["id"]): row for row in rows if row["url"] == receiver.url}
        for lost in wanted - ended.keys():
            yield f"{receiver.url}: no delivery of {lost}"
        for more in ended.keys() - wanted:
            yield f"{receiver.url}: a delivery of {more}, which is not on Kafka"
        for said, row in ended.items():
            if row["state"] != "delivered":
                yield f"{receiver.url}: {said} ended as {row['state']}"
            if said not in receiver.taken:
                yield f"{receiver.url}: {said} was never taken with a 2xx"
            if receiver.came[said] - {row["webhook_id"]}:
                yield f"{receiver.url}: {said} came as {receiver.came[said]}"
        for stranger in receiver.came.keys() - wanted:
            yield f"{receiver.url}: got {stranger}, which nobody published"


def matches(filters: list[str], type_: str) -> bool:
    """Whether an endpoint with these filters wants that type; our own reading, not the service's."""
    return any(
        pattern in {"*", type_} or (pattern.endswith(".*") and type_.startswith(pattern[:-1]))
        for pattern in filters
    )
