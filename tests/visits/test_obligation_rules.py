"""An obligation 应办 and the steps of time: each command does it, refuses it, stays quiet."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as st

from services.visits.obligation.decide import (
    BY_HAND,
    DEADLINE_KIND,
    OBLIGATION,
    CancelObligation,
    DueInPast,
    MeetObligation,
    ObligationAlreadyCancelled,
    ObligationAlreadyMet,
    ObligationCommand,
    ObligationNotDue,
    ObligationOpenedOtherwise,
    ObligationUnknown,
    OpenObligation,
    SettleObligation,
    TakeSteps,
)
from services.visits.obligation.events import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationEvent,
    ObligationMet,
    ObligationOpened,
    ObligationSettled,
    ObligationWarned,
    Owed,
    Step,
)
from shared.kit.decider import CancelDeadline, Rejection, SetDeadline
from tests.support.spec import specify

given = specify(OBLIGATION)

SINCE = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DUE = SINCE + timedelta(days=14)
WARNED_AT = (DUE - timedelta(days=2), DUE - timedelta(days=1))
SUPERVISOR = Step("supervision", "supervisor", DUE + timedelta(hours=1))
MANAGER = Step("management", "manager", DUE + timedelta(days=2))
OWED_ID = UUID("0195a6d0-0000-5000-8000-0000000000f1")
ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
SOON = SINCE + timedelta(days=1)
AFTER = DUE + timedelta(days=5)

OWED = Owed(
    obligation_id=OWED_ID,
    customer_id=ZHANG,
    rule="contact_interval",
    period="2026-03-02",
    title_zh="回访",
    title_en="contact",
    party="owner",
    person="li.na",
    met_by="contact_logged",
    due_at=DUE,
    policy_version="default-1",
)
BY_A_PERSON = replace(OWED, rule=BY_HAND, period=BY_HAND, met_by=BY_HAND)
OPEN = OpenObligation(OWED, WARNED_AT, (SUPERVISOR, MANAGER), SINCE, SINCE)
OPENED = ObligationOpened(OWED, WARNED_AT, (SUPERVISOR, MANAGER), SINCE)
ENDS = CancelDeadline(f"obligation-{OWED_ID}/next")


def next_at(at: datetime) -> SetDeadline:
    return SetDeadline(f"obligation-{OWED_ID}/next", DEADLINE_KIND, at)


def met(at: datetime, by: str | None = None) -> ObligationMet:
    return ObligationMet(OWED, at > DUE, by, None, at)


def meet(at: datetime, now: datetime, by: str | None = None) -> MeetObligation:
    return MeetObligation(at, by, None, now)


def cancelled(reason: str, at: datetime, by: str | None = None) -> ObligationCancelled:
    return ObligationCancelled(OWED, reason, None, by, at)


def cancel(reason: str, now: datetime, by: str | None = None) -> CancelObligation:
    return CancelObligation(reason, None, by, now)


def breached(noticed_at: datetime) -> ObligationBreached:
    return ObligationBreached(OWED, DUE, noticed_at)


def test_what_is_opened_waits_for_its_first_warning() -> None:
    given().when(OPEN).then(OPENED).then_deadlines(next_at(WARNED_AT[0]))


def test_warnings_whose_time_has_passed_are_not_given() -> None:
    late = replace(OPEN, now=DUE - timedelta(hours=1))
    given().when(late).then(replace(OPENED, warn_at=())).then_deadlines(next_at(DUE))


def test_asking_twice_opens_one_whatever_became_of_it() -> None:
    given(OPENED).when(replace(OPEN, now=SOON)).then_nothing()
    given(OPENED, met(SOON)).when(replace(OPEN, now=SOON)).then_nothing()
    given(OPENED, cancelled(BY_HAND, SOON, "chen.yu")).when(replace(OPEN, now=SOON)).then_nothing()


def test_what_a_rule_took_back_it_may_ask_for_again() -> None:
    again = replace(OPEN, now=SOON)
    given(OPENED, cancelled("superseded", SOON)).when(again).then(OPENED).then_deadlines(
        next_at(WARNED_AT[0])
    )


def test_what_a_person_opens_lies_ahead_and_is_not_two_things() -> None:
    by_hand = replace(OPEN, owed=BY_A_PERSON)
    given().when(replace(by_hand, now=DUE)).then_rejected(DueInPast)
    opened = ObligationOpened(BY_A_PERSON, WARNED_AT, (SUPERVISOR, MANAGER), SINCE)
    given(opened).when(by_hand).then_nothing()
    under_another_book = replace(by_hand, owed=replace(BY_A_PERSON, policy_version="stricter"))
    given(opened).when(under_another_book).then_nothing()
    other = replace(by_hand, owed=replace(BY_A_PERSON, title_zh="另一件事"))
    given(opened).when(other).then_rejected(ObligationOpenedOtherwise)


def test_a_step_is_taken_at_its_time_and_the_next_one_set() -> None:
    given(OPENED).when(TakeSteps(WARNED_AT[0])).then(
        ObligationWarned(OWED, WARNED_AT[0], WARNED_AT[0])
    ).then_deadlines(next_at(WARNED_AT[1]))


def test_no_step_is_taken_early() -> None:
    early = WARNED_AT[0] - timedelta(microseconds=1)
    given(OPENED).when(TakeSteps(early)).then_rejected(ObligationNotDue, due_at=WARNED_AT[0].isoformat())


def test_after_an_outage_every_step_is_caught_up_in_order_and_recorded_as_late() -> None:
    given(OPENED).when(TakeSteps(AFTER)).then(
        ObligationWarned(OWED, WARNED_AT[0], AFTER),
        ObligationWarned(OWED, WARNED_AT[1], AFTER),
        breached(AFTER),
        ObligationEscalated(OWED, "supervision", "supervisor", SUPERVISOR.at, AFTER),
        ObligationEscalated(OWED, "management", "manager", MANAGER.at, AFTER),
    ).then_deadlines(ENDS)


def test_a_step_of_an_ended_obligation_only_ends_its_deadline() -> None:
    given(OPENED, met(SOON)).when(TakeSteps(AFTER)).then().then_deadlines(ENDS)


def test_what_is_done_in_time_is_met_and_its_deadline_ends() -> None:
    given(OPENED).when(meet(SOON, SOON)).then(met(SOON)).then_deadlines(ENDS)


def test_an_act_told_late_counts_for_the_time_it_happened() -> None:
    given(OPENED).when(meet(SOON, AFTER)).then(met(SOON))
    given(OPENED, breached(DUE)).when(meet(SOON, AFTER)).then(met(SOON))


def test_what_is_done_late_records_the_breach_that_nobody_had_noticed() -> None:
    given(OPENED).when(meet(AFTER, AFTER, "li.na")).then(breached(AFTER), met(AFTER, "li.na"))
    given(OPENED, breached(DUE)).when(meet(AFTER, AFTER)).then(met(AFTER))


def test_done_twice_is_no_news() -> None:
    given(OPENED, met(SOON)).when(meet(AFTER, AFTER, "li.na")).then_nothing()


def test_what_was_cancelled_cannot_be_done_nor_what_was_done_cancelled() -> None:
    given(OPENED, cancelled(BY_HAND, SOON, "chen.yu")).when(meet(AFTER, AFTER, "li.na")).then_rejected(
        ObligationAlreadyCancelled
    )
    given(OPENED, met(SOON)).when(cancel(BY_HAND, AFTER, "chen.yu")).then_rejected(ObligationAlreadyMet)


def test_cancelling_ends_it_and_hides_no_breach() -> None:
    given(OPENED).when(cancel(BY_HAND, SOON, "chen.yu")).then(
        cancelled(BY_HAND, SOON, "chen.yu")
    ).then_deadlines(ENDS)
    given(OPENED).when(cancel(BY_HAND, AFTER, "chen.yu")).then(
        breached(AFTER), cancelled(BY_HAND, AFTER, "chen.yu")
    )
    given(OPENED).when(cancel("condition_over", AFTER)).then(cancelled("condition_over", AFTER))


def test_a_condition_that_is_over_settles_what_has_ended_once() -> None:
    settled = ObligationSettled(OWED_ID, ZHANG, AFTER)
    given(OPENED, met(SOON)).when(SettleObligation(AFTER)).then(settled)
    given(OPENED, met(SOON), settled).when(SettleObligation(AFTER)).then_nothing()
    given(OPENED).when(SettleObligation(AFTER)).then_nothing()
    given(OPENED, cancelled("condition_over", SOON)).when(SettleObligation(AFTER)).then_nothing()


def test_what_was_never_opened_can_be_nothing_else() -> None:
    commands: list[ObligationCommand] = [
        TakeSteps(AFTER),
        meet(SOON, SOON),
        cancel(BY_HAND, SOON),
        SettleObligation(AFTER),
    ]
    for command in commands:
        given().when(command).then_rejected(ObligationUnknown)


MOMENTS = st.integers(min_value=0, max_value=24 * 20).map(lambda hours: SINCE + timedelta(hours=hours))
COMMANDS = st.one_of(
    MOMENTS.map(TakeSteps),
    MOMENTS.map(lambda at: meet(at, at)),
    MOMENTS.map(lambda at: cancel("superseded", at)),
    MOMENTS.map(lambda at: replace(OPEN, now=at)),
)


@for_all(st.lists(COMMANDS, max_size=12))
def test_each_step_is_told_once_in_order_and_never_early(commands: list[ObligationCommand]) -> None:
    past: list[ObligationEvent] = [OPENED]
    since_opened: list[tuple[str, datetime]] = []
    for command in sorted(commands, key=lambda command: command.now):
        try:
            new = OBLIGATION.decide(OBLIGATION.fold(past), command).events
        except Rejection:
            continue
        past += new
        for event in new:
            if isinstance(event, ObligationOpened):
                since_opened = []
            if isinstance(event, ObligationWarned | ObligationBreached | ObligationEscalated):
                assert event.occurred_at <= event.noticed_at
                since_opened.append((event.TYPE, event.occurred_at))
        assert len(since_opened) == len(set(since_opened))
    ends = [event for event in past if isinstance(event, ObligationMet)]
    assert len(ends) <= 1
