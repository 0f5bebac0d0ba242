"""Archiving's use cases: gather, decide, append (S4-12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from services.leads.customer.decide import (
    AnnounceArchiving,
    ArchiveCustomer,
    ArchivingRule,
    LastFact,
    TakeBackArchiving,
)
from services.leads.customer.use_cases import CustomerFile, CustomerIntent
from shared.in_force import InForce
from shared.kit.errors import Unavailable
from shared.kit.eventstore.handle import Request, handle
from shared.kit.eventstore.port import Appended
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool, Record
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("quiet.sql"))


@dataclass(frozen=True, slots=True)
class Archivings:
    """What can be done about customers of whom nothing is heard, or something again."""

    file: CustomerFile
    books: InForce
    pool: Pool

    async def rule(self, now: datetime) -> ArchivingRule:
        """Return the rule in force. Raises `Operational`."""
        book = await self.books.at(now)
        asked = book.customer_file.archiving
        return ArchivingRule(asked.years, timedelta(days=asked.warn_days), book.version)

    def announcing(self, row: Record, rule: ArchivingRule, request: Request) -> CustomerIntent:
        """Return what announces that the customer will be archived."""
        customer_id = UUID(row["key"])
        command = AnnounceArchiving(customer_id, last_fact(row), rule, request.now)
        return self.file.intent(customer_id, command, request)

    def taking_back(self, row: Record, request: Request) -> CustomerIntent:
        """Return what ends the archiving, or its announcement."""
        customer_id = UUID(row["key"])
        command = TakeBackArchiving(customer_id, last_fact(row), request.now)
        return self.file.intent(customer_id, command, request)

    async def archive(self, customer_id: UUID, request: Request) -> Appended:
        """The announced customer is archived, unless something was heard or the policy changed."""
        rule = await self.rule(request.now)
        with momentary_as_unavailable("customers"):
            row = await self.pool.fetchrow(QUERIES["one"], str(customer_id))
        if row is None:
            # The list is being made anew: whoever cannot be seen is not archived blindly.
            raise Unavailable("customers")
        command = ArchiveCustomer(customer_id, last_fact(row), rule, request.now)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))


def last_fact(row: Record) -> LastFact:
    """Return the later of what leads and what visits told last; one of both is there."""
    fact, contact = row["last_fact_at"], row["last_contact_at"]
    if contact is None or (fact is not None and fact >= contact):
        return LastFact(row["last_fact"], fact)
    return LastFact(row["last_contact"], contact)
