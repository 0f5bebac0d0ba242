"""What comes from outside: names that two systems may share, and times that cannot be."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kit.external_ids import external_customer_id, external_id, named_customer_id
from shared.kit.plausible_time import (
    CLOCK_SKEW_MAX,
    EARLIEST,
    TIME_AHEAD_MAX,
    TimeInFuture,
    TimeTooAncient,
    TimeTooDistant,
    refuse_distant,
    refuse_implausible,
)

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TRIPLE = st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4))


@dataclass(frozen=True)
class Name:
    id: UUID | None = None
    source: str | None = None
    ref: str | None = None


@given(TRIPLE, TRIPLE)
def test_two_names_share_an_id_only_if_they_are_one(
    one: tuple[str, str, str], other: tuple[str, str, str]
) -> None:
    assert (external_id(*one) == external_id(*other)) == (one == other)


def test_an_id_is_the_same_in_every_process_for_ever() -> None:
    assert external_id("purchase", "cdnow", "4-1") == UUID("3ae0f124-92dd-512a-a15e-58e1e7ced95e")
    assert external_customer_id("cdnow", "4") == UUID("d9d650a0-0c19-5f5c-b5a6-62460348e118")


def test_our_own_name_stands_and_another_systems_is_computed() -> None:
    ours = UUID("0195a6d0-0000-7000-8000-000000000001")
    assert named_customer_id(Name(id=ours)) == ours
    assert named_customer_id(Name(source="cdnow", ref="4")) == external_customer_id("cdnow", "4")
    with pytest.raises(ValueError, match="neither"):
        named_customer_id(Name(source="cdnow"))


def test_from_1990_to_a_little_ahead_of_now_is_plausible() -> None:
    for moment in (EARLIEST, NOW, NOW + CLOCK_SKEW_MAX):
        refuse_implausible(moment, NOW, "happened_at")


def test_outside_of_that_is_refused_by_the_fields_name() -> None:
    with pytest.raises(TimeInFuture) as future:
        refuse_implausible(NOW + CLOCK_SKEW_MAX + timedelta(microseconds=1), NOW, "happened_at")
    assert future.value.detail["field"] == "happened_at"
    with pytest.raises(TimeTooAncient):
        refuse_implausible(EARLIEST - timedelta(microseconds=1), NOW, "happened_at")


def test_what_is_to_come_comes_within_a_lifetime() -> None:
    refuse_distant(NOW + TIME_AHEAD_MAX, NOW, "due_at")
    with pytest.raises(TimeTooDistant) as distant:
        refuse_distant(NOW + TIME_AHEAD_MAX + timedelta(microseconds=1), NOW, "due_at")
    assert distant.value.detail["field"] == "due_at"
