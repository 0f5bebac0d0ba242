"""Which book holds when: also in the past, and between two of the same date."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.policy import PolicyBook, default_book
from shared.policy.timing import NoPolicyInForce, effective_date_findings, in_force

START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.integers(0, 30)


def book(version: str, day: int) -> PolicyBook:
    return default_book().model_copy(
        update={"version": version, "effective_from": START + timedelta(days=day)}
    )


def test_the_book_in_force_is_the_latest_that_has_begun() -> None:
    books = [default_book(), book("a", 10), book("b", 20)]
    assert in_force(books, START).version == "default-1"
    assert in_force(books, START + timedelta(days=10)).version == "a"
    assert in_force(books, START + timedelta(days=19, hours=23)).version == "a"
    assert in_force(books, START + timedelta(days=400)).version == "b"


def test_a_book_approved_later_for_the_same_day_supersedes_the_other() -> None:
    assert in_force([book("a", 10), book("b", 10)], START + timedelta(days=11)).version == "b"


def test_a_book_approved_later_for_an_earlier_day_holds_only_until_the_other_begins() -> None:
    books = [book("late", 20), book("early", 10)]
    assert in_force(books, START + timedelta(days=15)).version == "early"
    assert in_force(books, START + timedelta(days=25)).version == "late"


def test_before_every_book_there_is_none() -> None:
    with pytest.raises(NoPolicyInForce):
        in_force([book("a", 10)], START)
    with pytest.raises(NoPolicyInForce):
        in_force([], START)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        in_force([default_book()], datetime(2026, 1, 1))  # noqa: DTZ001 -- the point


@given(days=st.lists(DAYS, min_size=1), at=DAYS, later=DAYS)
def test_the_past_does_not_change_when_a_book_for_later_is_approved(
    days: list[int], at: int, later: int
) -> None:
    books = [default_book(), *(book(str(number), day) for number, day in enumerate(days))]
    before = in_force(books, START + timedelta(days=at))
    after = in_force([*books, book("new", at + 1 + later)], START + timedelta(days=at))
    assert after == before


def test_a_book_cannot_take_effect_in_the_past() -> None:
    now = START + timedelta(days=10)
    assert effective_date_findings(book("a", 10), now) == ()
    (found,) = effective_date_findings(book("a", 9), now)
    assert (found.path, found.code) == (("effective_from",), "effective_in_the_past")
    assert "past" in found.message.en
    assert "早于现在" in found.message.zh
