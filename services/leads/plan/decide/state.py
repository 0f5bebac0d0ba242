"""A plan as its facts tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, assert_never

from services.leads.plan.events import (
    Named,
    Node,
    PlanApproved,
    PlanEnded,
    PlanEvent,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanNodeWarned,
    PlanReturned,
    PlanReviewDue,
    PlanReviewed,
    PlanSubmitted,
)
from shared.kit.steps import Steps

Standing = Literal["submitted", "returned", "in_force", "ended"]
"""`in_force`: a version was approved, whatever was submitted since."""

DEADLINE_KIND = "plan-step"


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step that time takes with it: a node is warned of or overdue, or its review is due (no node)."""

    at: datetime
    kind: Literal["warning", "overdue", "review"]
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Its latest version, the one in force, and what became of that one's nodes and goals.

    `waits`: the latest version was neither approved nor returned. `revise`: a review found that another
    version is needed. `ahead` are the steps not yet taken, in order.
    """

    submitted: PlanSubmitted
    waits: bool = True
    approved: PlanApproved | None = None
    reached: Mapping[str, PlanNodeReached] = field(default_factory=dict)
    overdue: Mapping[str, datetime] = field(default_factory=dict)
    measured: Mapping[str, PlanGoalMeasured] = field(default_factory=dict)
    revise: bool = False
    review_at: datetime | None = None
    ended: PlanEnded | None = None
    ahead: tuple[Ahead, ...] = ()

    @property
    def named(self) -> Named:
        """What it is called."""
        return self.submitted.named

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.ended is not None:
            return "ended"
        if self.approved is not None:
            return "in_force"
        return "submitted" if self.waits else "returned"

    @property
    def steps(self) -> Steps[Ahead]:
        """What time does with it next, under its one deadline."""
        return Steps(f"plan-{self.named.plan_id}/next", DEADLINE_KIND, self.ahead)


State = Plan | None
After = (
    PlanApproved
    | PlanReturned
    | PlanNodeWarned
    | PlanNodeOverdue
    | PlanNodeReached
    | PlanGoalMeasured
    | PlanReviewDue
    | PlanReviewed
    | PlanEnded
)


def evolve(state: State, event: PlanEvent) -> State:
    """Return the plan after the fact. Nothing can follow but upon a submission."""
    if isinstance(event, PlanSubmitted):
        return Plan(event) if state is None else replace(state, submitted=event, waits=True)
    return None if state is None else changed(state, event)


def changed(state: Plan, event: After) -> Plan:
    """Return the plan after what followed upon its submission."""
    return replace(state, **_changed(state, event))


def _changed(state: Plan, event: After) -> dict[str, Any]:
    told: dict[str, Any]
    match event:
        case PlanApproved():
            told = _in_force(state, event)
        case PlanReturned():
            told = {"waits": False}
        case PlanNodeWarned():
            told = {"ahead": _without(state, Ahead(event.occurred_at, "warning", event.node))}
        case PlanNodeOverdue():
            told = {
                "ahead": _without(state, Ahead(event.occurred_at, "overdue", event.node)),
                "overdue": {**state.overdue, event.node.node: event.occurred_at},
            }
        case PlanNodeReached():
            told = {
                "ahead": tuple(step for step in state.ahead if step.node != event.node),
                "reached": {**state.reached, event.node.node: event},
            }
        case PlanGoalMeasured():
            told = {"measured": {**state.measured, event.goal.goal: event}}
        case PlanReviewDue():
            told = {"ahead": _without(state, Ahead(event.occurred_at, "review"))}
        case PlanReviewed():
            nodes = tuple(step for step in state.ahead if step.kind != "review")
            told = {
                "ahead": in_order(*nodes, *_review(event.review_at)),
                "revise": event.revise,
                "review_at": event.review_at,
            }
        case PlanEnded():
            told = {"ended": event, "waits": False, "ahead": ()}
        case _:
            assert_never(event)
    return told


def _in_force(state: Plan, event: PlanApproved) -> dict[str, Any]:
    """Return what the version changes: of a node that it takes over, what was told stays told."""
    nodes = {node.node: node for node in event.content.nodes}
    reached = taken_over(state, event.content.nodes)
    overdue = {name: at for name, at in state.overdue.items() if name in nodes and nodes[name].due_at == at}
    owed = [node for node in event.content.nodes if node.node not in reached]
    warned = (
        Ahead(node.due_at - timedelta(hours=hours), "warning", node)
        for node in owed
        for hours in event.warn_hours
    )
    late = (Ahead(node.due_at, "overdue", node) for node in owed if node.node not in overdue)
    # A warning for a time that has passed would tell nobody anything.
    coming = (step for step in warned if step.at > event.occurred_at)
    return {
        "approved": event,
        "waits": False,
        "revise": False,
        "overdue": overdue,
        "reached": reached,
        "review_at": event.review_at,
        "ahead": in_order(*coming, *late, *_review(event.review_at)),
    }


def taken_over(state: Plan, nodes: Iterable[Node]) -> Mapping[str, PlanNodeReached]:
    """Return which of these nodes were reached before: those of the same name for the same item."""
    items = {node.node: node.item for node in nodes}
    return {name: one for name, one in state.reached.items() if items.get(name) == one.node.item}


def in_order(*steps: Ahead) -> tuple[Ahead, ...]:
    """Return the steps in the order in which they are taken."""
    return tuple(sorted(steps, key=lambda step: step.at))


def _review(at: datetime | None) -> tuple[Ahead, ...]:
    return () if at is None else (Ahead(at, "review"),)


def _without(state: Plan, taken: Ahead) -> tuple[Ahead, ...]:
    return tuple(step for step in state.ahead if step != taken)
