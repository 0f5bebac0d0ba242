"""The arithmetic of a forecast, and the months it is made for."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.forecast.method import Basis, Contracted, contracted, deviation_percent, line, repeated
from services.scoring.forecast.month import coming_month, month_of, month_start, months_after
from services.scoring.forecast.words import MINOR_DIGITS, money
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import unhurried

SHANGHAI = "Asia/Shanghai"
DECEMBER = date(2026, 12, 1), date(2026, 12, 31)


def test_who_buys_a_hundred_a_day_for_years_is_expected_to_go_on() -> None:
    half_life = 60.0
    decayed = sum(100 * 0.5 ** (day / half_life) for day in range(3_650))
    assert repeated(decayed, half_life, 30) == pytest.approx(3_000, rel=0.01)


@unhurried
@given(st.floats(0, 1e12), st.floats(1, 3_660), st.floats(1, 31))
def test_a_forecast_is_whole_never_negative_and_grows_with_what_was_bought(
    decayed: float, half_life: float, days: float
) -> None:
    less, more = repeated(decayed, half_life, days), repeated(2 * decayed + 1, half_life, days)
    assert 0 <= less <= more


@unhurried
@given(
    st.integers(0, 10**12),
    st.dates(date(2024, 1, 1), date(2027, 1, 1)),
    st.none() | st.integers(0, 900),
)
def test_the_months_of_a_contract_add_up_to_it(amount: int, starts: date, days: int | None) -> None:
    one = Contracted(amount, starts, None if days is None else starts + timedelta(days=days))
    months = [months_after(f"{starts:%Y-%m}", n) for n in range(32)]
    parts = 0
    for month in months:
        first = date.fromisoformat(f"{month}-01")
        last = date.fromisoformat(f"{months_after(month, 1)}-01") - timedelta(days=1)
        parts += contracted([one], first, last)
    assert parts == pytest.approx(amount, abs=len(months))


def test_the_greater_of_habit_and_contract_counts_and_nothing_is_no_line() -> None:
    year = Contracted(36_500, date(2026, 1, 1), date(2026, 12, 31))
    decayed = 1_000 * 60 / math.log(2) / 31
    both = line(Basis("c", "wang", "CNY", decayed, (year,)), 60, *DECEMBER)
    assert both is not None
    assert (both.repeat_minor, both.contracted_minor, both.amount_minor) == (1_000, 3_100, 3_100)
    assert line(Basis("c", "wang", "CNY", 0.0, ()), 60, *DECEMBER) is None


def test_a_deviation_is_told_to_a_tenth_and_not_of_nothing() -> None:
    assert deviation_percent(3_000, 3_500) == 16.7
    assert deviation_percent(3_000, 0) == -100.0
    assert deviation_percent(0, 3_500) is None


def test_months_begin_at_midnight_of_the_policys_time_zone() -> None:
    assert month_start("2026-12", SHANGHAI) == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert month_of(datetime(2026, 11, 30, 16, tzinfo=UTC), SHANGHAI) == "2026-12"
    assert coming_month(datetime(2026, 12, 5, tzinfo=UTC), SHANGHAI) == "2027-01"
    assert [months_after("2026-12", n) for n in (-12, -1, 0, 1, 13)] == [
        *("2025-12", "2026-11", "2026-12", "2027-01", "2028-01")
    ]


async def test_amounts_have_the_digits_that_reports_give_them(pool: Pool) -> None:
    for currency in ("CNY", "USD", *MINOR_DIGITS):
        amount = await pool.fetchval("SELECT reporting.amount(1234567, $1)::text", currency)
        assert money(1_234_567, currency).replace(",", "") == f"{currency} {amount}"
