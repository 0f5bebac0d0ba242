"""Stored facts of a plan. Only ever added to; a changed shape is a new version with an upcast."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

Outcome = Literal["completed", "given_up"]


@dataclass(frozen=True, slots=True)
class Named:
    """Which plan, of which kind, about whom: said with every fact."""

    plan_id: UUID
    kind: str
    title_zh: str
    title_en: str
    title: str
    owner: str
    customer_id: UUID | None
    target_group: str | None


@dataclass(frozen=True, slots=True)
class Goal:
    """What is to be reached: basis, ideal value and feasibility. Amounts are in the measure's own unit."""

    goal: str
    measure: str
    basis: str
    ideal: int
    feasibility: str
    currency: str | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Node:
    """A time node: the item that `owner` has done by `due_at`, for a goal or for the plan."""

    node: str
    item: str
    owner: str
    due_at: datetime
    goal: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says: by part and point of its kind, its goals, its time nodes."""

    parts: Mapping[str, Mapping[str, str]]
    goals: tuple[Goal, ...]
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class PlanSubmitted:
    """The version waits for approval."""

    TYPE: ClassVar[str] = "plan-submitted"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    content: Content
    reason: str | None
    policy_version: str
    submitted_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanApproved:
    """The version is in force; its nodes are warned of `warn_hours` before they are due."""

    TYPE: ClassVar[str] = "plan-approved"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    content: Content
    warn_hours: tuple[int, ...]
    review_at: datetime | None
    policy_version: str
    approved_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanReturned:
    """The version was not approved."""

    TYPE: ClassVar[str] = "plan-returned"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    reason: str
    policy_version: str
    returned_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanNodeWarned:
    """The warning of `occurred_at` was given, at `noticed_at`."""

    TYPE: ClassVar[str] = "plan-node-warned"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    node: Node
    policy_version: str
    noticed_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanNodeOverdue:
    """It was due at `occurred_at` and not reached; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "plan-node-overdue"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    node: Node
    policy_version: str
    noticed_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanNodeReached:
    """It was reached; `late` when that was after its time."""

    TYPE: ClassVar[str] = "plan-node-reached"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    node: Node
    evidence: str
    ref: str | None
    late: bool
    policy_version: str
    reached_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanGoalMeasured:
    """So much of the goal was there at `occurred_at`."""

    TYPE: ClassVar[str] = "plan-goal-measured"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    goal: Goal
    value: int
    evidence: str
    policy_version: str
    measured_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanReviewDue:
    """Market information was to be taken up again by `occurred_at`, and was not."""

    TYPE: ClassVar[str] = "plan-review-due"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    policy_version: str
    noticed_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanReviewed:
    """Market information was gathered and analysed; `revise` says that another version is needed."""

    TYPE: ClassVar[str] = "plan-reviewed"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    information: str
    analysis: str
    revise: bool
    review_at: datetime | None
    policy_version: str
    reviewed_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PlanEnded:
    """It is over, however far it came."""

    TYPE: ClassVar[str] = "plan-ended"
    VERSION: ClassVar[int] = 1

    named: Named
    version: int
    outcome: Outcome
    reason: str
    policy_version: str
    ended_by: str
    occurred_at: datetime


PlanEvent = (
    PlanSubmitted
    | PlanApproved
    | PlanReturned
    | PlanNodeWarned
    | PlanNodeOverdue
    | PlanNodeReached
    | PlanGoalMeasured
    | PlanReviewDue
    | PlanReviewed
    | PlanEnded
)
"""A fact of this stream."""
