"""A matter ends in a visible outcome, once its steps were taken: does it, refuses it, stays quiet."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as st

from services.visits.matter.decide import (
    MATTER,
    BreachMatter,
    MatterCommand,
    OpenMatter,
    TakeStep,
    decide,
    evolve,
)
from services.visits.matter.decide.commands import (
    CloseMatter,
    LinkMatter,
    MatterChangeMissing,
    MatterClockStopped,
    MatterClosedAlready,
    MatterForAnother,
    MatterMeasureOfAnotherKind,
    MatterNotClosed,
    MatterNotDue,
    MatterNotPaused,
    MatterOpenedOtherwise,
    MatterPauseTooLong,
    MatterReopeningOver,
    MatterStepMissing,
    MatterStepUnknown,
    MatterUnknown,
    PauseMatter,
    ReopenMatter,
    ResumeMatter,
)
from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
    Raised,
    Step,
    Terms,
)
from shared.kit.decider import CancelDeadline, Rejection, SetDeadline
from shared.policy import default_book
from shared.policy.working_time import moved
from tests.support.spec import specify

given = specify(MATTER)

ID, ZHANG, MEASURE = (UUID(int=n) for n in (7, 8, 9))
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DUE = NOW + 5 * DAY
BY_HOURS = partial(moved, days=None)
DEADLINE = f"matter-{ID}/due"

RAISED = Raised(ID, ZHANG, "obstacle", "price", "阻碍因素", "obstacle", "default-1")
STEPS = (Step("removal_action", True, None), Step("joint_plan", False, "supervisor"))
TERMS = Terms(STEPS, ("salesperson",), False, "measure", "supervisor", 10, 30)
OPEN = OpenMatter(RAISED, TERMS, "too dear", None, DUE, "li", NOW)
OPENED = MatterOpened(RAISED, TERMS, "too dear", None, DUE, "li", NOW)
TAKE = TakeStep("removal_action", "priced anew", "li", frozenset({"salesperson"}), NOW + DAY)
TAKEN = MatterStepTaken(RAISED, "removal_action", "priced anew", "li", NOW + DAY)
PAUSE = PauseMatter("budget", NOW + 3 * DAY, "li", NOW + DAY, BY_HOURS)
PAUSED = MatterPaused(RAISED, "budget", NOW + 3 * DAY, DUE + 2 * DAY, "li", NOW + DAY)
CLOSE = CloseMatter("agreed", None, "li", frozenset({"salesperson"}), NOW + 2 * DAY)
CLOSED = MatterClosed(RAISED, "agreed", None, False, "li", NOW + 2 * DAY)
BREACHED = MatterBreached(RAISED, "supervisor", DUE, DUE)


def test_what_is_raised_has_a_clock() -> None:
    given().when(OPEN).then(OPENED).then_deadlines(SetDeadline(DEADLINE, "matter-due", DUE))


def test_what_asked_for_it_is_answered_at_the_first_try_and_at_every_other() -> None:
    asked = replace(OPEN, ends="answer-1/low-score")
    ended = CancelDeadline("answer-1/low-score")
    given().when(asked).then(OPENED).then_deadlines(ended, SetDeadline(DEADLINE, "matter-due", DUE))
    given(OPENED).when(asked).then().then_deadlines(ended)


def test_told_again_it_is_the_same_one_under_its_own_terms() -> None:
    given(OPENED).when(replace(OPEN, due_at=DUE + DAY, terms=replace(TERMS, pause_days=0))).then_nothing()
    given(OPENED).when(replace(OPEN, summary="another")).then_rejected(MatterOpenedOtherwise)


def test_a_step_is_written_down_once_and_may_be_written_anew() -> None:
    given(OPENED).when(TAKE).then(TAKEN)
    given(OPENED, TAKEN).when(TAKE).then_nothing()
    given(OPENED, TAKEN).when(replace(TAKE, text="other")).then(replace(TAKEN, text="other"))
    given(OPENED).when(replace(TAKE, step="dance")).then_rejected(MatterStepUnknown, step="dance")
    given(OPENED, TAKEN, CLOSED).when(TAKE).then_rejected(MatterClosedAlready)
    given().when(TAKE).then_rejected(MatterUnknown)


def test_a_step_of_the_leader_is_taken_by_nobody_else() -> None:
    plan = replace(TAKE, step="joint_plan", text="together")
    given(OPENED).when(plan).then_rejected(MatterForAnother, required_role="supervisor")
    taken = replace(TAKEN, step="joint_plan", text="together")
    given(OPENED).when(replace(plan, roles=frozenset({"supervisor"}))).then(taken)
    given(OPENED).when(replace(plan, roles=None)).then(taken)


def test_it_is_closed_once_with_its_steps_taken_by_who_may() -> None:
    given(OPENED, TAKEN).when(CLOSE).then(CLOSED).then_deadlines(CancelDeadline(DEADLINE))
    given(OPENED, TAKEN, CLOSED).when(CLOSE).then_nothing()
    given(OPENED, TAKEN, CLOSED).when(replace(CLOSE, outcome="lost")).then_rejected(MatterClosedAlready)
    given(OPENED).when(CLOSE).then_rejected(MatterStepMissing, step="removal_action")
    other = replace(CLOSE, roles=frozenset({"after_sales"}))
    given(OPENED, TAKEN).when(other).then_rejected(MatterForAnother)


def test_a_kind_that_needs_it_is_closed_with_the_change_that_it_brought() -> None:
    opened = replace(OPENED, terms=replace(TERMS, needs_change=True))
    given(opened, TAKEN).when(CLOSE).then_rejected(MatterChangeMissing)
    given(opened, TAKEN).when(replace(CLOSE, change="frame price")).then(
        replace(CLOSED, change="frame price")
    )


def test_its_time_is_over_once_and_whoever_comes_late_is_late() -> None:
    late = BreachMatter(DUE)
    given(OPENED).when(late).then(BREACHED).then_deadlines(CancelDeadline(DEADLINE))
    given(OPENED, BREACHED).when(late).then().then_deadlines(CancelDeadline(DEADLINE))
    given(OPENED, TAKEN, CLOSED).when(late).then().then_deadlines(CancelDeadline(DEADLINE))
    given(OPENED).when(BreachMatter(DUE - DAY)).then_rejected(MatterNotDue)
    at = DUE + DAY
    closed = replace(CLOSED, late=True, occurred_at=at)
    given(OPENED, TAKEN).when(replace(CLOSE, now=at)).then(replace(BREACHED, noticed_at=at), closed)


def test_its_clock_stands_still_for_a_while_that_is_told() -> None:
    given(OPENED).when(PAUSE).then(PAUSED).then_deadlines(SetDeadline(DEADLINE, "matter-due", DUE + 2 * DAY))
    given(OPENED).when(replace(PAUSE, until=NOW + 12 * DAY)).then_rejected(MatterPauseTooLong, days="10")
    given(OPENED).when(replace(PAUSE, until=NOW)).then_rejected(MatterPauseTooLong)
    given(OPENED, PAUSED).when(PAUSE).then_rejected(MatterClockStopped)
    given(OPENED, BREACHED).when(replace(PAUSE, now=DUE + DAY)).then_rejected(MatterClockStopped)


def test_a_forgotten_pause_ends_by_itself() -> None:
    breach = BreachMatter(DUE + 2 * DAY)
    given(OPENED, PAUSED).when(breach).then(replace(BREACHED, occurred_at=breach.now, noticed_at=breach.now))
    given(OPENED, PAUSED).when(ResumeMatter("li", NOW + 4 * DAY, BY_HOURS)).then_rejected(MatterNotPaused)


def test_its_clock_goes_on_early_by_what_was_not_used() -> None:
    resumed = MatterResumed(RAISED, DUE + DAY, "li", NOW + 2 * DAY)
    outcome = given(OPENED, PAUSED).when(ResumeMatter("li", NOW + 2 * DAY, BY_HOURS))
    outcome.then(resumed).then_deadlines(SetDeadline(DEADLINE, "matter-due", DUE + DAY))
    given(OPENED).when(ResumeMatter("li", NOW, BY_HOURS)).then_rejected(MatterNotPaused)


def test_a_clock_of_working_days_stands_still_for_the_days_that_are_worked() -> None:
    """Wednesday to Friday are two of its days, and what was left is left again after the weekend (S5-06)."""
    wednesday, days = datetime(2026, 3, 4, 2, 0, tzinfo=UTC), partial(moved, days=default_book().calendar)
    friday, tuesday = wednesday + 2 * DAY, wednesday + 6 * DAY
    opened = replace(OPENED, due_at=friday)
    pause = PauseMatter("budget", friday, "li", wednesday, days)
    paused = replace(PAUSED, until=friday, due_at=tuesday, occurred_at=wednesday)
    given(opened).when(pause).then(paused)
    resumed = MatterResumed(RAISED, friday + 3 * DAY, "li", wednesday + DAY)
    given(opened, paused).when(ResumeMatter("li", wednesday + DAY, days)).then(resumed)


def test_it_results_in_a_measure_once_also_after_its_end() -> None:
    link = LinkMatter(MEASURE, "measure", "li", NOW)
    linked = MatterLinked(RAISED, MEASURE, "li", NOW)
    given(OPENED).when(link).then(linked)
    given(OPENED, TAKEN, CLOSED).when(link).then(linked)
    given(OPENED, linked).when(link).then_nothing()
    given(OPENED).when(replace(link, kind="appeal")).then_rejected(
        MatterMeasureOfAnotherKind, wanted="measure"
    )


def test_what_was_not_solved_begins_anew() -> None:
    again = ReopenMatter("another offer", DUE + 20 * DAY, "li", NOW + 15 * DAY)
    reopened = MatterReopened(RAISED, "another offer", DUE + 20 * DAY, "li", NOW + 15 * DAY)
    outcome = given(OPENED, TAKEN, CLOSED).when(again)
    outcome.then(reopened).then_deadlines(SetDeadline(DEADLINE, "matter-due", DUE + 20 * DAY))
    given(OPENED).when(again).then_rejected(MatterNotClosed)
    given(OPENED, TAKEN, CLOSED).when(replace(again, now=NOW + 33 * DAY)).then_rejected(MatterReopeningOver)
    close = replace(CLOSE, now=NOW + 16 * DAY)
    given(OPENED, TAKEN, CLOSED, reopened).when(close).then_rejected(MatterStepMissing)


HOURS = st.integers(min_value=0, max_value=20 * 24)
ACTS = st.lists(
    st.tuples(st.sampled_from(["pause", "resume", "breach", "close", "reopen"]), HOURS), max_size=12
)


@drawn(ACTS)
def test_however_it_is_stopped_its_clock_ends_once_and_never_early(acts: Sequence[tuple[str, int]]) -> None:
    state, ended = evolve(None, OPENED), 0
    for act, hour in sorted(acts, key=lambda one: one[1]):
        now = NOW + timedelta(hours=hour)
        commands: dict[str, MatterCommand] = {
            "pause": PauseMatter("w", now + 2 * DAY, "li", now, BY_HOURS),
            "resume": ResumeMatter("li", now, BY_HOURS),
            "breach": BreachMatter(now),
            "close": CloseMatter("o", None, "li", None, now),
            "reopen": ReopenMatter("r", now + 3 * DAY, "li", now),
        }
        try:
            decision = decide(state, commands[act])
        except Rejection:
            continue
        for event in decision.events:
            assert state is not None
            if isinstance(event, MatterReopened):
                ended = 0
            if isinstance(event, MatterBreached):
                ended += 1
                assert event.occurred_at == state.due_at <= now
                assert not state.stands_still(now)
            state = evolve(state, event)
        assert ended <= 1
