"""Working time against China's published calendar and beyond it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.policy import WorkingDuration, default_book, working_time

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = default_book().calendar
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 -- aware by strategy


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def test_hours_run_around_the_clock_and_through_a_holiday() -> None:
    filed = shanghai("2026-10-01T23:00")
    assert working_time.add(filed, WorkingDuration(hours=4), CALENDAR) == shanghai("2026-10-02T03:00")


def test_a_working_day_keeps_the_local_time_of_day() -> None:
    filed = shanghai("2026-11-23T10:30")
    assert working_time.add(filed, WorkingDuration(days=1), CALENDAR) == shanghai("2026-11-24T10:30")


def test_a_day_off_counts_from_the_next_working_day_s_first_minute() -> None:
    saturday = shanghai("2026-11-21T15:00")
    assert working_time.add(saturday, WorkingDuration(days=1), CALENDAR) == shanghai("2026-11-24T00:00")


def test_an_exchange_day_is_worked_although_it_is_a_weekend() -> None:
    assert working_time.is_working_day(date(2026, 10, 10), CALENDAR)
    friday = shanghai("2026-10-09T09:00")
    assert working_time.add(friday, WorkingDuration(days=1), CALENDAR) == shanghai("2026-10-10T09:00")


def test_a_national_holiday_is_passed_over() -> None:
    eve = shanghai("2026-09-30T09:00")
    assert working_time.add(eve, WorkingDuration(days=1), CALENDAR) == shanghai("2026-10-08T09:00")


def test_a_company_closure_is_passed_over() -> None:
    closed = CALENDAR.model_copy(update={"closures": frozenset({date(2026, 11, 24)})})
    monday = shanghai("2026-11-23T09:00")
    assert working_time.add(monday, WorkingDuration(days=1), closed) == shanghai("2026-11-25T09:00")


def test_beyond_the_last_published_year_plain_weekdays_hold_and_the_port_says_so() -> None:
    beyond = working_time.last_published_year() + 1
    new_year = date(beyond, 1, 1)
    assert not working_time.is_published(new_year)
    assert working_time.is_working_day(new_year, CALENDAR) is (new_year.weekday() < 5)


def test_half_of_a_working_day_stands_still_over_the_days_off() -> None:
    friday, day = shanghai("2026-11-20T18:00"), WorkingDuration(days=1)
    assert working_time.add_part(friday, day, 25, CALENDAR) == shanghai("2026-11-23T00:00")
    assert working_time.add_part(friday, day, 50, CALENDAR) == shanghai("2026-11-23T06:00")
    four = WorkingDuration(hours=4)
    assert working_time.add_part(friday, four, 80, CALENDAR) == shanghai("2026-11-20T21:12")


@given(MOMENTS, st.integers(1, 9), st.lists(st.floats(1, 100), min_size=2, max_size=2))
def test_more_of_a_duration_never_ends_earlier_and_all_of_it_where_it_ends(
    start: datetime, days: int, parts: list[float]
) -> None:
    span = WorkingDuration(days=days)
    some, more = (working_time.add_part(start, span, percent, CALENDAR) for percent in sorted(parts))
    assert start <= some <= more <= working_time.add(start, span, CALENDAR)


def test_a_naive_start_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        working_time.add(datetime(2026, 1, 1), WorkingDuration(days=1), CALENDAR)  # noqa: DTZ001 -- the point


def test_a_calendar_without_a_working_day_is_refused_in_bounded_time() -> None:
    first = date(2026, 1, 1)
    days = working_time.SEARCH_DAYS_MAX
    closed = CALENDAR.model_copy(
        update={"closures": frozenset(first + timedelta(days=n) for n in range(days))}
    )
    with pytest.raises(working_time.NoWorkingDay):
        working_time.add(shanghai("2026-01-01T09:00"), WorkingDuration(days=1), closed)


@pytest.mark.parametrize("given_units", [{}, {"hours": 1, "days": 1}, {"days": 0}, {"hours": -1}])
def test_a_duration_has_one_positive_unit(given_units: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        WorkingDuration(**given_units)


@given(start=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=20)), days=st.integers(1, 10))
def test_a_later_start_never_ends_earlier(start: datetime, later: timedelta, days: int) -> None:
    duration = WorkingDuration(days=days)
    first = working_time.add(start, duration, CALENDAR)
    assert first <= working_time.add(start + later, duration, CALENDAR)


@given(start=MOMENTS, days=st.integers(1, 10))
def test_the_promised_number_of_working_days_lies_between(start: datetime, days: int) -> None:
    end = working_time.add(start, WorkingDuration(days=days), CALENDAR).astimezone(SHANGHAI)
    first = start.astimezone(SHANGHAI).date()
    between = [first + timedelta(days=n) for n in range((end.date() - first).days)]
    assert sum(working_time.is_working_day(day, CALENDAR) for day in between) == days


@given(
    start=MOMENTS,
    days=st.integers(1, 20),
    paused=st.timedeltas(timedelta(), timedelta(days=10)),
    still=st.timedeltas(timedelta(), timedelta(days=40)),
)
def test_a_clock_that_stood_still_has_as_much_left_as_before(
    start: datetime, days: int, paused: timedelta, still: timedelta
) -> None:
    duration = WorkingDuration(days=days)
    due = working_time.add(start, duration, CALENDAR)
    stopped = min(start + paused, due)
    later = working_time.moved(due, stopped, stopped + still, CALENDAR)
    assert due <= later
    assert working_time.moved(later, stopped + still, stopped, CALENDAR) == due
    anew = working_time.moved(due, start, start + still, CALENDAR)
    assert anew == working_time.add(start + still, duration, CALENDAR)


def test_a_clock_of_hours_stands_still_for_hours() -> None:
    due = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)
    assert working_time.moved(
        due, due - timedelta(hours=5), due + timedelta(hours=40), None
    ) == due + timedelta(hours=45)
