"""The role that looks at all customers for what only time, the policy or another service changes.

Some is done as soon as something is heard: it stands in an index of its own, which the projection fills in
the transaction of the fact. The rest changes with the day and with the policy alone, so all customers are
looked at now and then. Both go a page at a time, and end in commands to the customers' own streams.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import structlog

from services.leads.customer.use_cases import CustomerIntent
from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.errors import Operational
from shared.kit.eventstore.handle import Request, handle_all
from shared.kit.eventstore.port import CommandId, EventStore
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Connection, Pool, Record
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.reach import Reaches

PAGE_ROWS = 200
LOOK_EVERY = timedelta(hours=1)
"""How often all customers are looked at: a look reads a million rows in a second or so."""

POLL_S = 0.5

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))
Rule = TypeVar("Rule")

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Sweep:
    """Customers in order of their key, and the command that each is sent.

    `sql` takes the key to start behind, the most rows, and `arguments`. `name` tells a command from
    others to the same customer: the same name is the same command.
    """

    sql: str
    arguments: Sequence[Any]
    name: Callable[[Record], str]
    intent: Callable[[Record, Request], CustomerIntent]


class Sought(Protocol[Rule]):
    """What is looked for, by the rule of the moment."""

    name: ClassVar[str]
    """Of the role, and of its lock."""

    async def rule(self, now: datetime) -> Rule:
        """Return the rule in force; at another one all customers are looked at. Raises `Operational`."""
        ...

    def heard(self, rule: Rule) -> Sweep | None:
        """Return those of whom something was heard; swept at every turn. None if nothing hurries."""
        ...

    def due(self, rule: Rule, now: datetime) -> Sweep:
        """Return those for whom it is time; swept when all customers are looked at."""
        ...


class Looks(Generic[Rule]):
    """One service's looks for one thing. Run it as a role of the process; any number of replicas may."""

    def __init__(
        self, pool: Pool, store: EventStore, sought: Sought[Rule], reach: Reaches, clock: Clock
    ) -> None:
        """`reach` is that of the list of customers."""
        self._pool, self._store, self._sought, self._reach, self._clock = pool, store, sought, reach, clock
        self._looked: tuple[Rule, datetime] | None = None
        self._wanted_at: datetime | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Customers are looked at until `stop` is set; the page at hand is finished first."""
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    # Of several processes one looks; two would only do the same work twice.
                    if await connection.fetchval(QUERIES["become_looker"], self._sought.name):
                        await self._serve(connection, stop)
            except Exception as error:
                if not (isinstance(error, Operational) or is_momentary(error)):
                    raise
                _log.warning("looks.interrupted", looks=self._sought.name, error=error)
            await set_within(stop, POLL_S)

    async def _serve(self, connection: Connection, stop: asyncio.Event) -> None:
        # The pages are read through the session that holds the lock: when it is lost, the next read fails.
        while not stop.is_set():
            now = self._clock.now()
            rule = await self._sought.rule(now)
            heard = self._sought.heard(rule)
            if heard is not None:
                await self._swept(connection, heard)
            if self._looked is None or self._looked[0] != rule or now >= self._looked[1] + LOOK_EVERY:
                await self._look(connection, rule, now)
            await set_within(stop, POLL_S)

    async def _look(self, connection: Connection, rule: Rule, now: datetime) -> None:
        self._wanted_at = self._wanted_at or now
        # After an outage nobody is found quiet whose contacts are still on their way.
        if await self._reach.reached(self._wanted_at):
            await self._swept(connection, self._sought.due(rule, now))
            self._looked, self._wanted_at = (rule, now), None

    async def _swept(self, connection: Connection, sweep: Sweep) -> None:
        after = ""
        while rows := await connection.fetch(sweep.sql, after, PAGE_ROWS, *sweep.arguments):
            after = rows[-1]["key"]
            intents = [sweep.intent(row, self._request(sweep.name(row))) for row in rows]
            outcomes = await handle_all(self._store, intents)
            failed = [one for one in outcomes if isinstance(one, Exception)]
            if failed:
                # They stand where they are and are met again at the next look.
                _log.warning(
                    "looks.not_decided", looks=self._sought.name, customers=len(failed), error=failed[0]
                )

    def _request(self, name: str) -> Request:
        looks = self._sought.name
        command = CommandId(f"{looks} {name}", sha256(name.encode()).digest())
        return Request(command, self._clock.now(), f"leads:{looks}", tracing.traceparent())
