"""What people ask of deliveries: send one again, try an endpoint out."""

from typing import ClassVar
from uuid import UUID

from services.notify.delivery.log import QUERIES, Delivery, DeliveryLog
from services.notify.endpoint import store
from services.notify.endpoint.use_cases import EndpointNotEnabled, EndpointNotFound
from shared.kit.decider import Rejection
from shared.kit.eventstore.handle import Request
from shared.kit.ids import event_id
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Connection, Pool

PING_SOURCE = "notify"
PING_TYPE = "tuoke.notify.ping"
PING_SCHEMA = "urn:tuoke:schema:notify.ping:1"


class DeliveryNotFound(Rejection):
    """There is no such delivery."""

    code: ClassVar[str] = "delivery_not_found"


class Deliveries:
    """The commands on deliveries. Raise `Unavailable` while the database is away."""

    def __init__(self, pool: Pool) -> None:
        self._pool, self._log = pool, DeliveryLog(pool)

    async def resend(self, delivery: UUID, request: Request) -> Delivery:
        """The delivery is due now, under the id it always had; its receiver may know it already.

        Raises `DeliveryNotFound`, `EndpointNotEnabled`, `CommandReused`.
        """
        found = await self._log.find(delivery)
        if found is None:
            raise DeliveryNotFound(delivery=str(delivery))
        with momentary_as_unavailable("deliveries"):
            async with self._pool.acquire() as connection, connection.transaction():
                if await store.once(connection, request.command, found.endpoint_id, {}) is None:
                    await _must_be_enabled(connection, found.endpoint_id)
                    # First what waits: were it to end between the two, the second finds its outcome.
                    if await connection.fetchval(QUERIES["hasten"], delivery) is None:
                        await connection.execute(QUERIES["revive"], delivery)
        return await self._log.find(delivery) or found

    async def ping(self, endpoint: UUID, request: Request) -> Delivery:
        """A signed ping is due for the endpoint, on the same path as everything else.

        Raises `EndpointNotFound`, `EndpointNotEnabled`, `CommandReused`.
        """
        ping = event_id(f"ping:{request.command.id}", 0)
        with momentary_as_unavailable("deliveries"):
            async with self._pool.acquire() as connection, connection.transaction():
                delivery: UUID = await connection.fetchval(
                    QUERIES["delivery_id"], endpoint, PING_SOURCE, str(ping)
                )
                if await store.once(connection, request.command, endpoint, {}) is None:
                    if await store.find(connection, endpoint) is None:
                        raise EndpointNotFound(endpoint=str(endpoint))
                    await _must_be_enabled(connection, endpoint)
                    await connection.execute(
                        QUERIES["ping"],
                        endpoint,
                        PING_SOURCE,
                        str(ping),
                        PING_TYPE,
                        f"endpoint-{endpoint}",
                        request.now,
                        PING_SCHEMA,
                        b"{}",
                    )
        sent = await self._log.find(delivery)
        if sent is None:
            raise DeliveryNotFound(delivery=str(delivery))
        return sent


async def _must_be_enabled(connection: Connection, endpoint: UUID) -> None:
    if await connection.fetchval(QUERIES["enabled"], endpoint) is None:
        raise EndpointNotEnabled(endpoint=str(endpoint))
