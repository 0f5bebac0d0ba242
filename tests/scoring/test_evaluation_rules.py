"""When the policy is evaluated, as given, when, then (S6-15)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from hypothesis import given as drawn
from hypothesis import strategies as some

from services.scoring.evaluation.decide import (
    DUE,
    EVALUATION,
    REMINDER,
    Evaluate,
    EvaluationCommand,
    EvaluationNotDue,
    EvaluationNotScheduled,
    FollowBook,
    Interval,
    TakeSteps,
)
from services.scoring.evaluation.events import (
    EvaluationEvent,
    EvaluationFellDue,
    EvaluationReminded,
    EvaluationScheduled,
    PolicyEvaluated,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.support.spec import specify

given = specify(EVALUATION)

NOW = datetime(2026, 3, 16, 1, 0, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
YEARLY = Interval(365 * DAY, 30 * DAY)
DUE_AT = NOW + 365 * DAY

FOLLOW = FollowBook("default-1", LONG_AGO, 0, YEARLY, starts_at=NOW, now=NOW)
SCHEDULED = EvaluationScheduled("default-1", LONG_AGO, 0, DUE_AT - 30 * DAY, DUE_AT, occurred_at=NOW)
REMINDED = EvaluationReminded("default-1", DUE_AT, DUE_AT - 30 * DAY, noticed_at=DUE_AT - 30 * DAY)
FELL_DUE = EvaluationFellDue("default-1", DUE_AT, noticed_at=DUE_AT)
KEPT = Evaluate("kept", None, "合适", YEARLY, "li.na", NOW + DAY)

AHEAD = SetDeadline(DUE, DUE, DUE_AT - 30 * DAY)
AT_LAST = SetDeadline(DUE, DUE, DUE_AT)


def test_s6_15_the_clock_runs_for_the_book_in_force() -> None:
    given().when(FOLLOW).then(SCHEDULED).then_deadlines(AHEAD)
    given(SCHEDULED).when(replace(FOLLOW, starts_at=NOW + DAY)).then_nothing()


def test_s6_15_another_book_moves_the_clock_by_its_own_interval() -> None:
    another = FollowBook(
        "2026-12", NOW + DAY, 1, Interval(90 * DAY, 10 * DAY), NOW + DAY, NOW + DAY, "policy-1/in-force"
    )
    due_at = NOW + 91 * DAY
    given(SCHEDULED).when(another).then(
        EvaluationScheduled("2026-12", NOW + DAY, 1, due_at - 10 * DAY, due_at, occurred_at=NOW + DAY)
    ).then_deadlines(
        CancelDeadline("policy-1/in-force"),
        SetDeadline(DUE, DUE, due_at - 10 * DAY),
    )
    earlier = replace(another, number=2, holds_from=NOW)
    (scheduled,) = given(SCHEDULED).when(another).decision.events
    given(SCHEDULED, scheduled).when(earlier).then().then_deadlines(CancelDeadline("policy-1/in-force"))
    later = replace(another, policy_version="2026-12-b", number=2)
    assert given(SCHEDULED, scheduled).when(later).decision.events


def test_s6_15_a_reminder_and_the_due_date_are_told_once_and_never_early() -> None:
    at, over = partial(TakeSteps, DUE), CancelDeadline(DUE)
    given(SCHEDULED).when(at(DUE_AT - 30 * DAY)).then(REMINDED).then_deadlines(AT_LAST)
    given(SCHEDULED).when(at(DUE_AT - 31 * DAY)).then_rejected(EvaluationNotDue)
    given(SCHEDULED, REMINDED).when(at(DUE_AT)).then(FELL_DUE).then_deadlines(over)
    given(SCHEDULED, REMINDED, FELL_DUE).when(at(DUE_AT)).then().then_deadlines(over)
    given(SCHEDULED, REMINDED).when(at(DUE_AT - DAY)).then_rejected(EvaluationNotDue)
    late = DUE_AT + DAY
    both = replace(REMINDED, noticed_at=late), replace(FELL_DUE, noticed_at=late)
    given(SCHEDULED).when(at(late)).then(*both).then_deadlines(over)


def test_a_reminder_of_a_store_of_before_is_taken_and_ends() -> None:
    outcome = given(SCHEDULED).when(TakeSteps(REMINDER, DUE_AT - 30 * DAY))
    outcome.then(REMINDED).then_deadlines(AT_LAST, CancelDeadline(REMINDER))


def test_s6_15_an_evaluation_starts_the_clock_anew_and_hides_nothing() -> None:
    evaluated = PolicyEvaluated("default-1", "kept", None, "合适", "li.na", NOW + DAY)
    again = replace(SCHEDULED, remind_at=DUE_AT - 29 * DAY, due_at=DUE_AT + DAY, occurred_at=NOW + DAY)
    given(SCHEDULED).when(KEPT).then(evaluated, again)
    late = DUE_AT + 3 * DAY
    told = given(SCHEDULED).when(replace(KEPT, now=late)).decision.events
    assert told[:2] == (replace(REMINDED, noticed_at=late), replace(FELL_DUE, noticed_at=late))
    given().when(KEPT).then_rejected(EvaluationNotScheduled)


def test_what_fell_due_before_another_book_is_told_with_it() -> None:
    date = DUE_AT + DAY
    another = FollowBook("2027-04", date, 1, YEARLY, date, date + DAY)
    told = given(SCHEDULED, REMINDED).when(another).decision.events
    assert told[0] == replace(FELL_DUE, noticed_at=date + DAY)


@drawn(steps=some.lists(some.tuples(some.sampled_from(["step", "kept"]), some.integers(0, 400))))
def test_each_due_date_is_told_at_most_once_whatever_happens(steps: list[tuple[str, int]]) -> None:
    now, past = NOW, list[EvaluationEvent]([SCHEDULED])
    for name, days in steps:
        now += timedelta(days=days)
        commands: dict[str, EvaluationCommand] = {
            "step": TakeSteps(DUE, now),
            "kept": replace(KEPT, now=now),
        }
        try:
            past += EVALUATION.decide(EVALUATION.fold(past), commands[name]).events
        except EvaluationNotDue:
            continue
    dues = [fact.occurred_at for fact in past if isinstance(fact, EvaluationFellDue)]
    reminders = [fact.due_at for fact in past if isinstance(fact, EvaluationReminded)]
    assert len(set(dues)) == len(dues)
    assert len(set(reminders)) == len(reminders)
    assert set(dues) <= set(reminders)
