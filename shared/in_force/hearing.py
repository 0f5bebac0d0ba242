"""Whether this service may decide by its policy: how far it is known to have heard.

Everything announced is in the log at least `NOTICE_MIN` before it takes effect. So a service that holds
all that the log held at some moment knows the book in force until `NOTICE_MIN` after that moment, and
not longer. That moment is told by the log's end as the broker says it, and the offset of the rows as
the database says it; it is the same for every process of the service, whichever of them projects.
What scoring could not send within its notice is the one thing that nobody here can know of.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from shared.contracts.scoring import POLICY_KEY
from shared.contracts.topics import PARTITIONS
from shared.in_force.announced import QUERIES
from shared.in_force.books import Books
from shared.in_force.shelf import BookUnreadable
from shared.kit.clock import Clock
from shared.kit.errors import Unavailable
from shared.kit.kafka.topics import partition_of
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.consumption import Consumption
from shared.kit.projection.log_bounds import end_of
from shared.policy.timing import in_force

log = structlog.get_logger()

NOTICE_MIN = timedelta(minutes=1)
"""How long before it takes effect a book is announced, at the least."""

ASK_EVERY = timedelta(seconds=10)
"""How often the broker is asked for the log's end, at most; several times within the notice."""

ASK_TIMEOUT_S = 1.0
"""Less than a readiness check may take: a silent broker must not hide what is known."""


class Hearing:
    """Answers for one process. Asks nobody until it is asked."""

    def __init__(self, books: Books, pool: Pool, consumption: Consumption, clock: Clock) -> None:
        (topic,) = consumption.topics
        self._books, self._pool, self._consumption, self._clock = books, pool, consumption, clock
        self._held = topic, partition_of(POLICY_KEY, PARTITIONS)
        self._asked_at: datetime | None = None
        self._heard_until: datetime | None = None
        self._parked: str | None = None

    async def check(self) -> str | None:
        """Return None when the book in force is known and can be read, else one sentence."""
        now = self._clock.now()
        await self._ask(now)
        if self._parked is not None:
            return f"the policy's announcements stand still ({self._parked}); see the dead letters of policy"
        if self._heard_until is None:
            return "what was announced of the policy is not yet heard"
        if now - self._heard_until > NOTICE_MIN:
            until = self._heard_until.isoformat()
            return f"the policy was heard until {until} only, and another book may be in force by now"
        try:
            await self._books.at(now)
        except BookUnreadable as unreadable:
            return f"{unreadable}: a newer release announced it"
        return None

    async def report(self) -> Mapping[str, object]:
        """Return the book in force, those to come, and how far the policy is known to be heard."""
        now = self._clock.now()
        await self._ask(now)
        entries = await self._books.entries()
        holds = in_force(entries, now)
        coming = {in_force(entries, one.effective_from) for one in entries if one.effective_from > now}
        return {
            "version": holds.version,
            "effective_from": holds.effective_from,
            "coming": [
                {"version": one.version, "effective_from": one.effective_from}
                for one in sorted(coming, key=lambda one: one.effective_from)
            ],
            "heard_until": self._heard_until,
        }

    async def _ask(self, now: datetime) -> None:
        if self._asked_at is not None and timedelta() <= now - self._asked_at < ASK_EVERY:
            return
        try:
            end = await end_of(self._consumption, self._held, within_s=ASK_TIMEOUT_S)
            with momentary_as_unavailable("policy"):
                row = await self._pool.fetchrow(QUERIES["position"], *self._held, POLICY_KEY)
        except Unavailable as error:
            # What was known stays known, until its time is over.
            log.debug("policy.not_asked", reason=error)
            return
        assert row is not None  # noqa: S101 -- a row of two subqueries always comes back
        self._parked = row["parked"]
        if row["next_offset"] >= end:
            # The end was asked after `now`, so all that was in the log at `now` is in the rows.
            self._heard_until = now
            self._asked_at = now
