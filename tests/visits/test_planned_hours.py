"""What the policy says of a visit's hour, as a pure function of the book and of the customer's busy hours."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.visits.customer.read_models.standing import Busy, Standing
from services.visits.planned.declared import fit_of
from shared.policy import default_book

BOOK = default_book()
MONDAY = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
"""Midnight in Shanghai."""

HOURS = st.integers(min_value=0, max_value=24 * 14 - 1)
BUSY = st.builds(
    lambda days, first, length: Busy(days, first, min(first + length, 24)),
    st.sampled_from(("any", "working", "free")),
    st.integers(min_value=0, max_value=23),
    st.integers(min_value=1, max_value=12),
)


def fit(hour: int, *busy: Busy, rain: bool = False) -> str | None:
    at = MONDAY + timedelta(hours=hour)
    return fit_of(at, rain=rain, book=BOOK, standing=Standing(busy=busy))


def test_an_hour_is_taken_by_the_companys_calendar() -> None:
    assert [fit(hour) for hour in (7, 8, 9, 10, 11, 12, 18, 20, 21)] == [
        *("preferred", "preferred", None, "busy", "busy", None, "preferred", "preferred", None)
    ]
    saturday = 24 * 5
    assert [fit(saturday + hour) for hour in (7, 10, 20)] == [None, "preferred", "preferred"]


def test_the_worst_that_is_said_of_an_hour_counts() -> None:
    assert fit(10, rain=True) == "busy"
    assert fit(7, Busy("working", 7, 8), rain=True) == "refused"
    assert fit(7, Busy("free", 7, 8)) == "preferred"


@given(hour=HOURS, busy=st.lists(BUSY, max_size=4), rain=st.booleans())
def test_more_busy_hours_never_make_a_time_better(hour: int, busy: list[Busy], rain: bool) -> None:  # noqa: FBT001
    assert fit(hour, *busy, rain=rain) in {fit(hour, rain=rain), "refused"}
