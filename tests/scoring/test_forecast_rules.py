"""A month's forecast: when it is made, what follows which step, when a plan must be adjusted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.scoring.forecast.decide import (
    FORECAST,
    LATE_AFTER,
    PAGE,
    Actual,
    AskRevisions,
    AwaitForecast,
    Closing,
    Forecast,
    ForecastNotDue,
    ForecastUnknown,
    MakePage,
    MonthIsOver,
    MonthOutOfReach,
    Place,
    Sum,
    TooManyFigures,
    decide,
)
from services.scoring.forecast.events import (
    CustomerLine,
    FigureCompared,
    FigureDeviated,
    PageForecast,
    PageSegmented,
    RevisionsAsked,
    SegmentCounted,
    SegmentsCounted,
)
from shared.kit.decider import CancelDeadline, SetDeadline
from tests.scoring.forecast_facts import (
    AWAITED,
    BEGUN,
    COMPANY,
    DUE,
    ENDS,
    FINISHED,
    FIRST_PAGE,
    MAKE,
    MONTH,
    REVISE_BY,
    STARTS,
    SUBJECT,
    WANG,
    begin,
    compare,
    compared,
    figure,
    finish,
    plan,
    planned,
)
from tests.support.spec import specify

given, given_page = specify(FORECAST), specify(PAGE)


def test_a_month_to_come_is_awaited_until_it_begins() -> None:
    awaiting = AwaitForecast(MONTH, STARTS, AWAITED.occurred_at)
    given().when(awaiting).then(AWAITED).then_deadlines(MAKE)
    given(AWAITED).when(awaiting).then_nothing()
    given(BEGUN).when(awaiting).then_nothing()


def test_a_run_begins_with_the_month_never_early_and_once() -> None:
    first = SetDeadline(
        "forecast-2026-12/page-1", "forecast-page", STARTS, {"month": MONTH, "page": "1", "after": ""}
    )
    over = CancelDeadline("forecast-2026-12/make")
    given(AWAITED).when(begin()).then(BEGUN).then_deadlines(over, first)
    early = begin(STARTS - timedelta(seconds=1))
    given(AWAITED).when(early).then_rejected(ForecastNotDue, due_at=STARTS.isoformat())
    given(BEGUN).when(begin()).then().then_deadlines(over)


def test_a_month_of_long_ago_is_not_forecast() -> None:
    given().when(begin(STARTS + timedelta(days=4 * 366))).then_rejected(MonthOutOfReach)


def test_a_page_leads_to_the_next_one_and_the_last_to_the_end() -> None:
    line = CustomerLine("c-1", "wang", "CNY", 10, 10, 0)
    made = PageForecast(MONTH, 1, "", "c-1", last=False, lines=(line,), occurred_at=STARTS)
    page = MakePage(MONTH, 1, "", "c-1", last=False, lines=(line,), now=STARTS)
    over = CancelDeadline("forecast-2026-12/page-1")
    following = SetDeadline(
        "forecast-2026-12/page-2", "forecast-page", STARTS, {"month": MONTH, "page": "2", "after": "c-1"}
    )
    given_page().when(page).then(made).then_deadlines(over, following)
    given_page(made).when(page).then().then_deadlines(over)
    end = SetDeadline("forecast-2026-12/finish", "forecast-finish", STARTS, {"month": MONTH})
    last = given_page().when(replace(page, last=True))
    last.then(replace(made, last=True)).then_deadlines(over, end)


def test_the_figures_are_made_once_and_the_next_month_is_awaited() -> None:
    sums = {COMPANY: Sum(1_000, 900, 400, 3), WANG: Sum(600, 500, 400, 1)}
    wang = replace(figure(WANG, 600), repeat_minor=500, customers=1)
    over = CancelDeadline("forecast-2026-12/finish")
    comparing = SetDeadline("forecast-2026-12/compare", "forecast-compare", DUE, FIRST_PAGE)
    coming = SetDeadline("forecast-2027-01/make", "forecast-make", ENDS, {"month": "2027-01"})
    made = given(AWAITED, BEGUN).when(finish(sums))
    made.then(figure(), wang, FINISHED).then_deadlines(over, comparing, coming)
    given(BEGUN, figure(), FINISHED).when(finish(sums)).then().then_deadlines(over)
    given(AWAITED).when(finish(sums)).then_rejected(ForecastUnknown)


def test_a_run_begun_more_than_an_hour_after_the_turn_is_late() -> None:
    begun = replace(BEGUN, occurred_at=STARTS + LATE_AFTER + timedelta(seconds=1))
    sums = {COMPANY: Sum(1_000, 900, 400, 3)}
    late = replace(figure(late=True), occurred_at=begun.occurred_at)
    given(begun).when(finish(sums)).then(late, replace(FINISHED, figures=1))


def test_a_page_and_a_month_say_how_many_customers_each_segment_has() -> None:
    page = MakePage(MONTH, 1, "", "c-1", last=True, lines=(), now=STARTS, segments={"new": 3})
    _, segmented = given_page().when(page).decision.events
    assert segmented == PageSegmented(MONTH, 1, {"new": 3}, occurred_at=STARTS)
    new = SegmentCounted("new", "新客户", "New", 3)
    command = replace(finish({}), closing=Closing(DUE, "2027-01", (new,), "default-1"))
    counted = SegmentsCounted(MONTH, (new,), "default-1", occurred_at=STARTS)
    given(BEGUN).when(command).then(counted, replace(FINISHED, figures=0))


def test_more_plans_than_a_month_can_hold_are_refused() -> None:
    places = [Place("salesperson", f"s-{n}", "CNY") for n in range(3_000)]
    month = Forecast(plans=dict.fromkeys(places, planned()))
    with pytest.raises(TooManyFigures):
        decide(month, plan())


def test_s2_02_a_plan_is_adjusted_with_its_reason_while_the_month_lasts() -> None:
    told = {"subject": str(SUBJECT), "before": MONTH, "by": "li"}
    name = f"forecast-2026-12/planned-{SUBJECT}/{STARTS.isoformat()}"
    given().when(plan()).then(planned()).then_deadlines(SetDeadline(name, "duty-done", STARTS, told))
    given(planned()).when(plan()).then_nothing()
    raised = replace(plan(4_000), reason="a new account")
    adjusted = replace(planned(4_200, before=2_100), target_minor=4_000, reason="a new account")
    given(planned()).when(raised).then(adjusted)
    given().when(plan(now=ENDS)).then_rejected(MonthIsOver)
    given().when(plan(now=ENDS - timedelta(days=900))).then_rejected(MonthOutOfReach)


@pytest.mark.parametrize(("bought", "deviation"), [(1_150, 15.0), (850, -15.0), (1_000, 0.0)])
def test_a_deviation_within_what_is_allowed_is_only_told(bought: int, deviation: float) -> None:
    past = (BEGUN, figure(), FINISHED)
    over = CancelDeadline("forecast-2026-12/compare")
    outcome = given(*past).when(compare(bought, first=70))
    outcome.then(compared(bought, deviation, first=70)).then_deadlines(over)
    given(*past, compared(bought, deviation)).when(compare(bought)).then().then_deadlines(over)


@pytest.mark.parametrize(("bought", "deviation"), [(1_151, 15.1), (800, -20.0)])
def test_s2_02_a_larger_one_asks_for_another_plan_by_a_date(bought: int, deviation: float) -> None:
    deviated = FigureDeviated(
        MONTH, *COMPANY, 1_000, bought, deviation, 15.0, REVISE_BY, "default-1", occurred_at=DUE
    )
    told = compared(bought, deviation)
    over = CancelDeadline("forecast-2026-12/compare")
    revising = SetDeadline("forecast-2026-12/revise", "forecast-revise", DUE, FIRST_PAGE)
    outcome = given(BEGUN, figure(), FINISHED).when(compare(bought))
    outcome.then(told, deviated).then_deadlines(over, revising)
    asked, ended = AskRevisions(1, DUE), CancelDeadline("forecast-2026-12/revise")
    owed = RevisionsAsked(MONTH, 1, occurred_at=DUE)
    given(BEGUN, figure(), FINISHED, told, deviated).when(asked).then(owed).then_deadlines(ended)
    given(BEGUN, figure(), FINISHED, told, deviated, owed).when(asked).then().then_deadlines(ended)
    given(AWAITED).when(asked).then_rejected(ForecastUnknown)


def test_a_plan_is_compared_with_all_that_was_sold() -> None:
    past = (planned(), BEGUN, figure(), FINISHED)
    actual = {COMPANY: Actual(1_000), WANG: Actual(700, 350)}
    command = replace(compare(1_000), actual=actual, plans={WANG: planned()})
    (_, wang) = given(*past).when(command).decision.events
    assert isinstance(wang, FigureCompared)
    assert (wang.forecast_minor, wang.deviation_percent) == (0, None)
    assert (wang.planned_minor, wang.plan_deviation_percent) == (2_100, -50.0)


def test_where_more_came_back_than_was_bought_nothing_was_sold() -> None:
    told, deviated = given(BEGUN, figure(), FINISHED).when(compare(-300)).decision.events
    assert told == compared(0, -100.0)
    assert isinstance(deviated, FigureDeviated)


def test_nothing_is_compared_early_or_before_it_was_made() -> None:
    early = compare(1_000, now=DUE - timedelta(seconds=1))
    given(BEGUN, figure(), FINISHED).when(early).then_rejected(ForecastNotDue)
    given(BEGUN).when(compare(1_000)).then_rejected(ForecastUnknown)
    with pytest.raises(ForecastUnknown):
        decide(None, compare(1_000))
