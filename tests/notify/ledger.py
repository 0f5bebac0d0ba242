"""Hands in the ledger: endpoints by the use cases, messages by the intake's own statement."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from services.notify.delivery.payload import View
from services.notify.dispatch.dispatcher import Dispatcher
from services.notify.dispatch.ledger import Ledger
from services.notify.dispatch.shards import LEASE_S, Shards
from services.notify.endpoint.addresses import AddressPolicy
from services.notify.endpoint.secrets import Vault
from services.notify.endpoint.use_cases import Endpoints, Keyed, NewEndpoint
from services.notify.intake.model import Intake
from services.notify.sender.client import Sender
from services.notify.sender.gate import system_lookup
from shared.contracts.envelope import Message
from shared.kit.clock import SystemClock
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import CommandId
from shared.kit.postgres.pool import Connection, Pool
from shared.kit.projection.compose import numbered, search_path
from shared.kit.projection.port import Fact, Touched
from tests.support.eventually import WITHIN_S, eventually

ENCRYPTION_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
TOPIC = "test.notify.v1"
LOOPBACK = AddressPolicy.of(["127.0.0.0/8"])
LEAD_CAPTURED = "tuoke.leads.lead-captured"

_numbers = count(1)
# The projector fences the same CTEs with offsets; here they run alone.
_WRITE = numbered(f"WITH {Intake.write} SELECT 1")
_DELIVERIES_OF = """
SELECT count(*)
FROM messages
JOIN (
    SELECT delivery_id, message_no FROM due UNION SELECT delivery_id, message_no FROM outcomes
) AS delivery USING (message_no)
WHERE messages.id = ANY ($1)
"""


def asked(name: str | None = None, content: bytes = b"content") -> Request:
    """Return a request with an idempotency key of its own."""
    name = name or uuid4().hex
    return Request(CommandId(name, sha256(content).digest()), datetime.now(UTC), "tester")


def message(  # noqa: PLR0913 -- each may matter to a test
    type_: str = LEAD_CAPTURED,
    *,
    source: str = "leads",
    key: str = "c-1",
    id_: str | None = None,
    data: bytes = b'{"customer_id":"c-1","name":"\xe7\x8e\x8b"}',
    recorded_at: datetime | None = None,
    traceparent: str | None = None,
) -> Message:
    """Return a well-formed message."""
    now = datetime.now(UTC)
    return Message(
        id=id_ or str(uuid4()),
        source=source,
        type=type_,
        subject=f"customer-{key}",
        key=key,
        sequence=next(_numbers),
        time=now,
        recorded_at=recorded_at or now,
        dataschema="urn:tuoke:schema:leads.lead-captured:1",
        data=data,
        traceparent=traceparent,
    )


async def take_in(connection: Connection, *messages: Message) -> None:
    """The intake's statement has run for one batch, in the caller's transaction."""
    await connection.execute(search_path(Intake.name, local=True))
    await write_intake(connection, *messages)


async def write_intake(connection: Connection, *messages: Message) -> None:
    """The same, on a connection whose search path is the intake's."""
    model = Intake()
    touched: list[Touched[Any]] = [
        Touched(m.key, 0, None, model.start(m.key), [Fact(m, model.decode(m))]) for m in messages
    ]
    keys = sorted({m.key for m in messages})
    values = {
        "key": keys,
        "seen": ["{}" for _ in keys],
        "partition": [0 for _ in keys],
        **model.rows(touched),
    }
    await connection.execute(_WRITE.text, *_WRITE.bind(values))


async def hear(pool: Pool, *messages: Message) -> int:
    """One batch has been taken in; returns how many deliveries it made due."""
    async with pool.acquire() as connection, connection.transaction():
        ids = [m.id for m in messages]
        before: int = await connection.fetchval(_DELIVERIES_OF, ids)
        await take_in(connection, *messages)
        after: int = await connection.fetchval(_DELIVERIES_OF, ids)
    return after - before


@dataclass(slots=True)
class Hands:
    """The ledger of one test."""

    pool: Pool
    vault: Vault
    endpoints: Endpoints

    @classmethod
    def on(cls, pool: Pool, policy: AddressPolicy = LOOPBACK) -> "Hands":
        """Return hands on the ledger behind `pool`."""
        vault = Vault(ENCRYPTION_KEY)
        return cls(pool, vault, Endpoints(pool, vault, policy, system_lookup, TOPIC))

    async def endpoint(self, url: str, filters: Sequence[str] = ("*",), view: View = View.FULL) -> Keyed:
        """An endpoint is there."""
        return await self.endpoints.create(NewEndpoint(url, filters, view), asked())

    async def states(self) -> dict[UUID, tuple[str, int]]:
        """Return state and attempts of every delivery that ended."""
        rows = await self.pool.fetch("SELECT delivery_id, state, attempts FROM outcomes")
        return {row["delivery_id"]: (row["state"], row["attempts"]) for row in rows}

    async def count(self, table: str) -> int:
        """Return the rows of a table of the ledger."""
        counted: int = await self.pool.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 -- a test's own word
        return counted

    async def ended(self, number: int, within_s: float = 10) -> None:
        """So many deliveries have ended, within the deadline."""

        async def check() -> bool:
            return await self.count("outcomes") == number

        reached: bool = await eventually(check, within_s)
        assert reached

    async def tried(self, number: int, within_s: float = WITHIN_S) -> None:
        """So many attempts are recorded, within the deadline."""

        async def check() -> bool:
            return await self.count("attempts") >= number

        reached: bool = await eventually(check, within_s)
        assert reached

    async def hurry(self) -> None:
        """Everything that waits for its retry is due now."""
        await self.pool.execute("UPDATE due SET ready_at = now()")

    def dispatcher(
        self, owner: str = "one", *, sender: Sender | None = None, lease_s: float = LEASE_S
    ) -> tuple[Dispatcher, Sender]:
        """Return a dispatcher that is not running, and its sender to close."""
        sender = sender or Sender(LOOPBACK, system_lookup)
        dispatcher = Dispatcher(
            pool=self.pool,
            ledger=Ledger(self.pool, self.vault),
            shards=Shards(self.pool, owner, lease_s),
            sender=sender,
            clock=SystemClock(),
            topic=TOPIC,
            jitter=lambda: 0.0,
        )
        return dispatcher, sender

    @asynccontextmanager
    async def dispatching(
        self, owner: str = "one", sender: Sender | None = None
    ) -> AsyncIterator[Dispatcher]:
        """A dispatcher runs as long as the block."""
        dispatcher, used = self.dispatcher(owner, sender=sender)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop))
        try:
            yield dispatcher
        finally:
            stop.set()
            try:
                async with asyncio.timeout(20):
                    await running
            finally:
                await used.close()
