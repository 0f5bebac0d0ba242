"""A plan on its way, as its rules are told of it in tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.leads.plan.decide import PLAN, ApprovePlan, ReachNode, SubmitPlan
from services.leads.plan.decide.commands import Asked, Standard
from services.leads.plan.events import (
    Content,
    Goal,
    Named,
    Node,
    PlanApproved,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanNodeWarned,
    PlanReviewDue,
    PlanSubmitted,
)
from shared.kit.decider import SetDeadline
from tests.support.spec import specify

ONE, ZHANG = (UUID(f"0195a6d0-0000-7000-8000-00000000000{n}") for n in (1, 2))
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CLOCK = f"plan-{ONE}/next"
given = specify(PLAN)

NAMED = Named(ONE, "development", "客户开发计划", "development plan", "华东", "li", ZHANG, None)
SALES = Goal("sales", "sales", "去年三百万", 480, "八成", "CNY", NOW, NOW + 300 * DAY)
VISITS = Node("visits", "走访二十家", "wang", NOW + 10 * DAY, "sales")
OFFERS = Node("offers", "报价十家", "wang", NOW + 20 * DAY, None)
CONTENT = Content({"strategy": {"method": "走访"}}, (SALES,), (VISITS, OFFERS))
LATER = replace(CONTENT, nodes=(VISITS, replace(OFFERS, due_at=NOW + 30 * DAY)))

SUBMIT = SubmitPlan(NAMED, CONTENT, None, "default-1", "li", NOW)
SUBMITTED = PlanSubmitted(NAMED, 1, CONTENT, None, "default-1", "li", NOW)
AGAIN = PlanSubmitted(NAMED, 2, LATER, "对手降价", "default-1", "li", NOW + 12 * DAY)
APPROVED = PlanApproved(NAMED, 1, CONTENT, (24,), NOW + 90 * DAY, "default-1", "zhao", NOW)
APPROVED_AGAIN = PlanApproved(NAMED, 2, LATER, (24,), NOW + 102 * DAY, "default-1", "zhao", NOW + 12 * DAY)
IN_FORCE = (SUBMITTED, APPROVED)


def standard(*missing: str, review_days: int | None = 90) -> Standard:
    """What the book asks, of which this is missing."""
    asked = tuple(Asked(name, f"{name} 部分", name, met=False) for name in missing)
    there = Asked("strategy.method", "策略", "strategy", met=True)
    return Standard("default-1", "supervisor", (there, *asked), (24,), review_days)


def approve(version: int = 1, at: datetime = NOW, by: Standard | None = None, **changed: Any) -> ApprovePlan:
    told = ApprovePlan(version, by or standard(), frozenset({"supervisor"}), "zhao", at)
    return replace(told, **changed)


def reach(node: str, at: datetime) -> ReachNode:
    return ReachNode(node, "记录已齐", None, "default-1", "wang", at)


def reached(node: Node, at: datetime, version: int = 1) -> PlanNodeReached:
    late = at > node.due_at
    return PlanNodeReached(NAMED, version, node, "记录已齐", None, late, "default-1", "wang", at)


def warned(node: Node, noticed: datetime, version: int = 1) -> PlanNodeWarned:
    return PlanNodeWarned(NAMED, version, node, "default-1", noticed, node.due_at - DAY)


def overdue(node: Node, noticed: datetime, version: int = 1) -> PlanNodeOverdue:
    return PlanNodeOverdue(NAMED, version, node, "default-1", noticed, node.due_at)


def review_due(noticed: datetime) -> PlanReviewDue:
    return PlanReviewDue(NAMED, 1, "default-1", noticed, NOW + 90 * DAY)


def clock(at: datetime) -> SetDeadline:
    """Its one deadline, for the step that comes next."""
    return SetDeadline(CLOCK, "plan-step", at)
