"""Stored facts of an opportunity. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

Ending = Literal["won", "lost"]
Asking = Literal["entry", "exit", "evidence", "form"]
OwnEvidence = Literal["proposal_recorded", "terms_recorded", "delivery_recorded", "decision_maker_met"]


@dataclass(frozen=True, slots=True)
class Named:
    """Which opportunity, whose, and what its pipeline is called: said with every fact."""

    opportunity_id: UUID
    customer_id: UUID
    pipeline: str
    title_zh: str
    title_en: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stage as the book of its entry declared it, from 1 on; `expected_by` is when it should be left."""

    stage: str
    number: int
    title_zh: str
    title_en: str
    expected_days: int | None
    expected_by: datetime | None


@dataclass(frozen=True, slots=True)
class Proof:
    """What a stage asked and what showed it: an event, or many of them for a condition."""

    stage: str
    asked: Asking
    name: str
    event_id: UUID | None


@dataclass(frozen=True, slots=True)
class Left:
    """The stage that it was in, since when, and whether that took longer than its book expected."""

    stage: str
    entered_at: datetime
    expected_days: int | None
    late: bool


@dataclass(frozen=True, slots=True)
class OpportunityOpened:
    """It entered the first stage of its pipeline; what happened from `occurred_at` on counts for it."""

    TYPE: ClassVar[str] = "opportunity-opened"
    VERSION: ClassVar[int] = 1

    named: Named
    title: str
    place: Place
    proved_by: tuple[Proof, ...]
    policy_version: str
    opened_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityMoved:
    """It is in another stage; `passed` were between the two, each with all that it asks."""

    TYPE: ClassVar[str] = "opportunity-moved"
    VERSION: ClassVar[int] = 1

    named: Named
    left: Left
    place: Place
    passed: tuple[str, ...]
    forward: bool
    reason: str | None
    proved_by: tuple[Proof, ...]
    policy_version: str
    moved_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityEvidenced:
    """What no other fact shows is on record: a proposal, terms, a delivery, that who decides was met."""

    TYPE: ClassVar[str] = "opportunity-evidenced"
    VERSION: ClassVar[int] = 1

    named: Named
    place: Place
    evidence: OwnEvidence
    text: str
    ref: str | None
    policy_version: str
    recorded_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityWon:
    """It left the last stage of its pipeline, from `place`."""

    TYPE: ClassVar[str] = "opportunity-won"
    VERSION: ClassVar[int] = 1

    named: Named
    left: Left
    place: Place
    passed: tuple[str, ...]
    proved_by: tuple[Proof, ...]
    policy_version: str
    won_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityLost:
    """It was given up in `place`, or lost to somebody."""

    TYPE: ClassVar[str] = "opportunity-lost"
    VERSION: ClassVar[int] = 1

    named: Named
    left: Left
    place: Place
    reason: str
    policy_version: str
    lost_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityReopened:
    """It goes on in the stage in which it ended, or in the last before that is still there."""

    TYPE: ClassVar[str] = "opportunity-reopened"
    VERSION: ClassVar[int] = 1

    named: Named
    place: Place
    before: Ending
    reason: str
    policy_version: str
    reopened_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class OpportunityOverdue:
    """It is longer in its stage than was expected; `occurred_at` is when that time was over."""

    TYPE: ClassVar[str] = "opportunity-overdue"
    VERSION: ClassVar[int] = 1

    named: Named
    place: Place
    entered_at: datetime
    policy_version: str
    noticed_at: datetime
    occurred_at: datetime


OpportunityEvent = (
    OpportunityOpened
    | OpportunityMoved
    | OpportunityEvidenced
    | OpportunityWon
    | OpportunityLost
    | OpportunityReopened
    | OpportunityOverdue
)
"""A fact of this stream."""
