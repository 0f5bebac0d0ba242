"""An opportunity on its way through three stages, as its rules are told of it in tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.leads.opportunity.decide import (
    OPPORTUNITY,
    MoveOpportunity,
    OpenOpportunity,
    Way,
)
from services.leads.opportunity.decide.commands import (
    Asked,
    Stage,
)
from services.leads.opportunity.events import (
    Left,
    Named,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    Place,
    Proof,
)
from tests.support.spec import specify

ONE, ZHANG, SEEN = (UUID(f"0195a6d0-0000-7000-8000-00000000000{n}") for n in (1, 2, 3))
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
NAMED = Named(ONE, ZHANG, "sales", "销售", "Sales")
CLOCK = f"opportunity-{ONE}/overdue"
given = specify(OPPORTUNITY)


def stage(name: str, *, ready: bool = True, days: int | None = 10) -> Stage:
    """A stage that asks a condition of who enters and an evidence of who leaves."""
    entry = Asked(name, "entry", f"{name} == 1", f"{name} 进入", f"{name} entry", ready)
    leave = Asked(name, "evidence", f"{name}_done", f"{name} 凭证", f"{name} evidence", ready, SEEN)
    return Stage(name, ord(name) - ord("a") + 1, f"{name} 环节", name, days, (entry,), (leave,))


def way(*names: str, version: str = "default-1", **options: Any) -> Way:
    return Way(version, tuple(stage(name, **options) for name in names))


def place(name: str, at: datetime, days: int | None = 10) -> Place:
    return Place(
        name, ord(name) - ord("a") + 1, f"{name} 环节", name, days, None if days is None else at + days * DAY
    )


def entry_of(name: str) -> Proof:
    return Proof(name, "entry", f"{name} == 1", None)


def leave_of(name: str) -> Proof:
    return Proof(name, "evidence", f"{name}_done", SEEN)


ALL = way("a", "b", "c")
NOTHING_THERE = way("a", "b", "c", ready=False)
OPEN = OpenOpportunity(NAMED, "二期", ALL, "li", NOW, NOW)
OPENED = OpportunityOpened(NAMED, "二期", place("a", NOW), (entry_of("a"),), "default-1", "li", NOW)


def moved(before: str, after: str, at: datetime, since: datetime = NOW, **changed: Any) -> OpportunityMoved:
    left = Left(before, since, 10, since + 10 * DAY < at)
    told = OpportunityMoved(
        *(NAMED, left, place(after, at), (), True, None, (leave_of(before), entry_of(after))),
        *("default-1", "li", at),
    )
    return replace(told, **changed)


TO_B = moved("a", "b", NOW + DAY)
TO_C = moved("b", "c", NOW + 2 * DAY, NOW + DAY)
LOST = OpportunityLost(
    NAMED, Left("a", NOW, 10, False), place("a", NOW), "太贵", "default-1", "li", NOW + DAY
)


def move(to: str | None = None, at: datetime = NOW + DAY, by: Way = ALL, **told: Any) -> MoveOpportunity:
    return MoveOpportunity(by, to, told.get("reason"), "li", at)
