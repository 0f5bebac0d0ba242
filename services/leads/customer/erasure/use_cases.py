"""Erasure's use cases: gather, decide, append (S4-10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Protocol
from uuid import UUID

import msgspec

from services.leads.customer.decide import Customer
from services.leads.customer.decide.archiving import years_after
from services.leads.customer.decide.erasure_commands import (
    ConfirmKeyGone,
    EraseContent,
    EraseOverdue,
    RetentionRule,
)
from services.leads.customer.looks import Sweep
from services.leads.customer.use_cases import CustomerFile, CustomerIntent
from shared.in_force import InForce
from shared.kit.eventstore.handle import Request, handle
from shared.kit.eventstore.port import Appended
from shared.kit.postgres.pool import Record
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_name("overdue.sql"))


class Erases(Protocol):
    """What is kept of the keys."""

    async def erase(self, key_id: UUID) -> None:
        """The key is gone, now or before. Raises `Unavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class Erasures:
    """What can be done to erase; `Looks` seeks what is kept for too long, and keys that came back."""

    name: ClassVar[str] = "erasure"

    file: CustomerFile
    keys: Erases
    books: InForce

    async def erase(self, customer_id: UUID, purpose: str | None, reason: str, request: Request) -> Appended:
        """Nobody reads again what is kept for the purpose, or for any beyond the business (None)."""
        weights = (await self.file.catalogues.at(request.now)).weights
        command = EraseContent(customer_id, purpose, reason, weights, request.principal, request.now)
        intent = self.file.intent(customer_id, command, request)
        return await handle(self.file.store, msgspec.structs.replace(intent, answer=_answer(customer_id)))

    async def erase_key(self, customer_id: UUID, key_id: UUID, request: Request) -> Appended:
        """The key is gone; the deadline that asked is over."""
        # Before the deadline ends: after a crash in between it comes again, and finds nothing to do.
        await self.keys.erase(key_id)
        command = ConfirmKeyGone(customer_id, key_id)
        return await handle(self.file.store, self.file.intent(customer_id, command, request))

    async def rule(self, now: datetime) -> RetentionRule:
        """Return the rule in force. Raises `Operational`."""
        book = await self.books.at(now)
        return RetentionRule(book.customer_file.retention.personal.years, book.version)

    def heard(self, rule: RetentionRule) -> None:
        """Return nothing: what is erased is so by its own fact, and years do not hurry."""
        del rule

    def due(self, rule: RetentionRule, now: datetime) -> Sweep:
        """Return the customers of whom something is kept for too long, or of whom a key came back."""
        about = f"erase {now.isoformat()} {rule.policy_version}"

        def erasing(row: Record, request: Request) -> CustomerIntent:
            customer_id = UUID(row["key"])
            command = EraseOverdue(customer_id, rule, tuple(row["keys"]), request.principal, request.now)
            return self.file.intent(customer_id, command, request)

        before = years_after(now, -rule.years)
        return Sweep(QUERIES["overdue"], (before,), lambda row: f"{about} {row['key']}", erasing)


def _answer(customer_id: UUID) -> Callable[[Customer], bytes]:
    def erased(state: Customer) -> bytes:
        return msgspec.json.encode({"customer_id": customer_id, "erased": sorted(state.kept.erased)})

    return erased
