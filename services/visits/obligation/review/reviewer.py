"""The role that looks at customers, a page at a time.

The projections of the facts move a customer to the front in the transaction of the change, so no change
is missed. A look moves them to the next moment at which time alone may change something, unless they
changed again meanwhile. A customer that cannot be looked at is tried later and holds up nobody.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import structlog

from services.visits.obligation.assess import assess, conditions, intervals, plan
from services.visits.obligation.assess.plan import Plan
from services.visits.obligation.decide import ObligationCommand
from services.visits.obligation.review.page import QUERIES, Found, read_page
from services.visits.obligation.use_cases import ObligationIntent, Obligations
from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.errors import Operational
from shared.kit.eventstore.handle import Request, handle_all
from shared.kit.eventstore.port import CommandId
from shared.kit.ids import uuid7
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary
from shared.kit.postgres.pool import Connection, Pool, Record
from shared.kit.projection.fingerprint import code_of
from shared.known import facts, words
from shared.policy import PolicyBook

PAGE_ROWS = 200
ADOPTED_ROWS = 5_000
POLL_S = 0.5
RETRY_FIRST = timedelta(seconds=1)
RETRY_DOUBLINGS_MAX = 12
"""A customer that fails is tried again after 1, 2, 4 … seconds, at last every hour or so."""

AGAIN_AFTER_MAX = timedelta(days=365)
"""When a customer comes again of whom time alone changes nothing; a bound, not a need."""

PRINCIPAL = "visits:reviews"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at a customer will do, and when the customer comes again."""

    key: str
    intents: Sequence[ObligationIntent]
    again_at: datetime


class Reviewer:
    """One service's looks at its customers. Run it as a role of the process; any number of replicas may."""

    def __init__(self, pool: Pool, use: Obligations, clock: Clock) -> None:
        self._pool, self._use, self._clock = pool, use, clock
        code = code_of(facts, words, intervals, conditions, plan)
        self._release = sha256(code.encode()).hexdigest()[:12]

    async def run(self, stop: asyncio.Event) -> None:
        """Customers are looked at until `stop` is set; the page at hand is finished first."""
        while not stop.is_set():
            try:
                async with self._pool.acquire() as connection:
                    # Of several processes one looks; two would only do the same work twice.
                    if await connection.fetchval(QUERIES["become_reviewer"]):
                        await self.adopt(connection)
                        await self._serve(connection, stop)
            except Exception as error:
                if not is_momentary(error):
                    raise
                _log.warning("obligations.review_interrupted", error=error)
            await set_within(stop, POLL_S)

    async def backlog(self) -> Mapping[str, Any]:
        """Return how many customers wait for a look, and how many could not be looked at."""
        return dict(await self._pool.fetchrow(QUERIES["backlog"], self._clock.now()) or {})

    async def look(self, connection: Connection) -> int:
        """Everybody of one page was looked at; returns how many that were. Raises `Unavailable`."""
        now = self._clock.now()
        book = await self._use.books.at(now)
        rules = f"{book.version} {self._release}"
        due = await connection.fetch(QUERIES["due"], now, rules, PAGE_ROWS)
        if not due:
            return 0
        failed: dict[str, str] = {}
        page = await read_page(connection, self._use, [row["key"] for row in due])
        looks = self._planned(page, book, now, failed)
        await self._done(looks, failed)
        again = {look.key: look.again_at for look in looks if look.key not in failed}
        await connection.execute(
            QUERIES["looked"],
            *_columns([row for row in due if row["key"] in again], lambda row: again[row["key"]]),
            rules,
        )
        bad = [row for row in due if row["key"] in failed]
        if bad:
            _log.warning("obligations.not_looked_at", customers=len(bad), reason=failed[bad[0]["key"]])
            columns = _columns(bad, lambda row: now + _pause(row["tries"]))
            await connection.execute(QUERIES["failed"], *columns, rules, [failed[row["key"]] for row in bad])
        return len(due)

    def _planned(
        self, page: Sequence[Found], book: PolicyBook, now: datetime, failed: dict[str, str]
    ) -> list[_Look]:
        looks = []
        for one in page:
            try:
                assessment = assess(UUID(one.key), one.customer, book, now)
                planned = Plan(assessment, one.past, one.customer.known, book, now).commands()
                intents = [self._intent(one.key, *command, now) for command in planned]
            except Exception as error:  # noqa: BLE001 -- one customer must not keep all others from being looked at
                failed[one.key] = f"{type(error).__name__}: {error}"
            else:
                looks.append(_Look(one.key, intents, assessment.look_again_at or now + AGAIN_AFTER_MAX))
        return looks

    def _intent(
        self, key: str, identity: UUID, command: ObligationCommand, now: datetime
    ) -> ObligationIntent:
        request = Request(_command(), now, PRINCIPAL, tracing.traceparent())
        return self._use.intent(identity, key, command, request)

    async def _done(self, looks: Sequence[_Look], failed: dict[str, str]) -> None:
        intents = [intent for look in looks for intent in look.intents]
        for intent, outcome in zip(intents, await handle_all(self._use.store, intents), strict=True):
            if isinstance(outcome, Exception):
                failed[intent.key] = f"{type(outcome).__name__}: {outcome}"

    async def adopt(self, connection: Connection) -> None:
        """Customers from before the list, or after it was lost, stand in it."""
        last: str | None = ""
        while last is not None:
            last = await connection.fetchval(QUERIES["adopt"], last, ADOPTED_ROWS)

    async def _serve(self, connection: Connection, stop: asyncio.Event) -> None:
        # The pages are read through the session that holds the lock: when it is lost, the next read fails.
        while not stop.is_set():
            try:
                looked = await self.look(connection)
            except Operational as error:
                _log.warning("obligations.review_interrupted", error=error)
                looked = 0
            if looked < PAGE_ROWS:
                await set_within(stop, POLL_S)


def _command() -> CommandId:
    """Return a command of its own: what repeats is told apart by the obligation's stream."""
    name = f"review {uuid7()}"
    return CommandId(name, sha256(name.encode()).digest())


def _columns(rows: Sequence[Record], at: Callable[[Record], datetime]) -> tuple[list[Any], ...]:
    return [row["key"] for row in rows], [row["changes"] for row in rows], [at(row) for row in rows]


def _pause(tries: int) -> timedelta:
    return RETRY_FIRST * (1 << min(tries, RETRY_DOUBLINGS_MAX))
