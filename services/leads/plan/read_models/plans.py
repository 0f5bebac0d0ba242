"""The plans as a fold of our own facts: where each stands, and which of its time nodes are overdue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from shared.contracts.plans import (
    PlanApproved,
    PlanEnded,
    PlanFact,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanNodeWarned,
    PlanReturned,
    PlanReviewDue,
    PlanReviewed,
    PlanSubmitted,
)
from shared.contracts.registry import types_of
from shared.kit.heard import Heard
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.many_rows import ManyRows

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))

HEARD = Heard(
    (
        PlanSubmitted,
        PlanApproved,
        PlanReturned,
        PlanNodeWarned,
        PlanNodeOverdue,
        PlanNodeReached,
        PlanGoalMeasured,
        PlanReviewDue,
        PlanReviewed,
        PlanEnded,
    )
)


class NodeRow(msgspec.Struct, frozen=True):
    """A time node of the version in force."""

    node: str
    item: str
    owner: str
    due_at: datetime
    goal: str | None = None
    overdue: bool = False
    reached_at: datetime | None = None


NODES = msgspec.json.Decoder(tuple[NodeRow, ...])


@dataclass(slots=True)
class Row:
    """One plan as it is stored and listed."""

    plan_id: str
    kind: str
    kind_zh: str
    kind_en: str
    title: str
    owner_name: str
    customer_id: str | None
    target_group: str | None
    opened_at: datetime
    standing: str = "submitted"
    version: int = 1
    in_force: int | None = None
    nodes: str = "[]"
    overdue: bool = False
    review_at: datetime | None = None
    review_due: bool = False
    revise: bool = False
    ended_at: datetime | None = None


class PlansModel(ManyRows[Row]):
    """The read model `plans` of leads; a plan's key is its own."""

    name = "plans"
    sources: Sequence[str] = ("leads",)
    foreign: frozenset[str] = types_of(*sources) - HEARD.types
    ignored: frozenset[str] = frozenset()
    ddl = QUERIES["ddl"]
    select = QUERIES["select"]
    write = QUERIES["write"]
    heard = HEARD
    row = Row

    def fold(self, known: Row | None, told: PlanFact) -> Row | None:
        """Return the plan after the fact."""
        if known is None:
            return _opened(told) if isinstance(told, PlanSubmitted) else None
        return replace(known, **_after(known, told))


def _opened(told: PlanSubmitted) -> Row:
    return Row(
        plan_id=str(told.plan_id),
        kind=told.kind,
        kind_zh=told.kind_title.zh,
        kind_en=told.kind_title.en,
        title=told.title,
        owner_name=told.owner,
        customer_id=None if told.customer_id is None else str(told.customer_id),
        target_group=told.target_group,
        opened_at=told.submitted_at,
    )


def _after(known: Row, told: PlanFact) -> dict[str, Any]:
    """Return what the fact changes."""
    changed: dict[str, Any]
    match told:
        case PlanSubmitted():
            standing = "submitted" if known.in_force is None else known.standing
            changed = {"version": told.version, "standing": standing}
        case PlanApproved():
            changed = _in_force(known, told)
        case PlanReturned():
            changed = {"standing": "returned"} if known.in_force is None else {}
        case PlanNodeOverdue():
            changed = _with_node(known, told.node, overdue=True)
        case PlanNodeReached():
            changed = _with_node(known, told.node, reached_at=told.reached_at)
        case PlanReviewDue():
            changed = {"review_due": True}
        case PlanReviewed():
            changed = {"review_due": False, "review_at": told.review_at, "revise": told.revise}
        case PlanEnded():
            changed = {"standing": "ended", "overdue": False, "review_due": False, "ended_at": told.ended_at}
        case _:
            changed = {}
    return changed


def _in_force(known: Row, told: PlanApproved) -> dict[str, Any]:
    before = {one.node: one for one in NODES.decode(known.nodes)}
    nodes = []
    for node in told.nodes:
        was = before.get(node.node)
        late = was is not None and was.overdue and was.due_at == node.due_at
        reached = was.reached_at if was is not None and was.item == node.item else None
        nodes.append(NodeRow(node.node, node.item, node.owner, node.due_at, node.goal, late, reached))
    return {
        **_stored(nodes),
        "title": told.title,
        "owner_name": told.owner,
        "standing": "in_force",
        "in_force": told.version,
        "review_at": told.review_at,
        "review_due": False,
        "revise": False,
    }


def _with_node(known: Row, name: str, **changed: Any) -> dict[str, Any]:
    nodes = NODES.decode(known.nodes)
    return _stored(msgspec.structs.replace(one, **changed) if one.node == name else one for one in nodes)


def _stored(nodes: Iterable[NodeRow]) -> dict[str, Any]:
    stored = tuple(nodes)
    overdue = any(one.overdue and one.reached_at is None for one in stored)
    return {"nodes": msgspec.json.encode(stored).decode(), "overdue": overdue}
