"""What the answers to a form come to (S3-17): counted by day, added up in any order, named as problems."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.visits.form.read_models.answer_list import MonthCount, ScoreCount
from services.visits.form.read_models.answers import Answers, day_of
from services.visits.form.read_models.statistics import PROBLEMS_MAX, FormStatistics, form_statistics
from shared.contracts.visits import FormAnswered
from shared.kit.projection.port import Touched
from shared.policy import default_book
from tests.support.messages import folded, heard_by

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAYS = date(2026, 1, 1), date(2026, 3, 31)
BOOK = default_book()
SATISFACTION = BOOK.forms.forms["satisfaction"]
MODEL = Answers()


def said(items: dict[str, int | None], at: datetime = NOW, total: float | None = 50.0) -> FormAnswered:
    sign = {"zh": "低", "en": "low"}
    flags = [{"item": item, "value": v, "sign": sign} for item, v in items.items() if v and v <= 2]
    return FormAnswered.model_validate(
        {
            "customer_id": uuid4(),
            "answer_id": uuid4(),
            "form": "satisfaction",
            "title": sign,
            "audience": "customer",
            "policy_version": "default-1",
            "mode": "phone",
            "items": items,
            "total": total,
            "flags": flags,
            "low_score": bool(flags),
            "recorded_by": "li",
            "answered_at": at,
        }
    )


def rows(told: list[FormAnswered], partition: int = 3) -> dict[str, Any]:
    """Return the columns of one batch that tells these answers of as many customers."""
    touched = [Touched(one.key, partition, None, 1, [heard_by(MODEL, one, NOW)]) for one in told]
    return dict(MODEL.rows(touched))


def statistics(told: list[FormAnswered]) -> FormStatistics:
    """Return what those answers come to, as the two queries would count them."""
    columns = rows(told)
    months: dict[str, Counter[str]] = {}
    names = ("answers", "rated", "hundredths", "flagged", "low_scores")
    for place, day in enumerate(columns["day"]):
        counter = months.setdefault(f"{day:%Y-%m}", Counter())
        counter.update({name: columns[f"day_{name}"][place] for name in names})
    scores: dict[tuple[str, int], Counter[str]] = {}
    for place, (item, value) in enumerate(zip(columns["score_item"], columns["score_value"], strict=True)):
        counter = scores.setdefault((item, value), Counter())
        counter.update(answers=columns["score_answers"][place], flagged=columns["score_flagged"][place])
    return form_statistics(
        "satisfaction",
        SATISFACTION,
        DAYS,
        [MonthCount(month, *(counted[name] for name in names)) for month, counted in sorted(months.items())],
        [ScoreCount(*of, counted["answers"], counted["flagged"]) for of, counted in sorted(scores.items())],
    )


def test_an_answer_late_at_night_counts_on_the_next_day_in_shanghai() -> None:
    assert day_of(said({"product": 3}, datetime(2026, 2, 28, 15, 59, tzinfo=UTC))) == date(2026, 2, 28)
    assert day_of(said({"product": 3}, datetime(2026, 2, 28, 16, 0, tzinfo=UTC))) == date(2026, 3, 1)


def test_means_shares_and_distribution_are_of_what_was_answered() -> None:
    found = statistics(
        [said({"product": 5, "service": None}, total=100.0), said({"product": 2, "service": 4}, total=50.5)]
    )
    assert (found.answers, found.mean_total, found.flagged_share, found.low_score_share) == (
        2,
        75.25,
        0.5,
        0.5,
    )
    items = {one.item: one for one in found.items}
    assert (items["product"].mean, items["product"].flagged_share, items["product"].answers) == (3.5, 0.5, 2)
    assert [(one.score, one.answers) for one in items["product"].distribution] == [(2, 1), (5, 1)]
    assert (items["service"].mean, items["service"].answers) == (4.0, 1)
    assert (items["loyalty"].mean, items["loyalty"].distribution) == (None, [])


def test_an_answer_without_a_total_moves_no_mean() -> None:
    found = statistics([said({"loyalty": 1}, total=None), said({"product": 3}, total=50.0)])
    assert (found.answers, found.mean_total) == (2, 50.0)


def test_the_trend_has_a_row_a_month() -> None:
    told = [said({"product": 5}, NOW - timedelta(days=n), total=float(n)) for n in (0, 10, 40)]
    assert [(one.month, one.mean_total) for one in statistics(told).trend] == [
        ("2026-01", 40.0),
        ("2026-02", 10.0),
        ("2026-03", 0.0),
    ]


def test_problems_are_the_worst_items_first_with_the_direction_of_improvement() -> None:
    found = statistics([said({"product": 4, "service": 1, "after_sales": 2})])
    assert [one.item for one in found.problems] == ["service", "after_sales"]
    assert found.problems[0].improvement.zh == "对照服务标准检查服务过程，培训相关人员。"


def test_an_item_without_a_direction_of_its_own_gives_its_reason() -> None:
    form = BOOK.forms.forms["dealer_aspects"]
    found = form_statistics("dealer_aspects", form, DAYS, [], [ScoreCount("passion", 1, 1, 0)])
    assert found.problems[0].improvement.en == form.items["passion"].reason.en


def test_no_answers_are_no_numbers() -> None:
    found = form_statistics("satisfaction", SATISFACTION, DAYS, [], [])
    assert (found.answers, found.mean_total, found.flagged_share, found.trend, found.problems) == (
        *(0, None, None),
        [],
        [],
    )


def test_an_item_that_the_policy_dropped_is_no_problem_of_today() -> None:
    found = form_statistics("satisfaction", SATISFACTION, DAYS, [], [ScoreCount("smile", 1, 9, 9)])
    assert found.problems == []


@given(
    st.lists(
        st.fixed_dictionaries({name: st.none() | st.integers(1, 5) for name in SATISFACTION.items}),
        max_size=30,
    )
)
def test_statistics_are_those_of_the_answers_one_by_one(answers: list[dict[str, int | None]]) -> None:
    found = statistics([said(one, NOW - timedelta(days=n)) for n, one in enumerate(answers)])
    assert found.answers == len(answers) == sum(month.answers for month in found.trend)
    for item in found.items:
        scores = [score for one in answers if (score := one[item.item]) is not None]
        assert item.answers == len(scores)
        assert {one.score: one.answers for one in item.distribution} == Counter(scores)
        assert item.mean == (pytest.approx(sum(scores) / len(scores), abs=0.005) if scores else None)
    places = [(one.mean - 1) / (one.scale - 1) for one in found.problems]
    assert len(places) <= PROBLEMS_MAX
    assert places == sorted(places)


@given(st.data())
def test_counts_add_up_the_same_however_the_answers_are_batched(data: st.DataObject) -> None:
    told = [said({"product": n % 5 + 1}, NOW - timedelta(days=n % 3), total=n / 7) for n in range(8)]
    cut = data.draw(st.integers(0, len(told)))
    whole, parts = summed(rows(told)), summed(rows(told[:cut])) + summed(rows(told[cut:]))
    assert whole == parts


def summed(columns: dict[str, Any]) -> Counter[Any]:
    """Return the counters that a batch adds to, by their place."""
    days = zip(columns["day"], columns["day_answers"], columns["day_hundredths"], strict=True)
    counted: Counter[Any] = Counter()
    for day, answers, hundredths in days:
        counted.update({("answers", day): answers, ("hundredths", day): hundredths})
    scores = zip(columns["score_day"], columns["score_value"], columns["score_answers"], strict=True)
    counted.update({("score", day, value): answers for day, value, answers in scores})
    return counted


def test_a_stored_count_loads_as_the_state_that_made_it() -> None:
    state = folded(MODEL, "x", [said({"product": 3})] * 2, NOW)
    columns = MODEL.rows([Touched(str(UUID(int=1)), 3, None, state, [])])
    assert MODEL.load({name: column[0] for name, column in columns.items() if column}) == state == 2
