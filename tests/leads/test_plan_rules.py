"""A plan's versions, approval, time nodes, goals and reviews: does it, refuses it, stays quiet."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.leads.plan.decide import (
    PLAN,
    EndPlan,
    MeasureGoal,
    PlanUnknown,
    ReturnPlan,
    ReviewPlan,
    TakeSteps,
)
from services.leads.plan.decide.commands import (
    PlanForAnother,
    PlanGoalMeasuredSince,
    PlanGoalUnknown,
    PlanIncomplete,
    PlanNodeInPast,
    PlanNodeReachedBefore,
    PlanNodeUnknown,
    PlanNotDue,
    PlanNotInForce,
    PlanOfOnesOwn,
    PlanOver,
    PlanRevisionNeedsReason,
    PlanVersionOver,
)
from services.leads.plan.events import (
    PlanEnded,
    PlanEvent,
    PlanGoalMeasured,
    PlanNodeOverdue,
    PlanNodeWarned,
    PlanReturned,
    PlanReviewed,
)
from shared.kit.decider import CancelDeadline, Rejection
from shared.kit.plausible_time import TimeInFuture
from tests.leads.planning import (
    AGAIN,
    APPROVED,
    APPROVED_AGAIN,
    CLOCK,
    CONTENT,
    DAY,
    IN_FORCE,
    LATER,
    NAMED,
    NOW,
    OFFERS,
    SALES,
    SUBMIT,
    SUBMITTED,
    VISITS,
    approve,
    clock,
    given,
    overdue,
    reach,
    reached,
    review_due,
    standard,
    warned,
)

MEASURE = MeasureGoal("sales", 310, "财报", "default-1", "li", NOW, NOW)
MEASURED = PlanGoalMeasured(NAMED, 1, SALES, 310, "财报", "default-1", "li", NOW)
REVIEW = ReviewPlan("对手降价", "须提高服务", True, 90, "default-1", "li", NOW + 80 * DAY)
REVIEWED = PlanReviewed(
    *(NAMED, 1, "对手降价", "须提高服务", True, NOW + 170 * DAY, "default-1", "li", NOW + 80 * DAY)
)
END = EndPlan("completed", "已达成", "default-1", "li", NOW + DAY)
ENDED = PlanEnded(NAMED, 1, "completed", "已达成", "default-1", "li", NOW + DAY)
GIVE_BACK = ReturnPlan(1, "未写财力", standard(), frozenset({"supervisor"}), "zhao", NOW)
RETURNED = PlanReturned(NAMED, 1, "未写财力", "default-1", "zhao", NOW)


def test_every_submission_is_a_version_and_the_first_needs_no_reason() -> None:
    given().when(SUBMIT).then(SUBMITTED).then_deadlines()
    given(SUBMITTED).when(SUBMIT).then_nothing()
    given(SUBMITTED).when(replace(SUBMIT, content=LATER)).then_rejected(PlanRevisionNeedsReason, version="1")
    again = replace(SUBMIT, content=LATER, reason="对手降价", now=NOW + 12 * DAY)
    given(*IN_FORCE).when(again).then(AGAIN).then_deadlines()
    given(*IN_FORCE, ENDED).when(again).then_rejected(PlanOver, outcome="completed")


def test_an_approval_names_what_is_missing_and_sets_the_clock_of_what_is_owed() -> None:
    given(SUBMITTED).when(approve()).then(APPROVED).then_deadlines(clock(NOW + 9 * DAY))
    lacking = standard("resources.money", "time_nodes")
    given(SUBMITTED).when(approve(by=lacking)).then_rejected(
        PlanIncomplete, missing="resources.money, time_nodes", zh="resources.money 部分；time_nodes 部分"
    )
    given(*IN_FORCE).when(approve()).then_nothing()
    given().when(approve()).then_rejected(PlanUnknown)


def test_who_approves_is_another_person_in_the_role_of_the_policy() -> None:
    given(SUBMITTED).when(approve(approved_by="li")).then_rejected(PlanOfOnesOwn)
    given(SUBMITTED).when(approve(roles=frozenset({"manager"}))).then_rejected(
        PlanForAnother, required_role="supervisor"
    )


def test_who_could_not_approve_a_plan_does_not_return_it() -> None:
    stranger = replace(GIVE_BACK, roles=frozenset({"salesperson"}))
    given(SUBMITTED).when(stranger).then_rejected(PlanForAnother, required_role="supervisor")


def test_what_is_approved_or_returned_is_the_version_that_was_read() -> None:
    given(SUBMITTED, AGAIN).when(approve()).then_rejected(PlanVersionOver, version="1", latest="2")
    given(SUBMITTED).when(GIVE_BACK).then(RETURNED)
    given(SUBMITTED, RETURNED).when(GIVE_BACK).then_rejected(PlanVersionOver)
    given(SUBMITTED, RETURNED).when(approve()).then_rejected(PlanVersionOver)


def test_no_node_is_owed_from_before_its_approval() -> None:
    late = approve(at=NOW + 11 * DAY)
    given(SUBMITTED).when(late).then_rejected(PlanNodeInPast, nodes="visits")


def test_a_node_is_warned_of_and_told_as_overdue_once() -> None:
    at = VISITS.due_at
    given(*IN_FORCE).when(TakeSteps(NOW)).then_rejected(PlanNotDue)
    given(*IN_FORCE).when(TakeSteps(at - DAY)).then(warned(VISITS, at - DAY)).then_deadlines(clock(at))
    told = (*IN_FORCE, warned(VISITS, at - DAY), overdue(VISITS, at))
    given(*IN_FORCE, warned(VISITS, at - DAY)).when(TakeSteps(at)).then(overdue(VISITS, at))
    given(*told).when(TakeSteps(at)).then_rejected(PlanNotDue, due_at=(OFFERS.due_at - DAY).isoformat())


def test_an_outage_brings_all_that_was_missed_in_order() -> None:
    now = NOW + 100 * DAY
    all_of_it = (warned(VISITS, now), overdue(VISITS, now), warned(OFFERS, now), overdue(OFFERS, now))
    given(*IN_FORCE).when(TakeSteps(now)).then(*all_of_it, review_due(now)).then_deadlines(
        CancelDeadline(CLOCK)
    )


def test_a_node_is_reached_with_evidence_and_owed_no_more() -> None:
    now = NOW + DAY
    done = reached(VISITS, now)
    given(*IN_FORCE).when(reach("visits", now)).then(done).then_deadlines(clock(OFFERS.due_at - DAY))
    given(*IN_FORCE, done).when(reach("visits", now)).then_nothing()
    other = replace(reach("visits", now), evidence="另一份")
    given(*IN_FORCE, done).when(other).then_rejected(PlanNodeReachedBefore, node="visits")
    given(*IN_FORCE).when(reach("fame", now)).then_rejected(PlanNodeUnknown, nodes="visits, offers")
    given(SUBMITTED).when(reach("visits", now)).then_rejected(PlanNotInForce, standing="submitted")


def test_nobody_hides_a_missed_node_by_reaching_it_before_the_worker_comes() -> None:
    now = VISITS.due_at + DAY
    given(*IN_FORCE).when(reach("visits", now)).then(
        warned(VISITS, now), overdue(VISITS, now), reached(VISITS, now)
    )


def test_a_revision_takes_over_what_was_reached_and_what_was_told() -> None:
    at = VISITS.due_at
    told = (*IN_FORCE, warned(VISITS, at), overdue(VISITS, at), AGAIN)
    again = approve(2, NOW + 12 * DAY)
    given(*told).when(again).then(APPROVED_AGAIN).then_deadlines(clock(NOW + 29 * DAY))
    state = PLAN.fold((*told, APPROVED_AGAIN))
    assert state is not None
    assert state.overdue == {"visits": at}
    kept = PLAN.fold((*IN_FORCE, reached(VISITS, NOW), AGAIN, APPROVED_AGAIN))
    assert kept is not None
    assert set(kept.reached) == {"visits"}
    other = replace(LATER, nodes=(replace(VISITS, item="走访四十家", due_at=NOW + 40 * DAY),))
    anew = PLAN.fold((*IN_FORCE, reached(VISITS, NOW), replace(APPROVED_AGAIN, content=other)))
    assert anew is not None
    assert not anew.reached


def test_a_goal_is_measured_as_often_as_it_changes() -> None:
    given(*IN_FORCE).when(MEASURE).then(MEASURED)
    given(*IN_FORCE, MEASURED).when(MEASURE).then_nothing()
    given(*IN_FORCE).when(replace(MEASURE, goal="fame")).then_rejected(PlanGoalUnknown, goals="sales")
    given(*IN_FORCE).when(replace(MEASURE, measured_at=NOW + DAY)).then_rejected(TimeInFuture)
    earlier = replace(MEASURE, value=100, measured_at=NOW - DAY)
    given(*IN_FORCE, MEASURED).when(earlier).then_rejected(PlanGoalMeasuredSince)


def test_a_review_sets_the_next_and_may_ask_for_another_version() -> None:
    done = (*IN_FORCE, reached(VISITS, NOW), reached(OFFERS, NOW))
    given(*done).when(REVIEW).then(REVIEWED).then_deadlines(clock(NOW + 170 * DAY))
    given(*done).when(replace(REVIEW, review_days=None)).then_deadlines(CancelDeadline(CLOCK))
    late = replace(REVIEW, now=NOW + 91 * DAY)
    assert given(*done).when(late).decision.events[0] == review_due(NOW + 91 * DAY)
    state = PLAN.fold((*done, REVIEWED))
    assert state is not None
    assert state.revise


def test_a_plan_that_ended_owes_nothing() -> None:
    given(*IN_FORCE).when(END).then(ENDED).then_deadlines(CancelDeadline(CLOCK))
    given(*IN_FORCE, ENDED).when(END).then_nothing()
    given(*IN_FORCE, ENDED).when(replace(END, reason="重来")).then_rejected(PlanOver)
    given(*IN_FORCE, ENDED).when(TakeSteps(NOW + 99 * DAY)).then_deadlines(CancelDeadline(CLOCK))
    for command in (approve(), GIVE_BACK, reach("visits", NOW), MEASURE, REVIEW):
        given(*IN_FORCE, ENDED).when(command).then_rejected(PlanOver, outcome="completed")


COMMANDS: list[Any] = [
    *(SUBMIT, replace(SUBMIT, content=LATER, reason="改"), GIVE_BACK, MEASURE, REVIEW, END),
    *(approve(number) for number in (1, 2, 3)),
    *(reach(node.node, NOW) for node in CONTENT.nodes),
    *(TakeSteps(NOW + number * DAY) for number in (0, 9, 10, 20, 200)),
]


@drawn(st.lists(st.tuples(st.sampled_from(COMMANDS), st.integers(0, 40)), max_size=14))
def test_however_it_goes_each_step_is_told_once_and_the_clock_is_that_of_the_next(
    said: list[tuple[Any, int]],
) -> None:
    events: list[PlanEvent] = []
    clocks: Any = None
    for command, days in said:
        now = max(command.now, NOW + days * DAY)
        try:
            decision = PLAN.decide(PLAN.fold(events), replace(command, now=now))
        except Rejection:
            continue
        events += decision.events
        clocks = (*decision.deadlines, clocks)[0]
    state = PLAN.fold(events)
    told = [
        (fact.TYPE, fact.version, fact.node.node, fact.occurred_at)
        for fact in events
        if isinstance(fact, PlanNodeWarned | PlanNodeOverdue)
    ]
    assert len(told) == len(set(told))
    if state is not None and clocks is not None:
        assert clocks == state.steps.next()


@pytest.mark.parametrize("count", range(3))
def test_a_prefix_then_the_rest_is_all_of_it(count: int) -> None:
    facts = (*IN_FORCE, warned(VISITS, NOW))
    assert PLAN.fold(facts[count:], PLAN.fold(facts[:count])) == PLAN.fold(facts)
