"""What visits says of planned contacts, for tests of who hears it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.planned_contacts import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    PlannedContactFact,
)
from tests.scoring.facts import day
from tests.scoring.sayings import ID


def planned_facts(
    name: str,
    *ends: str,
    timing: str | None = None,
    customer: UUID = ID,
    salesperson: str = "wang",
    at: datetime | None = None,
) -> Iterator[PlannedContactFact]:
    """Yield that it was planned, with its samples missing, and what became of it."""
    starts_at = at or day(10)
    told_at = starts_at - timedelta(days=1)
    said: dict[str, Any] = {
        "customer_id": customer,
        "planned_id": uuid5(customer, name),
        "channel": "visit",
        "salesperson": salesperson,
        "starts_at": starts_at,
        "timing": timing,
        "policy_version": "default-1",
    }
    ready: dict[str, Any] = {"outline": ("近况",), "taken": (), "shows": ()}
    when = {"missed_at": starts_at + timedelta(hours=4), "planned_by": salesperson, "planned_at": told_at}
    yield ContactPlanned(**said, **ready, missing=("samples",), **when)
    off_by = {"called_off_by": salesperson, "called_off_at": told_at}
    facts: dict[str, PlannedContactFact] = {
        "prepared": ContactPrepared(
            **said, **ready, missing=(), prepared_by=salesperson, prepared_at=told_at
        ),
        "begun": ContactBegun(**said, begun_by=salesperson, begun_at=starts_at),
        "missed": ContactMissed(**said, missed_at=when["missed_at"], noticed_at=when["missed_at"]),
        "called_off": ContactCalledOff(**said, reason="客户出差", **off_by),
    }
    yield from (facts[end] for end in ends)
