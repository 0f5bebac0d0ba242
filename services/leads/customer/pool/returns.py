"""Returns to the pool: gather, decide, append (S6-08)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from services.leads.customer.decide.ownership_commands import (
    CallOffReturn,
    Met,
    PoolRule,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.looks import Sweep
from services.leads.customer.use_cases import CustomerFile, CustomerIntent
from shared.in_force import InForce
from shared.kit.errors import Unavailable
from shared.kit.eventstore.handle import Request, handle
from shared.kit.eventstore.port import Appended
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool, Record
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.reach import Reaches
from shared.policy.names import LIFECYCLES, TIER_CLASSES
from shared.policy.pool import PoolChapter

QUERIES = load_queries(Path(__file__).with_name("idle.sql"))

UNGRADED = "potential"
"""The class of a customer of whom scoring said nothing yet (S4-04)."""


@dataclass(frozen=True, slots=True)
class PoolPolicy:
    """The chapter of the pool in one book."""

    chapter: PoolChapter
    version: str

    def of(self, tier: str | None) -> PoolRule:
        """Return the rule for customers of that class."""
        tier = tier or UNGRADED
        days: dict[str, int | None] = {
            lifecycle: self.chapter.idle_days_of(tier, lifecycle) for lifecycle in LIFECYCLES
        }
        return PoolRule(tier, days, self.chapter.warnings.days_before, self.version)

    def clocks(self) -> Sequence[tuple[str, str, int]]:
        """Return class, lifecycle and days of every clock that runs."""
        every = [(tier, lifecycle) for tier in TIER_CLASSES for lifecycle in LIFECYCLES]
        return [(*one, days) for one in every if (days := self.chapter.idle_days_of(*one)) is not None]


@dataclass(frozen=True, slots=True)
class PoolReturns:
    """What can be done about customers whom nobody meets; `Looks` seeks them."""

    name: ClassVar[str] = "pool"

    file: CustomerFile
    books: InForce
    pool: Pool
    reach: Reaches

    async def rule(self, now: datetime) -> PoolPolicy:
        """Return the chapter in force. Raises `Operational`."""
        book = await self.books.at(now)
        return PoolPolicy(book.pool, book.version)

    def heard(self, rule: PoolPolicy) -> Sweep:
        """Return the customers whose return was stopped after their owner was told of it."""

        def calling_off(row: Record, request: Request) -> CustomerIntent:
            customer_id = UUID(row["key"])
            command = CallOffReturn(customer_id, _met(row), rule.of(row["tier"]), request.now)
            return self.file.intent(customer_id, command, request)

        clocks = tuple(map(list, zip(*rule.clocks(), strict=True))) or ([], [], [])

        def name(row: Record) -> str:
            # The same until something else is known: a customer stays listed until the list has heard of it.
            known = (row["return_at"], row["met_at"], row["tier"], row["lifecycle"], rule.version)
            return f"call off {row['key']} {' '.join(map(str, known))}"

        return Sweep(QUERIES["stopped"], clocks, name, calling_off)

    def due(self, rule: PoolPolicy, now: datetime) -> Sweep:
        """Return the customers who go back within the notice, and whose owner was not told."""
        about = f"warn {now.isoformat()} {rule.version}"

        def warning(row: Record, request: Request) -> CustomerIntent:
            customer_id = UUID(row["key"])
            command = WarnOfReturn(customer_id, _met(row), rule.of(row["tier"]), request.now)
            return self.file.intent(customer_id, command, request)

        clocks = rule.clocks()
        until = now + rule.of(None).notice
        return Sweep(
            QUERIES["idle"],
            (
                [tier for tier, _, _ in clocks],
                [lifecycle for _, lifecycle, _ in clocks],
                [until - timedelta(days=days) for _, _, days in clocks],
            ),
            lambda row: f"{about} {row['key']}",
            warning,
        )

    async def step(self, customer_id: UUID, due_at: datetime, request: Request) -> Appended:
        """The warning, or the return, that was due then is told, unless something stopped it.

        Raises `Unavailable` while what was said by then is not all heard, or the customer's row stands still.
        """
        if not await self.reach.reached(due_at):
            raise Unavailable("what was said of the customer by then")
        with momentary_as_unavailable("customers"):
            row = await self.pool.fetchrow(QUERIES["one"], str(customer_id))
        if row is None or row["parked"]:
            # The list is being made anew, or hears no more of them: nobody is taken away blindly.
            raise Unavailable("customers")
        rule = (await self.rule(request.now)).of(row["tier"])
        command = TakeReturnStep(customer_id, _met(row), rule, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))


def _met(row: Record) -> Met | None:
    return None if row["met_at"] is None else Met(UUID(row["met_contact"]), row["met_at"])
