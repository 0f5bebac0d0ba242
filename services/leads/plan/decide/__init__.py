"""What may become true about a plan 计划, decided by pure functions (S3-02, S3-03, S9-09, S9-10).

The book in force says what a plan of its kind must have; the command brings that with whether it is there.
What is missing is refused in the policy's words. Whoever comes after a time finds recorded first what it
brought: nobody hides a missed time node by being quick.
"""

from datetime import datetime, timedelta
from functools import reduce
from typing import assert_never

from services.leads.plan.decide.commands import (
    ApprovePlan,
    EndPlan,
    MeasureGoal,
    PlanCommand,
    PlanGoalMeasuredSince,
    PlanKindUnknown,
    PlanNodeReachedBefore,
    PlanNotDue,
    PlanOfOnesOwn,
    PlanPartUnknown,
    PlanRevisionNeedsReason,
    PlanUnknown,
    ReachNode,
    ReturnPlan,
    ReviewPlan,
    Standard,
    SubmitPlan,
    TakeSteps,
)
from services.leads.plan.decide.refusals import (
    goal_of,
    in_force,
    node_of,
    refuse_ended,
    refuse_incomplete,
    refuse_other_role,
    refuse_other_version,
    refuse_past_nodes,
)
from services.leads.plan.decide.state import DEADLINE_KIND, After, Ahead, Plan, State, changed, evolve
from services.leads.plan.events import (
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
from shared.kit.decider import Decider, Decision
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "DEADLINE_KIND",
    "PLAN",
    "ApprovePlan",
    "EndPlan",
    "MeasureGoal",
    "Plan",
    "PlanCommand",
    "PlanKindUnknown",
    "PlanPartUnknown",
    "PlanUnknown",
    "ReachNode",
    "ReturnPlan",
    "ReviewPlan",
    "Standard",
    "State",
    "SubmitPlan",
    "TakeSteps",
    "decide",
    "evolve",
]


def decide(state: State, command: PlanCommand) -> Decision[PlanEvent]:
    """Return what becomes true. Raises the rejections of `commands` and of `plausible_time`."""
    if isinstance(command, SubmitPlan):
        return _submit(state, command)
    if state is None:
        raise PlanUnknown
    if isinstance(command, TakeSteps):
        return _take(state, command.now)
    if isinstance(command, EndPlan):
        return _end(state, command)
    refuse_ended(state)
    if isinstance(command, ApprovePlan):
        return _approve(state, command)
    return _return(state, command) if isinstance(command, ReturnPlan) else _go_on(state, command)


def _go_on(state: Plan, command: ReachNode | MeasureGoal | ReviewPlan) -> Decision[PlanEvent]:
    match command:
        case ReachNode():
            return _reach(state, command)
        case MeasureGoal():
            return _measure(state, command)
        case ReviewPlan():
            return _review(state, command)
        case _:
            assert_never(command)


def _take(state: Plan, now: datetime) -> Decision[PlanEvent]:
    return state.steps.take(
        now,
        lambda step: _taken(state, step, now),
        lambda due_at: PlanNotDue(due_at=due_at.isoformat()),
    )


def _submit(state: State, command: SubmitPlan) -> Decision[PlanEvent]:
    version = 1
    if state is not None:
        refuse_ended(state)
        before = state.submitted
        if state.waits and (before.named, before.content) == (command.named, command.content):
            return Decision()
        if command.reason is None:
            raise PlanRevisionNeedsReason(version=str(before.version))
        version = before.version + 1
    submitted = PlanSubmitted(
        *(command.named, version, command.content, command.reason, command.policy_version),
        *(command.submitted_by, command.now),
    )
    return Decision((submitted,))


def _approve(state: Plan, command: ApprovePlan) -> Decision[PlanEvent]:
    submitted, standard = state.submitted, command.standard
    if state.approved is not None and not state.waits and command.version == state.approved.version:
        return Decision()
    refuse_other_version(state, command.version)
    if command.approved_by in {submitted.submitted_by, submitted.named.owner}:
        raise PlanOfOnesOwn(submitted_by=submitted.submitted_by, owner=submitted.named.owner)
    refuse_other_role(standard, command.roles)
    refuse_incomplete(standard)
    refuse_past_nodes(state, command.now)
    days = standard.review_days
    approved = PlanApproved(
        *(submitted.named, submitted.version, submitted.content, standard.warn_hours),
        review_at=None if days is None else command.now + timedelta(days=days),
        policy_version=standard.policy_version,
        approved_by=command.approved_by,
        occurred_at=command.now,
    )
    return _then(state, command.now, approved)


def _return(state: Plan, command: ReturnPlan) -> Decision[PlanEvent]:
    refuse_other_version(state, command.version)
    refuse_other_role(command.standard, command.roles)
    returned = PlanReturned(
        *(state.named, command.version, command.reason, command.standard.policy_version),
        *(command.returned_by, command.now),
    )
    return Decision((returned,))


def _reach(state: Plan, command: ReachNode) -> Decision[PlanEvent]:
    node = node_of(state, command.node)
    before = state.reached.get(command.node)
    if before is not None:
        if (before.evidence, before.ref) == (command.evidence, command.ref):
            return Decision()
        raise PlanNodeReachedBefore(node=command.node, evidence=before.evidence)
    reached = PlanNodeReached(
        *(state.named, in_force(state).version, node, command.evidence, command.ref),
        late=command.now > node.due_at,
        policy_version=command.policy_version,
        reached_by=command.reached_by,
        occurred_at=command.now,
    )
    return _then(state, command.now, reached)


def _measure(state: Plan, command: MeasureGoal) -> Decision[PlanEvent]:
    refuse_implausible(command.measured_at, command.now, "measured_at")
    goal = goal_of(state, command.goal)
    measured = PlanGoalMeasured(
        *(state.named, in_force(state).version, goal, command.value, command.evidence),
        *(command.policy_version, command.measured_by, command.measured_at),
    )
    before = state.measured.get(command.goal)
    if before is not None and before.occurred_at > command.measured_at:
        raise PlanGoalMeasuredSince(goal=command.goal, measured_at=before.occurred_at.isoformat())
    return Decision() if measured == before else Decision((measured,))


def _review(state: Plan, command: ReviewPlan) -> Decision[PlanEvent]:
    approved, days = in_force(state), command.review_days
    reviewed = PlanReviewed(
        *(state.named, approved.version, command.information, command.analysis, command.revise),
        review_at=None if days is None else command.now + timedelta(days=days),
        policy_version=command.policy_version,
        reviewed_by=command.reviewed_by,
        occurred_at=command.now,
    )
    return _then(state, command.now, reviewed)


def _end(state: Plan, command: EndPlan) -> Decision[PlanEvent]:
    if state.ended is not None and (state.ended.outcome, state.ended.reason) == (
        *(command.outcome, command.reason),
    ):
        return Decision()
    refuse_ended(state)
    version = state.submitted.version if state.approved is None else state.approved.version
    ended = PlanEnded(
        *(state.named, version, command.outcome, command.reason, command.policy_version),
        *(command.ended_by, command.now),
    )
    return _then(state, command.now, ended)


def _then(state: Plan, now: datetime, event: After) -> Decision[PlanEvent]:
    """Return that what time had brought by now is told, then `event`; its clock goes by what is left."""
    told = (*(_taken(state, step, now) for step in state.steps.due(now)), event)
    return Decision(told, (reduce(changed, told, state).steps.next(),))


def _taken(state: Plan, step: Ahead, now: datetime) -> PlanNodeWarned | PlanNodeOverdue | PlanReviewDue:
    approved = in_force(state)
    named, version, policy = state.named, approved.version, approved.policy_version
    if step.node is None:
        return PlanReviewDue(named, version, policy, now, step.at)
    kind = PlanNodeWarned if step.kind == "warning" else PlanNodeOverdue
    return kind(named, version, step.node, policy, now, step.at)


PLAN: Decider[State, PlanCommand, PlanEvent] = Decider(None, evolve, decide)
