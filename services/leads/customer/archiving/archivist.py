"""The role that announces archiving, and takes it back as soon as something is heard.

The archiving itself is the deadline that an announcement sets. Who is quiet changes with the day and
with the policy alone, so all customers are looked at now and then, a page at a time; who was heard again
stands in an index of its own, which the projection fills in the transaction of the fact.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from services.leads.customer.archiving.use_cases import QUERIES, Archivings, last_fact
from services.leads.customer.decide import ArchivingRule
from services.leads.customer.decide.archiving import years_after
from services.leads.customer.use_cases import CustomerIntent
from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.errors import Operational
from shared.kit.eventstore.handle import Request, handle_all
from shared.kit.eventstore.port import CommandId
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Connection, Pool, Record

PAGE_ROWS = 200
LOOK_EVERY = timedelta(hours=1)
"""How often all customers are looked at: a look reads a million rows in a second or so."""

POLL_S = 0.5
PRINCIPAL = "leads:archiving"

_log = structlog.get_logger()


class Archivist:
    """One service's looks at quiet customers. Run it as a role of the process; any number of replicas may."""

    def __init__(self, pool: Pool, use: Archivings, clock: Clock) -> None:
        self._pool, self._use, self._clock = pool, use, clock
        self._looked: tuple[ArchivingRule, datetime] | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Customers are looked at until `stop` is set; the page at hand is finished first."""
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    # Of several processes one looks; two would only do the same work twice.
                    if await connection.fetchval(QUERIES["become_archivist"]):
                        await self._serve(connection, stop)
            except Exception as error:
                if not (isinstance(error, Operational) or is_momentary(error)):
                    raise
                _log.warning("archiving.interrupted", error=error)
            await _rest(stop)

    async def _serve(self, connection: Connection, stop: asyncio.Event) -> None:
        # The pages are read through the session that holds the lock: when it is lost, the next read fails.
        while not stop.is_set():
            await self._take_back(connection)
            await self._look(connection)
            await _rest(stop)

    async def _take_back(self, connection: Connection) -> None:
        after = ""
        while rows := await connection.fetch(QUERIES["returned"], after, PAGE_ROWS):
            after = rows[-1]["key"]
            await self._send([self._use.taking_back(row, self._request(_returned(row))) for row in rows])

    async def _look(self, connection: Connection) -> None:
        """Everybody who is quiet for long was announced, if a look is due: by time, or by another rule."""
        now = self._clock.now()
        rule = await self._use.rule(now)
        if self._looked is not None and self._looked[0] == rule and now < self._looked[1] + LOOK_EVERY:
            return
        before, after = years_after(now + rule.notice, -rule.years), ""
        while rows := await connection.fetch(QUERIES["quiet"], after, before, PAGE_ROWS):
            after = rows[-1]["key"]
            about = f"announce {now.isoformat()} {rule.policy_version}"
            await self._send(
                [self._use.announcing(row, rule, self._request(f"{about} {row['key']}")) for row in rows]
            )
        self._looked = rule, now

    async def _send(self, intents: Sequence[CustomerIntent]) -> None:
        outcomes = await handle_all(self._use.file.store, intents)
        failed = [one for one in outcomes if isinstance(one, Exception)]
        if failed:
            # They stand where they are and are met again at the next look.
            _log.warning("archiving.not_decided", customers=len(failed), error=failed[0])

    def _request(self, name: str) -> Request:
        command = CommandId(f"archiving {name}", sha256(name.encode()).digest())
        return Request(command, self._clock.now(), PRINCIPAL, tracing.traceparent())


def _returned(row: Record) -> str:
    """Return the same name until something newer is heard: a customer stays listed until that is heard."""
    return f"take back {row['key']} {last_fact(row).at.isoformat()}"


async def _rest(stop: asyncio.Event) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), POLL_S)
