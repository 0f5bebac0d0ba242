"""What may be asked of a plan, what the policy asks of one of its kind, and how the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.leads.plan.events import Content, Named, Outcome
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a plan of its kind must have, in the words of the policy, and whether it is there."""

    name: str
    zh: str
    en: str
    met: bool


@dataclass(frozen=True, slots=True)
class Standard:
    """What the book in force asks of this version, who approves it, and when what is told of it."""

    policy_version: str
    approver: str
    asked: tuple[Asked, ...]
    warn_hours: tuple[int, ...]
    review_days: int | None


@dataclass(frozen=True, slots=True)
class SubmitPlan:
    """The plan is to say this; a version after the first has a reason."""

    named: Named
    content: Content
    reason: str | None
    policy_version: str
    submitted_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ApprovePlan:
    """Its latest version, which is `version`, is to be in force."""

    version: int
    standard: Standard
    roles: frozenset[str]
    approved_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReturnPlan:
    """Its latest version, which is `version`, is not approved by who could."""

    version: int
    reason: str
    standard: Standard
    roles: frozenset[str]
    returned_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReachNode:
    """A time node is reached."""

    node: str
    evidence: str
    ref: str | None
    policy_version: str
    reached_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class MeasureGoal:
    """So much of a goal was there at `measured_at`."""

    goal: str
    value: int
    evidence: str
    policy_version: str
    measured_by: str
    measured_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """Market information was taken up again; the next time is `review_days` later."""

    information: str
    analysis: str
    revise: bool
    review_days: int | None
    policy_version: str
    reviewed_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class EndPlan:
    """It is over."""

    outcome: Outcome
    reason: str
    policy_version: str
    ended_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TakeSteps:
    """The deadline of its next step fell due."""

    now: datetime


PlanCommand = (
    SubmitPlan | ApprovePlan | ReturnPlan | ReachNode | MeasureGoal | ReviewPlan | EndPlan | TakeSteps
)


class PlanUnknown(Rejection):
    """No plan of this id was submitted."""

    code: ClassVar[str] = "plan_unknown"


class PlanKindUnknown(Rejection):
    """The policy in force has no such kind of plan; `kinds` lists those it has."""

    code: ClassVar[str] = "plan_kind_unknown"


class PlanPartUnknown(Rejection):
    """The policy in force has no such parts or points in a plan of this kind; `unknown` lists them."""

    code: ClassVar[str] = "plan_part_unknown"


class PlanIncomplete(Rejection):
    """What the policy asks of such a plan is not there: `missing` lists it, `zh` and `en` say it in words."""

    code: ClassVar[str] = "plan_incomplete"


class PlanForAnother(Rejection):
    """The policy names another role to approve such a plan, or to return it: `required_role`."""

    code: ClassVar[str] = "plan_for_another"


class PlanOfOnesOwn(Rejection):
    """Nobody approves what they submitted or own."""

    code: ClassVar[str] = "plan_of_ones_own"


class PlanVersionOver(Rejection):
    """Another version than `latest` was meant, or it does not wait any more; read the plan again."""

    code: ClassVar[str] = "plan_version_over"


class PlanNodeInPast(Rejection):
    """Time nodes lie before their approval: `nodes` lists them; give them other times."""

    code: ClassVar[str] = "plan_node_in_past"


class PlanNotInForce(Rejection):
    """No version of it was approved; nothing of it is owed."""

    code: ClassVar[str] = "plan_not_in_force"


class PlanNodeUnknown(Rejection):
    """The version in force has no such time node; `nodes` lists those it has."""

    code: ClassVar[str] = "plan_node_unknown"


class PlanNodeReachedBefore(Rejection):
    """The time node was reached, by other evidence."""

    code: ClassVar[str] = "plan_node_reached_before"


class PlanGoalUnknown(Rejection):
    """The version in force has no such goal; `goals` lists those it has."""

    code: ClassVar[str] = "plan_goal_unknown"


class PlanGoalMeasuredSince(Rejection):
    """The goal was measured at a later time, `measured_at`; what was there before does not count any more."""

    code: ClassVar[str] = "plan_goal_measured_since"


class PlanRevisionNeedsReason(Rejection):
    """A version after the first says why it is needed."""

    code: ClassVar[str] = "plan_revision_needs_reason"


class PlanOver(Rejection):
    """It ended, as `outcome` says; submit another."""

    code: ClassVar[str] = "plan_over"


class PlanNotDue(Rejection):
    """Its next step lies ahead; no deadline takes effect early."""

    code: ClassVar[str] = "plan_not_due"
