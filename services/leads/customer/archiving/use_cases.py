"""Archiving's use cases: gather, decide, append (S4-12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from services.leads.customer.decide import (
    AnnounceArchiving,
    ArchiveCustomer,
    ArchivingRule,
    LastFact,
    TakeBackArchiving,
)
from services.leads.customer.decide.archiving import years_after
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

QUERIES = load_queries(Path(__file__).with_name("quiet.sql"))


@dataclass(frozen=True, slots=True)
class Archivings:
    """What can be done about customers of whom nothing is heard, or something again; `Looks` seeks them."""

    name: ClassVar[str] = "archiving"

    file: CustomerFile
    books: InForce
    pool: Pool
    reach: Reaches

    async def rule(self, now: datetime) -> ArchivingRule:
        """Return the rule in force. Raises `Operational`."""
        book = await self.books.at(now)
        asked = book.customer_file.archiving
        return ArchivingRule(asked.years, timedelta(days=asked.warn_days), book.version)

    def heard(self, rule: ArchivingRule) -> Sweep:
        """Return the customers of whom something was heard again: the archiving ends, or its announcement."""
        del rule
        # The same name until something newer is heard: a customer stays listed until that is heard.
        return Sweep(
            QUERIES["returned"],
            (),
            lambda row: f"take back {row['key']} {last_fact(row).at.isoformat()}",
            self._taking_back,
        )

    def due(self, rule: ArchivingRule, now: datetime) -> Sweep:
        """Return the customers who are quiet for long and not announced."""
        about = f"announce {now.isoformat()} {rule.policy_version}"

        def announcing(row: Record, request: Request) -> CustomerIntent:
            customer_id = UUID(row["key"])
            command = AnnounceArchiving(customer_id, last_fact(row), rule, request.now)
            return self.file.intent(customer_id, command, request)

        before = years_after(now + rule.notice, -rule.years)
        return Sweep(QUERIES["quiet"], (before,), lambda row: f"{about} {row['key']}", announcing)

    async def archive(self, customer_id: UUID, due_at: datetime, request: Request) -> Appended:
        """The announced customer is archived, unless something was heard or the policy changed."""
        if not await self.reach.reached(due_at):
            raise Unavailable("what was said of the customer by then")
        rule = await self.rule(request.now)
        with momentary_as_unavailable("customers"):
            row = await self.pool.fetchrow(QUERIES["one"], str(customer_id))
        if row is None:
            # The list is being made anew: whoever cannot be seen is not archived blindly.
            raise Unavailable("customers")
        command = ArchiveCustomer(customer_id, last_fact(row), rule, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    def _taking_back(self, row: Record, request: Request) -> CustomerIntent:
        customer_id = UUID(row["key"])
        command = TakeBackArchiving(customer_id, last_fact(row), request.now)
        return self.file.intent(customer_id, command, request)


def last_fact(row: Record) -> LastFact:
    """Return the later of what leads and what visits told last; one of both is there."""
    fact, contact = row["last_fact_at"], row["last_contact_at"]
    if contact is None or (fact is not None and fact >= contact):
        return LastFact(row["last_fact"], fact)
    return LastFact(row["last_contact"], contact)
