"""A month of many figures is made and compared a page at a time."""

from dataclasses import replace
from typing import Any

from hypothesis import given as drawn
from hypothesis import strategies as some

from services.scoring.forecast.decide import (
    FIGURES_PAGE,
    FORECAST,
    Actual,
    CloseForecast,
    Closing,
    Figures,
    FinishForecast,
    MakeFigures,
    OfPage,
    Place,
    Sum,
    between,
)
from services.scoring.forecast.decide.chain import making, step
from services.scoring.forecast.decide.state import order, place_of
from services.scoring.forecast.events import (
    FigureDeviated,
    FigureForecast,
    FiguresPaged,
    ForecastEvent,
)
from services.scoring.forecast.use_cases import PAGE_FIGURES
from shared.kit.decider import CancelDeadline, Decision, SetDeadline
from tests.scoring.forecast_facts import (
    BEGUN,
    DUE,
    ENDS,
    FINISHED,
    FIRST_PAGE,
    MONTH,
    STARTS,
    compare,
    figure,
    planned,
)
from tests.support.spec import specify

given, given_figures = specify(FORECAST), specify(FIGURES_PAGE)


def many(people: int) -> list[Place]:
    """The places of a company with so many salespeople in two currencies, in their order."""
    found = [Place.of(None, currency) for currency in ("CNY", "USD")]
    return found + [Place.of(f"s-{n:05}", currency) for n in range(people) for currency in ("CNY", "USD")]


def test_s2_01_a_company_of_five_thousand_people_in_two_currencies_is_forecast_in_pages() -> None:
    """Every figure is made and compared once, no step holds more than a page, and the chain goes on."""
    size = PAGE_FIGURES
    pages = [many(5_000)[start : start + size] for start in range(0, 10_002, size)]
    sums = [dict.fromkeys(page, Sum(1_000, 900, 400, 3)) for page in pages]
    first = given(BEGUN).when(FinishForecast(sums[0], None, STARTS))
    assert first.decision.deadlines[1] == step(MONTH, "figures", "forecast-figures", STARTS, 2)
    made = [first.decision.events]
    for number, of_page in enumerate(sums[1:], 2):
        last = number == len(sums)
        command = MakeFigures(BEGUN, number, of_page, last, STARTS)
        outcome = given_figures().when(command)
        over, following = outcome.decision.deadlines
        assert over == CancelDeadline(f"forecast-2026-12/figures-{number}")
        assert isinstance(following, SetDeadline)
        assert following.id == f"forecast-2026-12/{'close' if last else f'figures-{number + 1}'}"
        made.append(outcome.decision.events)
        given_figures(*outcome.decision.events).when(command).then().then_deadlines(over)
    figures = [one for events in made for one in events if isinstance(one, FigureForecast)]
    assert [place_of(one) for one in figures] == many(5_000)
    assert max(map(len, made)) == size + 1
    closing = Closing(DUE, "2027-01")
    closed = given(BEGUN, *made[0]).when(CloseForecast(10_002, closing, STARTS))
    closed.then(replace(FINISHED, figures=10_002))
    (over, comparing, coming) = closed.decision.deadlines
    assert (over, coming) == (CancelDeadline("forecast-2026-12/close"), making("2027-01", ENDS))
    assert comparing == SetDeadline("forecast-2026-12/compare", "forecast-compare", DUE, FIRST_PAGE)

    told: list[ForecastEvent] = []
    for number, page in enumerate(pages, 1):
        asked = replace(compare(0), actual=dict.fromkeys(page, Actual(1_200)))
        month = (BEGUN, *made[0], replace(FINISHED, figures=10_002))
        decision: Decision[Any] = (
            given(*month).when(asked)
            if number == 1
            else given_figures(*made[number - 1]).when(OfPage(MONTH, number, asked))
        ).decision
        told += decision.events
        kinds = [one.kind for one in decision.deadlines if isinstance(one, SetDeadline)]
        assert kinds == ["forecast-compare"] * (number < len(pages)) + ["forecast-revise"]
    assert [place_of(one) for one in told if isinstance(one, FigureDeviated)] == many(5_000)


@drawn(
    planned_places=some.sets(some.sampled_from(many(30)), max_size=20),
    figures=some.sets(some.sampled_from(many(30)), min_size=1, max_size=40),
    size=some.integers(1, 7),
)
def test_every_plan_belongs_to_one_page_of_figures(
    planned_places: set[Place], figures: set[Place], size: int
) -> None:
    plans = dict.fromkeys(planned_places, planned())
    ordered = sorted(figures, key=order)
    pages = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    found: list[Place] = []
    after: Place | None = None
    for number, page in enumerate(pages, 1):
        paged = FiguresPaged(MONTH, number, number == len(pages), occurred_at=STARTS)
        of_page = Figures(figures={place: figure(place) for place in page}, paged=paged)
        found += between(plans, of_page, after)
        after = page[-1]
    assert sorted(found, key=order) == sorted(planned_places, key=order)
