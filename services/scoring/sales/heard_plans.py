"""What the sales model hears of plans 计划, and the rows that each fact fills: of plan, nodes and goals."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from services.scoring.heard import Heard, Moment
from shared.contracts import plans
from shared.contracts.base import Contract


class Words(msgspec.Struct, frozen=True, gc=False):
    """Something in both languages."""

    zh: str
    en: str


class Goal(msgspec.Struct, frozen=True, gc=False):
    """A goal of the version in force."""

    goal: str
    measure: str
    basis: str
    ideal: int
    feasibility: str
    starts_at: Moment
    ends_at: Moment
    currency: str | None = None


class Node(msgspec.Struct, frozen=True, gc=False):
    """A time node of the version in force."""

    node: str
    item: str
    owner: str
    due_at: Moment
    goal: str | None = None


class Plan(Heard, frozen=True):
    """Something about a plan, with what it is called and whose it is; the kind's title is as it came."""

    plan_id: str
    kind: str
    kind_title: msgspec.Raw
    title: str
    owner: str
    version: int
    customer_id: str | None = None
    target_group: str | None = None


class PlanSubmitted(Plan, frozen=True, kw_only=True):
    """A version waits."""

    submitted_at: Moment


class PlanApproved(Plan, frozen=True, kw_only=True):
    """The version is in force, with these goals and nodes."""

    goals: tuple[Goal, ...]
    nodes: tuple[Node, ...]
    approved_at: Moment
    review_at: Moment | None = None


class PlanReturned(Plan, frozen=True, kw_only=True):
    """The version was not approved."""

    returned_at: Moment


class OfNode(Plan, frozen=True, kw_only=True):
    """Something about a time node."""

    node: str
    item: str


class PlanNodeOverdue(OfNode, frozen=True, kw_only=True):
    """It was not reached in time."""

    overdue_at: Moment


class PlanNodeReached(OfNode, frozen=True, kw_only=True):
    """It was reached."""

    evidence: str
    reached_at: Moment
    late: bool


class PlanGoalMeasured(Plan, frozen=True, kw_only=True):
    """So much of a goal was there."""

    goal: str
    value: int
    measured_at: Moment


class PlanReviewDue(Plan, frozen=True, kw_only=True):
    """Market information was not taken up again in time."""

    review_at: Moment


class PlanReviewed(Plan, frozen=True, kw_only=True):
    """Market information was taken up again."""

    revise: bool
    reviewed_at: Moment
    review_at: Moment | None = None


class PlanEnded(Plan, frozen=True, kw_only=True):
    """It is over."""

    outcome: str
    ended_at: Moment


HEARD: Mapping[type[Contract], type[Heard]] = {
    plans.PlanSubmitted: PlanSubmitted,
    plans.PlanApproved: PlanApproved,
    plans.PlanReturned: PlanReturned,
    plans.PlanNodeOverdue: PlanNodeOverdue,
    plans.PlanNodeReached: PlanNodeReached,
    plans.PlanGoalMeasured: PlanGoalMeasured,
    plans.PlanReviewDue: PlanReviewDue,
    plans.PlanReviewed: PlanReviewed,
    plans.PlanEnded: PlanEnded,
}

DEVELOPMENT_PLAN = (
    *("plan_id", "kind", "kind_zh", "kind_en", "title", "person", "customer_id", "target_group"),
    *("latest", "submitted_at", "returned_at", "in_force", "approved_at", "review_at", "review_due_at"),
    *("reviewed_at", "revise", "outcome", "ended_at", "key", "as_of"),
)
"""The columns of a plan: what it is, and what was told of it."""

NODE = (
    *("plan_id", "node", "item", "person", "due_at", "goal", "of_version", "overdue_at"),
    *("reached_at", "reached_item", "late", "evidence", "as_of"),
)
GOAL = (
    *("plan_id", "goal", "measure", "basis", "ideal", "feasibility", "currency", "starts_at", "ends_at"),
    *("of_version", "value", "measured_at", "as_of"),
)

Row = dict[str, Any]

_WORDS = msgspec.json.Decoder(Words)


def plan_rows(data: Plan, told: Row) -> Iterator[tuple[str, Row]]:
    """Yield the rows that one fact fills, each by its kind; `told` has the key and when it was learned."""
    yield "devplan", _plan(data, told)
    of_plan = {"plan_id": data.plan_id, "as_of": told["as_of"]}
    match data:
        case PlanApproved():
            version = {"of_version": data.version}
            for node in data.nodes:
                said = msgspec.structs.asdict(node)
                yield "node", of_plan | version | said | {"person": node.owner}
            for goal in data.goals:
                yield "goal", of_plan | version | msgspec.structs.asdict(goal)
        case PlanNodeOverdue():
            yield "node", of_plan | {"node": data.node, "overdue_at": data.overdue_at}
        case PlanNodeReached():
            shown = {"evidence": data.evidence, "late": data.late, "reached_item": data.item}
            yield "node", of_plan | {"node": data.node, "reached_at": data.reached_at, **shown}
        case PlanGoalMeasured():
            measured = {"value": data.value, "measured_at": data.measured_at}
            yield "goal", of_plan | {"goal": data.goal, **measured}


def _plan(data: Plan, told: Row) -> Row:
    title = _WORDS.decode(data.kind_title)
    row = told | {
        "plan_id": data.plan_id,
        "kind": data.kind,
        "kind_zh": title.zh,
        "kind_en": title.en,
        "title": data.title,
        "person": data.owner,
        "customer_id": data.customer_id,
        "target_group": data.target_group,
    }
    return row | _since(data)


def _since(data: Plan) -> Row:
    """Return what the fact says of its plan."""
    told: Row = {}
    match data:
        case PlanSubmitted():
            told = {"latest": data.version, "submitted_at": data.submitted_at}
        case PlanApproved():
            told = {"in_force": data.version, "approved_at": data.approved_at, "revise": False}
            told |= {"review_at": data.review_at}
        case PlanReturned():
            told = {"returned_at": data.returned_at}
        case PlanReviewDue():
            told = {"review_due_at": data.review_at}
        case PlanReviewed():
            told = {"reviewed_at": data.reviewed_at, "review_at": data.review_at, "revise": data.revise}
        case PlanEnded():
            told = {"outcome": data.outcome, "ended_at": data.ended_at}
    return told
