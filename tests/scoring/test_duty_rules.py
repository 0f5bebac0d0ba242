"""What a person of the company owes: opened, warned of, breached, taken up the ladder, met (S2-02)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given as drawn
from hypothesis import strategies as some

from services.scoring.duty.decide import (
    DUTIES,
    STEP,
    DutyCommand,
    DutyNotDue,
    MeetDuties,
    OpenDuty,
    TakeSteps,
)
from services.scoring.duty.events import (
    Duty,
    DutyBreached,
    DutyEscalated,
    DutyEvent,
    DutyMet,
    DutyOpened,
    DutyWarned,
    Rung,
)
from services.scoring.duty.terms import opening, subject_of
from services.scoring.forecast.events import FigureDeviated
from services.scoring.forecast.revision import asked
from shared.kit.decider import CancelDeadline, SetDeadline
from shared.policy import default_book
from tests.scoring.facts import unhurried
from tests.support.spec import specify

given = specify(DUTIES)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SINCE = datetime(2027, 1, 7, 1, tzinfo=UTC)
DUE = SINCE + 7 * DAY
DUTY = Duty(
    duty_id=UUID(int=7),
    subject_id=UUID(int=1),
    rule="plan_revision",
    period="2026-12",
    title_zh="调整销售计划",
    title_en="Revise the sales plan",
    party="supervisor",
    salesperson="wang",
    currency="CNY",
    met_by="plan_revised",
    due_at=DUE,
    policy_version="default-1",
)
UP = Rung("management", "manager", DUE + 2 * DAY)
OPEN = OpenDuty(DUTY, (SINCE - HOUR, DUE - DAY), (UP,), SINCE)
OPENED = DutyOpened(DUTY, (DUE - DAY,), (UP,), occurred_at=SINCE)
NEXT = f"duty-{DUTY.duty_id}/next"
DONE = "forecast-2027-01/planned"


def standing(at: datetime) -> SetDeadline:
    return SetDeadline(NEXT, STEP, at, {"period": "2026-12"})


def take(now: datetime) -> TakeSteps:
    return TakeSteps("2026-12", NEXT, now)


def meet(met_at: datetime, before: str = "2027-01") -> MeetDuties:
    return MeetDuties(before, "li", met_at, met_at + HOUR, DONE)


def told(noticed: datetime) -> tuple[DutyEvent, DutyEvent, DutyEvent]:
    return (
        DutyWarned(DUTY, DUE - DAY, noticed),
        DutyBreached(DUTY, DUE, noticed),
        DutyEscalated(DUTY, "management", "manager", UP.at, noticed),
    )


def test_s2_02_a_duty_is_opened_once_with_the_warnings_that_lie_ahead() -> None:
    given().when(OPEN).then(OPENED).then_deadlines(standing(DUE - DAY))
    given(OPENED).when(OPEN).then_nothing()
    given(OPENED, DutyMet(DUTY, late=False, by="li", occurred_at=DUE)).when(OPEN).then_nothing()


def test_s2_02_each_step_is_taken_at_its_time_and_never_early() -> None:
    warned, breached, escalated = (
        replace(one, noticed_at=one.occurred_at)
        for one in told(DUE)
        if isinstance(one, DutyWarned | DutyBreached | DutyEscalated)
    )
    given(OPENED).when(take(DUE - DAY)).then(warned).then_deadlines(standing(DUE))
    given(OPENED).when(take(DUE - 2 * DAY)).then_rejected(DutyNotDue)
    given(OPENED, warned).when(take(DUE)).then(breached).then_deadlines(standing(UP.at))
    past = (OPENED, warned, breached)
    given(*past).when(take(UP.at)).then(escalated).then_deadlines(CancelDeadline(NEXT))
    given(*past, escalated).when(take(UP.at)).then().then_deadlines(CancelDeadline(NEXT))


def test_s2_02_after_an_outage_all_that_was_missed_is_told_once() -> None:
    late = UP.at + DAY
    given(OPENED).when(take(late)).then(*told(late)).then_deadlines(CancelDeadline(NEXT))


def test_s2_02_a_plan_of_a_later_month_meets_what_is_owed_in_time_or_late() -> None:
    over = CancelDeadline(DONE), CancelDeadline(NEXT)
    in_time = DutyMet(DUTY, late=False, by="li", occurred_at=DUE - 2 * DAY)
    given(OPENED).when(meet(DUE - 2 * DAY)).then(in_time).then_deadlines(*over)
    warned, breached, escalated = told(UP.at + DAY)
    past = (OPENED, warned, breached, escalated)
    late = DutyMet(DUTY, late=True, by="li", occurred_at=UP.at + DAY)
    given(*past).when(meet(UP.at + DAY)).then(late).then_deadlines(*over)
    # Whoever comes before the worker finds recorded what was missed.
    noticed = DUE + 2 * HOUR
    missed = given(OPENED).when(meet(DUE + HOUR)).decision.events
    assert missed[:2] == (DutyWarned(DUTY, DUE - DAY, noticed), DutyBreached(DUTY, DUE, noticed))
    given(*past, late).when(take(UP.at + 2 * DAY)).then().then_deadlines(CancelDeadline(NEXT))


def test_what_is_no_answer_meets_nothing() -> None:
    over = CancelDeadline(DONE)
    given(OPENED).when(meet(DUE - DAY, "2026-12")).then().then_deadlines(over)
    given(OPENED).when(meet(SINCE - HOUR)).then().then_deadlines(over)
    given().when(meet(DUE)).then().then_deadlines(over)
    given().when(take(DUE)).then().then_deadlines(CancelDeadline(NEXT))


def test_one_plan_meets_all_the_months_before_it() -> None:
    january = replace(DUTY, duty_id=UUID(int=8), period="2027-01", due_at=DUE + 30 * DAY)
    opened = DutyOpened(january, (), (), occurred_at=SINCE + 30 * DAY)
    met = given(OPENED, opened).when(meet(SINCE + 31 * DAY, "2027-02")).decision.events
    assert [one.duty.period for one in met if isinstance(one, DutyMet)] == ["2026-12", "2027-01"]
    (only,) = given(OPENED, opened).when(meet(SINCE + DAY, "2027-01")).decision.events
    assert only.duty.period == "2026-12"


def test_s2_02_the_policy_says_who_owes_it_and_how_it_goes_up() -> None:
    book = default_book()
    company = FigureDeviated(
        *("2026-12", "company", None, "CNY", 1_000, 800, -20.0, 15.0, DUE, "default-1"), occurred_at=SINCE
    )
    whole = opening(asked(company, book), book)
    assert (whole.duty.party, whole.duty.due_at, whole.since) == ("manager", DUE, SINCE)
    assert (whole.warn_at, [one.name for one in whole.ladder]) == ((DUE - DAY,), ["management"])
    wang = replace(company, scope="salesperson", salesperson="wang")
    assert opening(asked(wang, book), book).duty.party == "supervisor"
    names = ("company", "", "CNY"), ("salesperson", "wang", "CNY"), ("salesperson", "wang", "USD")
    assert len({subject_of("plan_revision", *one) for one in names}) == len(names)


@unhurried
@drawn(steps=some.lists(some.tuples(some.sampled_from(["take", "meet", "open"]), some.integers(0, 200))))
def test_each_step_is_told_at_most_once_in_order_and_nothing_after_the_end(
    steps: list[tuple[str, int]],
) -> None:
    now, past = SINCE, list[DutyEvent]([OPENED])
    for name, hours in steps:
        now += timedelta(hours=hours)
        commands: dict[str, DutyCommand] = {"take": take(now), "meet": meet(now), "open": OPEN}
        try:
            past += DUTIES.decide(DUTIES.fold(past), commands[name]).events
        except DutyNotDue:
            continue
    kinds = [type(one) for one in past]
    assert len(set(kinds)) == len(kinds)
    timed = [one.occurred_at for one in past]
    assert timed == sorted(timed)
    assert DutyMet not in kinds or kinds[-1] is DutyMet
    met = [one for one in past if isinstance(one, DutyMet)]
    assert all(one.late == (DutyBreached in kinds) for one in met)
