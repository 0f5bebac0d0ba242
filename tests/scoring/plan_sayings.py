"""What leads says of plans, for tests of who hears it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.plans import (
    Goal,
    PlanApproved,
    PlanEnded,
    PlanFact,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeReached,
    PlanReviewDue,
    PlanReviewed,
    PlanSubmitted,
    TimeNode,
)
from tests.scoring.facts import day
from tests.scoring.sayings import ID

TERM = timedelta(days=100)
PLAN = UUID(int=88)


def goal(measure: str, ideal: int, currency: str | None = None) -> Goal:
    """A goal for a hundred days from the hundredth on."""
    return Goal(
        goal=measure,
        measure=measure,
        basis="去年三百万",
        ideal=ideal,
        feasibility="八成",
        currency=currency,
        starts_at=day(100),
        ends_at=day(100) + TERM,
    )


GOALS = (goal("market_share", 1_500), goal("sales", 500_000, "CNY"), goal("added_revenue", 300_000, "CNY"))
VISITS = TimeNode(node="visits", item="走访二十家", owner="wang", due_at=day(110), goal="sales")
OFFERS = TimeNode(node="offers", item="报价十家", owner="zhao", due_at=day(120), goal="sales")


def said(contract: type[PlanFact], plan: UUID = PLAN, customer: UUID | None = ID, **told: Any) -> PlanFact:
    """A fact about a plan with the objectives of a group."""
    of_plan = {
        "plan_id": plan,
        "kind": "group_objectives",
        "kind_title": {"zh": "集团客户开发目标", "en": "objectives of a group customer"},
        "title": "张记集团年度目标",
        "owner": "li.na",
        "customer_id": customer,
        "version": 1,
        "policy_version": "default-1",
    }
    return contract.model_validate(of_plan | told)


def submitted(at: datetime, **told: Any) -> PlanFact:
    content = {"parts": {}, "goals": GOALS, "nodes": (VISITS, OFFERS)}
    return said(PlanSubmitted, **{**content, "submitted_by": "li.na", "submitted_at": at, **told})


def approved(at: datetime, **told: Any) -> PlanFact:
    content = {"goals": GOALS, "nodes": (VISITS, OFFERS), "review_at": day(190)}
    return said(PlanApproved, **{**content, "approved_by": "chen", "approved_at": at, **told})


def of_node(contract: type[PlanFact], node: TimeNode, **told: Any) -> PlanFact:
    what = {"node": node.node, "item": node.item, "node_owner": node.owner, "due_at": node.due_at}
    return said(contract, **{**what, "goal": node.goal, **told})


def overdue(node: TimeNode, **told: Any) -> PlanFact:
    return of_node(PlanNodeOverdue, node, overdue_at=node.due_at, noticed_at=node.due_at, **told)


def reached(node: TimeNode, at: datetime, **told: Any) -> PlanFact:
    late = at > node.due_at
    shown = {"evidence": "记录已齐", "late": late, "reached_by": node.owner, "reached_at": at}
    return of_node(PlanNodeReached, node, **{**shown, **told})


def measured(value: int, at: datetime, **told: Any) -> PlanFact:
    share = {"goal": "market_share", "measure": "market_share", "ideal": 1_500, "gap": 1_500 - value}
    by = {"value": value, "evidence": "协会年报", "measured_by": "li.na", "measured_at": at}
    return said(PlanGoalMeasured, **{**share, **by, **told})


def review_due(at: datetime, **told: Any) -> PlanFact:
    return said(PlanReviewDue, review_at=at, noticed_at=at, **told)


def reviewed(at: datetime, **told: Any) -> PlanFact:
    found = {"information": "对手降价", "analysis": "须提高服务", "revise": True, "review_at": at + TERM}
    return said(PlanReviewed, **{**found, "reviewed_by": "li.na", "reviewed_at": at, **told})


def ended(at: datetime, **told: Any) -> PlanFact:
    how = {"outcome": "completed", "reason": "已达成", "ended_by": "li.na", "ended_at": at}
    return said(PlanEnded, **{**how, **told})


def plan_story(customer: UUID, at: datetime) -> list[PlanFact]:
    """A plan about the customer is approved; one node is reached, one overdue, and the share is measured."""
    of_plan = {"plan": uuid5(customer, "plan"), "customer": customer}
    return [
        *(submitted(at, **of_plan), approved(at, **of_plan), overdue(VISITS, **of_plan)),
        *(reached(OFFERS, at, **of_plan), measured(1_100, at, **of_plan)),
    ]
