"""A customer's owner by hand: gather, decide, append (S1-07, S6-08)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from services.leads.customer.decide.ownership import claims_of, claims_of_day
from services.leads.customer.decide.ownership_commands import (
    AppealReturn,
    AssignOwner,
    ClaimCustomer,
    ClaimLimits,
    ClaimStanding,
    DecideReturnAppeal,
    ReleaseCustomer,
)
from services.leads.customer.use_cases import CustomerFile
from shared.contracts.ownership import ReturnVerdict
from shared.in_force import InForce
from shared.kit.errors import AlreadyReserved, Unavailable
from shared.kit.eventstore.handle import Request, handle
from shared.kit.eventstore.port import Appended
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries
from shared.policy import PolicyBook

QUERIES = load_queries(Path(__file__).with_name("claims.sql"))

CLAIM_TRIES_MAX = 16
"""More claims of one person at once than a person can ask for; who loses as often is told to come again."""

DAYS_BEHIND = 2
"""Claims of so many days are held against the list of customers, which is seconds behind."""


@dataclass(frozen=True, slots=True)
class Ownerships:
    """What people can do about who owns a customer."""

    file: CustomerFile
    books: InForce
    pool: Pool

    async def assign(self, customer_id: UUID, owner: str, reason: str, request: Request) -> Appended:
        """The customer has that owner, with a whole clock. Raises CustomerNotCaptured."""
        command = AssignOwner(customer_id, owner, reason, request.principal, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    async def release(
        self, customer_id: UUID, only_of: str | None, reason: str, request: Request
    ) -> Appended:
        """The customer is in the pool. Raises CustomerNotCaptured, CustomerOwned if `only_of` is another."""
        command = ReleaseCustomer(customer_id, only_of, reason, request.principal, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    async def waits(self, now: datetime) -> timedelta:
        """Return how long the last owner waits before they claim a customer again. Raises `Operational`."""
        return _limits(await self.books.at(now)).waits

    async def claim(self, customer_id: UUID, person: str, request: Request) -> Appended:
        """The customer is the person's, within the policy's limits.

        Raises CustomerNotCaptured, CustomerOwned, PreviousOwnerWaits, DailyClaimsUsed, HoldingFull, and
        `Unavailable` when other claims of the person won `CLAIM_TRIES_MAX` times.
        """
        book = await self.books.at(request.now)
        limits = _limits(book)
        for _ in range(CLAIM_TRIES_MAX):
            standing = await self._standing(person, limits, book, request.now)
            command = ClaimCustomer(customer_id, person, limits, standing, request.principal, request.now)
            try:
                return await handle(self.file.store, self.file.intent(customer_id, command, request))
            except AlreadyReserved:
                # Another claim of the person took that number meanwhile: it is counted now.
                continue
        raise Unavailable(f"other claims of {person} were faster {CLAIM_TRIES_MAX} times")

    async def appeal(self, customer_id: UUID, only_of: str | None, reason: str, request: Request) -> Appended:
        """A return is to be looked at again, as long as the last owner waits.

        Raises NoReturnToAppeal, AppealDecidedBefore and AppealTooLate.
        """
        within = await self.waits(request.now)
        command = AppealReturn(customer_id, only_of, reason, within, request.principal, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    async def decide_appeal(
        self, customer_id: UUID, verdict: ReturnVerdict, reason: str, request: Request
    ) -> Appended:
        """The return stands, or owner and clock are as they were before it.

        Raises NoOpenAppeal, AppealDecidedBefore and AppealNeedsAnother.
        """
        command = DecideReturnAppeal(customer_id, verdict, reason, request.principal, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    async def _standing(
        self, person: str, limits: ClaimLimits, book: PolicyBook, now: datetime
    ) -> ClaimStanding:
        zone = ZoneInfo(book.calendar.time_zone)
        today = now.astimezone(zone).date()
        day, behind = today.isoformat(), DAYS_BEHIND * limits.a_day
        with momentary_as_unavailable("claims"):
            row = await self.pool.fetchrow(
                QUERIES["standing"], person, claims_of(person), claims_of_day(person, day), behind
            )
        assert row is not None  # noqa: S101 -- a row of subqueries always comes back
        next_day_at = datetime.combine(today + timedelta(days=1), time(), zone)
        return ClaimStanding(day, row["today"], row["ever"], row["held"], next_day_at)


def _limits(book: PolicyBook) -> ClaimLimits:
    asked = book.pool.claims
    return ClaimLimits(asked.a_day, asked.held, timedelta(days=asked.previous_owner_waits))
