"""What stands in the way of a command, and what it is about: the version in force, its nodes and goals."""

from datetime import datetime

from services.leads.plan.decide.commands import (
    PlanForAnother,
    PlanGoalUnknown,
    PlanIncomplete,
    PlanNodeInPast,
    PlanNodeUnknown,
    PlanNotInForce,
    PlanOver,
    PlanVersionOver,
    Standard,
)
from services.leads.plan.decide.state import Plan, taken_over
from services.leads.plan.events import Goal, Node, PlanApproved


def in_force(state: Plan) -> PlanApproved:
    """Return the approval of the version in force. Raises PlanNotInForce."""
    if state.approved is None:
        raise PlanNotInForce(standing=state.standing)
    return state.approved


def node_of(state: Plan, name: str) -> Node:
    """Return the time node of that name. Raises PlanNotInForce, PlanNodeUnknown."""
    nodes = in_force(state).content.nodes
    for one in nodes:
        if one.node == name:
            return one
    raise PlanNodeUnknown(node=name, nodes=", ".join(one.node for one in nodes))


def goal_of(state: Plan, name: str) -> Goal:
    """Return the goal of that name. Raises PlanNotInForce, PlanGoalUnknown."""
    goals = in_force(state).content.goals
    for one in goals:
        if one.goal == name:
            return one
    raise PlanGoalUnknown(goal=name, goals=", ".join(one.goal for one in goals))


def refuse_ended(state: Plan) -> None:
    """Return when it goes on. Raises PlanOver."""
    if state.ended is not None:
        raise PlanOver(outcome=state.ended.outcome)


def refuse_other_version(state: Plan, version: int) -> None:
    """Return when that version waits. Raises PlanVersionOver."""
    if not state.waits or version != state.submitted.version:
        raise PlanVersionOver(version=str(version), latest=str(state.submitted.version))


def refuse_other_role(standard: Standard, roles: frozenset[str]) -> None:
    """Return when the policy lets one of these roles judge the plan. Raises PlanForAnother."""
    if standard.approver not in roles:
        raise PlanForAnother(required_role=standard.approver)


def refuse_incomplete(standard: Standard) -> None:
    """Return when all is there that the policy asks. Raises PlanIncomplete, which names what is missing."""
    missing = [one for one in standard.asked if not one.met]
    if missing:
        raise PlanIncomplete(
            missing=", ".join(one.name for one in missing),
            zh="；".join(one.zh for one in missing),
            en="; ".join(one.en for one in missing),
            policy_version=standard.policy_version,
        )


def refuse_past_nodes(state: Plan, now: datetime) -> None:
    """Return when no node lies in the past, but for those of the version in force, as they were.

    Raises PlanNodeInPast.
    """
    known = {(one.node, one.due_at) for one in state.approved.content.nodes} if state.approved else set()
    nodes = state.submitted.content.nodes
    reached = taken_over(state, nodes)
    past = [
        one.node
        for one in nodes
        if one.due_at <= now and one.node not in reached and (one.node, one.due_at) not in known
    ]
    if past:
        raise PlanNodeInPast(nodes=", ".join(past), now=now.isoformat())
