"""What visits says of promises, for tests of who hears it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.promises import (
    PromiseApproved,
    PromiseBreached,
    PromiseFact,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from tests.scoring.facts import day
from tests.scoring.sayings import ID

TERM = timedelta(days=5)


def promise_facts(
    name: str, *ends: str, customer: UUID = ID, promisor: str = "wang", at: datetime | None = None
) -> Iterator[PromiseFact]:
    """Yield that it was given, and what became of it: `waits` for an approval, and any of the other facts."""
    given_at = at or day(10)
    due_at = given_at + TERM
    late = "breached" in ends
    said: dict[str, Any] = {
        "customer_id": customer,
        "promise_id": uuid5(customer, name),
        "promisor": promisor,
        "text": "五日内送样",
        "due_at": due_at,
        "policy_version": "default-1",
    }
    approver = {"approver": "supervisor"} if "waits" in ends else {}
    yield PromiseRecorded(**said, **approver, recorded_by=promisor, recorded_at=given_at)
    facts: dict[str, PromiseFact] = {
        "approved": PromiseApproved(**said, approver="supervisor", approved_by="chen", approved_at=given_at),
        "breached": PromiseBreached(**said, breached_at=due_at, noticed_at=due_at),
        "kept": PromiseKept(
            **said,
            proof=f"contact-{customer}",
            late=late,
            kept_by=promisor,
            kept_at=due_at + TERM if late else given_at,
        ),
        "withdrawn": PromiseWithdrawn(**said, reason="不再需要", withdrawn_by="chen", withdrawn_at=due_at),
    }
    yield from (facts[end] for end in ends if end != "waits")
