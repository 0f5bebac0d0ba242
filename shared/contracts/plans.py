"""What leads says of plans 计划: their versions, who approved them, their time nodes, goals and reviews.

A plan has a key of its own, whether it is about one customer or not: its facts are in one order. Every fact
names the book under which it became true.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import AMOUNT_MINOR_MAX, Contract, Currency, Short, Slug, Text, UtcTime, YesNo
from shared.contracts.visits import InWords

Outcome = Literal["completed", "given_up"]

Amount = Annotated[
    int,
    Field(
        ge=0,
        le=AMOUNT_MINOR_MAX,
        description="money in minor units, market_share and satisfaction in hundredths of a percent",
    ),
]


class Goal(BaseModel):
    """What is to be reached from `starts_at` to `ends_at`: why, how much at best, how likely (S9-09)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    goal: Slug
    measure: Slug
    basis: Text
    ideal: Amount
    feasibility: Text
    currency: Currency | None = None
    starts_at: UtcTime
    ends_at: UtcTime


class TimeNode(BaseModel):
    """Something that `owner` has done by `due_at`, for one of the goals or for the plan (S3-03, S9-10)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    node: Slug
    item: Short
    owner: Short
    due_at: UtcTime
    goal: Slug | None = None


class PlanFact(Contract):
    """A fact about one plan, with what it is called, whose it is, and the version that it is about."""

    plan_id: UUID
    kind: Slug
    kind_title: InWords
    title: Short
    owner: Short
    customer_id: UUID | None = None
    target_group: Short | None = None
    version: Annotated[int, Field(ge=1)]
    policy_version: Short

    @property
    def key(self) -> str:
        """The unit of order: the plan."""
        return f"plan-{self.plan_id}"


class PlanSubmitted(PlanFact):
    """A version waits for approval; those from before are kept. `reason` says why there is another."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-submitted"

    parts: dict[Slug, dict[Slug, Text]]
    goals: tuple[Goal, ...]
    nodes: tuple[TimeNode, ...]
    reason: Text | None = None
    submitted_by: Short
    submitted_at: UtcTime


class PlanApproved(PlanFact):
    """The version is in force: it has all that the policy asks, and its time nodes are owed from now on.

    Market information is taken up again by `review_at`.
    """

    TYPE: ClassVar[str] = "tuoke.leads.plan-approved"

    goals: tuple[Goal, ...]
    nodes: tuple[TimeNode, ...]
    review_at: UtcTime | None = None
    approved_by: Short
    approved_at: UtcTime


class PlanReturned(PlanFact):
    """The version was not approved."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-returned"

    reason: Text
    returned_by: Short
    returned_at: UtcTime


class PlanNodeFact(PlanFact):
    """A fact about one time node of the version that is in force."""

    node: Slug
    item: Short
    node_owner: Short
    due_at: UtcTime
    goal: Slug | None = None


class PlanNodeWarned(PlanNodeFact):
    """It will soon be due; `warned_at` is the planned time, however late it was noticed."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-node-warned"

    warned_at: UtcTime
    noticed_at: UtcTime


class PlanNodeOverdue(PlanNodeFact):
    """It was not reached by its time; said once."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-node-overdue"

    overdue_at: UtcTime
    noticed_at: UtcTime


class PlanNodeReached(PlanNodeFact):
    """It was reached, as `evidence` shows; `ref` is how another system names that."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-node-reached"

    evidence: Text
    ref: Short | None = None
    late: YesNo
    reached_by: Short
    reached_at: UtcTime


class PlanGoalMeasured(PlanFact):
    """So much of a goal was there at `measured_at`; `gap` is what was missing of its ideal value (S9-10)."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-goal-measured"

    goal: Slug
    measure: Slug
    ideal: Amount
    value: Amount
    gap: Amount
    evidence: Text
    measured_by: Short
    measured_at: UtcTime


class PlanReviewDue(PlanFact):
    """Market information was not taken up again by `review_at`; said once."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-review-due"

    review_at: UtcTime
    noticed_at: UtcTime


class PlanReviewed(PlanFact):
    """Market information was gathered and analysed; with `revise` another version is needed (S3-05)."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-reviewed"

    information: Text
    analysis: Text
    revise: YesNo
    review_at: UtcTime | None = None
    reviewed_by: Short
    reviewed_at: UtcTime


class PlanEnded(PlanFact):
    """It is over: no time node of it is owed any more."""

    TYPE: ClassVar[str] = "tuoke.leads.plan-ended"

    outcome: Outcome
    reason: Text
    ended_by: Short
    ended_at: UtcTime
