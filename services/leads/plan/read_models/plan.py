"""One plan as it stands now: its versions, what it lacks, its time nodes, and the gap to each goal."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.leads.plan.decide import Plan, Standard
from services.leads.plan.decide.state import Standing
from services.leads.plan.events import (
    Content,
    Goal,
    Outcome,
    PlanApproved,
    PlanReturned,
    PlanReviewed,
    PlanSubmitted,
)
from services.leads.plan.use_cases import Told
from shared.policy.rule import Text


class NodeView(BaseModel):
    """A time node: item, owner and time, and how it was reached."""

    node: str
    item: str
    owner: str
    due_at: datetime
    goal: str | None
    overdue: bool
    reached_at: datetime | None
    reached_by: str | None
    evidence: str | None
    ref: str | None
    late: bool | None


class GoalView(BaseModel):
    """A goal with its gap: what was there at last, what is missing, and the open time nodes that lead there.

    `gap` is null while nothing was measured.
    """

    goal: str
    measure: str
    basis: str
    ideal: int
    feasibility: str
    currency: str | None
    starts_at: datetime
    ends_at: datetime
    value: int | None
    gap: int | None
    measured_at: datetime | None
    evidence: str | None
    way: list[NodeView]


class Missing(BaseModel):
    """Something that the policy asks of such a plan and that the latest version lacks."""

    name: str
    title: Text


class VersionView(BaseModel):
    """One version: why it was made, by whom, what it says, and what came of it."""

    version: int
    title: str
    owner: str
    parts: dict[str, dict[str, str]]
    reason: str | None
    submitted_by: str
    submitted_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    returned_by: str | None = None
    returned_at: datetime | None = None
    return_reason: str | None = None


class ReviewView(BaseModel):
    """What was found when market information was taken up again."""

    information: str
    analysis: str
    revise: bool
    reviewed_by: str
    reviewed_at: datetime


class PlanView(BaseModel):
    """A plan: nodes and goals are those of the version in force, else of the latest one."""

    plan_id: UUID
    kind: str
    kind_title: Text
    title: str
    owner: str
    customer_id: UUID | None
    target_group: str | None
    standing: Standing
    version: int
    in_force: int | None
    approver: str | None
    missing: list[Missing]
    versions: list[VersionView]
    nodes: list[NodeView]
    goals: list[GoalView]
    reviews: list[ReviewView]
    review_at: datetime | None
    revise: bool
    outcome: Outcome | None
    ended_at: datetime | None


def plan_view(told: Told, asked: Standard | None) -> PlanView:
    """Return what is shown of the plan; `asked` is what the book in force asks, if it has the kind."""
    plan, named = told.plan, told.plan.named
    content = plan.submitted.content if plan.approved is None else plan.approved.content
    nodes = _nodes(plan, content)
    return PlanView(
        plan_id=named.plan_id,
        kind=named.kind,
        kind_title=Text(zh=named.title_zh, en=named.title_en),
        title=named.title,
        owner=named.owner,
        customer_id=named.customer_id,
        target_group=named.target_group,
        standing=plan.standing,
        version=plan.submitted.version,
        in_force=None if plan.approved is None else plan.approved.version,
        approver=asked.approver if asked else None,
        missing=_missing(asked),
        versions=_versions(told.facts),
        nodes=nodes,
        goals=[_goal(plan, goal, nodes) for goal in content.goals],
        reviews=[_review(fact) for fact in told.facts if isinstance(fact, PlanReviewed)],
        review_at=plan.review_at,
        revise=plan.revise,
        outcome=plan.ended.outcome if plan.ended else None,
        ended_at=plan.ended.occurred_at if plan.ended else None,
    )


def _missing(asked: Standard | None) -> list[Missing]:
    lacking = [one for one in asked.asked if not one.met] if asked else []
    return [Missing(name=one.name, title=Text(zh=one.zh, en=one.en)) for one in lacking]


def _nodes(plan: Plan, content: Content) -> list[NodeView]:
    shown = []
    for node in content.nodes:
        reached = plan.reached.get(node.node)
        shown.append(
            NodeView(
                **asdict(node),
                overdue=reached is None and node.node in plan.overdue,
                reached_at=reached.occurred_at if reached else None,
                reached_by=reached.reached_by if reached else None,
                evidence=reached.evidence if reached else None,
                ref=reached.ref if reached else None,
                late=reached.late if reached else None,
            )
        )
    return shown


def _goal(plan: Plan, goal: Goal, nodes: Iterable[NodeView]) -> GoalView:
    measured = plan.measured.get(goal.goal)
    return GoalView(
        **asdict(goal),
        value=measured.value if measured else None,
        # The ideal value may have been revised since it was measured.
        gap=max(goal.ideal - measured.value, 0) if measured else None,
        measured_at=measured.occurred_at if measured else None,
        evidence=measured.evidence if measured else None,
        way=[node for node in nodes if node.goal == goal.goal and node.reached_at is None],
    )


def _versions(facts: Iterable[object]) -> list[VersionView]:
    versions: dict[int, VersionView] = {}
    for fact in facts:
        match fact:
            case PlanSubmitted():
                versions[fact.version] = _version(fact)
            case PlanApproved():
                by = {"approved_by": fact.approved_by, "approved_at": fact.occurred_at}
                versions[fact.version] = versions[fact.version].model_copy(update=by)
            case PlanReturned():
                by = {"returned_by": fact.returned_by, "returned_at": fact.occurred_at}
                by |= {"return_reason": fact.reason}
                versions[fact.version] = versions[fact.version].model_copy(update=by)
    return list(versions.values())


def _version(fact: PlanSubmitted) -> VersionView:
    return VersionView(
        version=fact.version,
        title=fact.named.title,
        owner=fact.named.owner,
        parts={part: dict(points) for part, points in fact.content.parts.items()},
        reason=fact.reason,
        submitted_by=fact.submitted_by,
        submitted_at=fact.occurred_at,
    )


def _review(fact: PlanReviewed) -> ReviewView:
    return ReviewView(
        information=fact.information,
        analysis=fact.analysis,
        revise=fact.revise,
        reviewed_by=fact.reviewed_by,
        reviewed_at=fact.occurred_at,
    )
