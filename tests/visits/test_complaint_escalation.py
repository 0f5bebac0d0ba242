"""While a complaint's clock runs somebody higher is told, and what was not solved begins anew (S4-07)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.visits.complaint.decide import (
    COMPLAINT,
    ClockNotDue,
    ComplaintCommand,
    ComplaintNotResolved,
    ComplaintReopeningOver,
    ComplaintUnknown,
    ReopenComplaint,
    TakeSteps,
)
from services.visits.complaint.events import (
    Clock,
    Clocks,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintReopened,
    Step,
)
from shared.kit.decider import Rejection, SetDeadline
from tests.visits.test_complaint_rules import (
    ACKNOWLEDGE_BY,
    ACKNOWLEDGE_ENDS,
    CASE_ID,
    FILE,
    FILED,
    FILED_AT,
    LATE,
    RESOLVE_BY,
    SOON,
    TOO_LATE,
    ZHANG,
    acknowledge,
    acknowledged,
    breached,
    given,
    resolve,
    resolved,
)

HALF, MOST = (FILED_AT + timedelta(hours=hours) for hours in (2, 3))
TOLD = (
    Step("acknowledge", 50, "after_sales", HALF),
    Step("acknowledge", 80, "supervisor", MOST),
    Step("acknowledge", 100, "manager", ACKNOWLEDGE_BY),
)
STEPPED = Clocks(ACKNOWLEDGE_BY, RESOLVE_BY, (*TOLD, Step("resolve", 50, "after_sales", LATE)))
TELLING = replace(FILED, clocks=STEPPED)


def escalated(step: Step, noticed_at: datetime) -> ComplaintEscalated:
    due_at = ACKNOWLEDGE_BY if step.clock == "acknowledge" else RESOLVE_BY
    said = (step.clock, step.percent, step.to, due_at, step.at, noticed_at)
    return ComplaintEscalated(CASE_ID, ZHANG, *said)


def next_of(clock: Clock, due_at: datetime) -> SetDeadline:
    return SetDeadline(f"case-{CASE_ID}/{clock}", f"complaint-{clock}", due_at, {"clock": clock})


def test_s4_07_somebody_higher_is_told_each_time_so_much_of_a_clock_has_run() -> None:
    given().when(replace(FILE, clocks=STEPPED)).then(TELLING).then_deadlines(
        next_of("acknowledge", HALF), next_of("resolve", LATE)
    )
    given(TELLING).when(TakeSteps("acknowledge", HALF)).then(escalated(TOLD[0], HALF)).then_deadlines(
        next_of("acknowledge", MOST)
    )
    early = HALF - timedelta(microseconds=1)
    given(TELLING).when(TakeSteps("acknowledge", early)).then_rejected(ClockNotDue, clock="acknowledge")


def test_after_an_outage_each_step_is_told_once_in_order_and_late() -> None:
    given(TELLING, escalated(TOLD[0], HALF)).when(TakeSteps("acknowledge", LATE)).then(
        escalated(TOLD[1], LATE), breached("acknowledge", LATE), escalated(TOLD[2], LATE)
    ).then_deadlines(ACKNOWLEDGE_ENDS)


def test_a_clock_that_has_ended_tells_nobody_any_more() -> None:
    given(TELLING, acknowledged(SOON)).when(TakeSteps("acknowledge", LATE)).then().then_deadlines(
        ACKNOWLEDGE_ENDS
    )


def test_one_who_comes_before_the_worker_hides_no_step_that_was_due() -> None:
    given(TELLING).when(acknowledge(MOST)).then(
        escalated(TOLD[0], MOST), escalated(TOLD[1], MOST), acknowledged(MOST)
    ).then_deadlines(ACKNOWLEDGE_ENDS)


def reopen(at: datetime, days: int = 30) -> ReopenComplaint:
    return ReopenComplaint("Mouldy again", STEPPED, days, "default-2", "li.na", at)


def reopened(at: datetime, times: int = 1) -> ComplaintReopened:
    return ComplaintReopened(CASE_ID, ZHANG, "Mouldy again", STEPPED, times, "default-2", "li.na", at)


ENDED = (FILED, acknowledged(SOON), resolved(SOON))


def test_s4_07_a_complaint_that_was_not_solved_starts_both_clocks_anew() -> None:
    given(*ENDED).when(reopen(TOO_LATE)).then(reopened(TOO_LATE)).then_deadlines(
        next_of("acknowledge", HALF), next_of("resolve", LATE)
    )
    again = given(*ENDED, reopened(SOON), acknowledged(SOON), resolved(SOON))
    again.when(reopen(LATE)).then(reopened(LATE, times=2))


def test_a_complaint_is_reopened_within_the_days_of_the_policy_and_only_when_it_was_resolved() -> None:
    last = SOON + timedelta(days=30)
    given(*ENDED).when(reopen(last)).then(reopened(last))
    given(*ENDED).when(reopen(last + timedelta(seconds=1))).then_rejected(ComplaintReopeningOver, days="30")
    given(FILED).when(reopen(SOON)).then_rejected(ComplaintNotResolved)
    given().when(reopen(SOON)).then_rejected(ComplaintUnknown)


MOMENTS = st.integers(min_value=0, max_value=120).map(lambda hours: FILED_AT + timedelta(hours=hours))
COMMANDS = st.one_of(
    MOMENTS.map(acknowledge),
    MOMENTS.map(resolve),
    MOMENTS.map(reopen),
    st.tuples(st.sampled_from(("acknowledge", "resolve")), MOMENTS).map(lambda t: TakeSteps(*t)),  # type: ignore[arg-type]
)


SAID = ComplaintBreached | ComplaintEscalated


def lived(commands: list[ComplaintCommand]) -> list[ComplaintEvent]:
    """Return what becomes of the complaint when these are asked in the order of their times."""
    past: list[ComplaintEvent] = [TELLING]
    for command in sorted(commands, key=lambda command: command.now):
        with suppress(Rejection):
            past += COMPLAINT.decide(COMPLAINT.fold(past), command).events
    return past


@for_all(st.lists(COMMANDS, max_size=12))
def test_each_clock_breaches_and_tells_at_most_once_whatever_comes(commands: list[ComplaintCommand]) -> None:
    past = lived(commands)
    told: list[tuple[Any, ...]] = []
    for event in past:
        if isinstance(event, ComplaintReopened):
            told.clear()
        elif isinstance(event, SAID):
            told.append((event.clock, getattr(event, "percent", "breach")))
            assert len(told) == len(set(told))
            assert event.noticed_at >= event.occurred_at
    assert past == sorted(past, key=lambda event: getattr(event, "noticed_at", event.occurred_at))


@for_all(st.lists(COMMANDS, max_size=12), st.lists(MOMENTS, max_size=12))
def test_who_is_told_does_not_depend_on_how_often_the_worker_looks(
    commands: list[ComplaintCommand], looks: list[datetime]
) -> None:
    people = [command for command in commands if not isinstance(command, TakeSteps | ReopenComplaint)]
    end = FILED_AT + timedelta(days=10)
    clocks: tuple[Clock, ...] = ("acknowledge", "resolve")
    seldom: list[ComplaintCommand] = [TakeSteps(clock, end) for clock in clocks]
    often = [*seldom, *(TakeSteps(clock, at) for at in looks for clock in clocks)]
    first, second = (
        {replace(one, noticed_at=end) for one in lived([*people, *taken]) if isinstance(one, SAID)}
        for taken in (seldom, often)
    )
    assert first == second
