"""A time plainly written is read by the standard library, and to the same moment as pydantic reads it."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import AfterValidator, AwareDatetime, TypeAdapter, ValidationError

from shared.contracts.base import UtcTime

OURS = TypeAdapter[datetime](UtcTime)
PYDANTIC = TypeAdapter[datetime](Annotated[AwareDatetime, AfterValidator(lambda time: time.astimezone(UTC))])

DIGITS = st.text("0123456789", min_size=2, max_size=2)
WRITTEN = st.builds(
    "{}-{}-{}T{}:{}:{}{}{}".format,
    st.sampled_from(["0001", "1999", "2024", "2026", "9999"]),
    *(DIGITS for _ in range(5)),
    st.sampled_from(["", ".5", ".123456", ".1234567"]),
    st.sampled_from(["Z", "z", ""]) | st.builds("{}{}:{}".format, st.sampled_from("+-"), DIGITS, DIGITS),
)
MOMENTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1))  # noqa: DTZ001 -- hypothesis wants them naive
ZONES = st.integers(-1_439, 1_439).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def _read(by: TypeAdapter[datetime], text: str) -> datetime | str:
    try:
        return by.validate_json(f'"{text}"')
    except ValidationError as error:
        return str(error.errors(include_url=False)[0]["type"])
    except OverflowError:
        return "value_error"


@given(MOMENTS, ZONES)
def test_a_moment_written_in_any_zone_is_that_moment_in_utc(moment: datetime, zone: timezone) -> None:
    read = _read(OURS, moment.astimezone(zone).isoformat())
    assert isinstance(read, datetime)
    assert (read, read.tzinfo) == (moment, UTC)


@given(WRITTEN)
@example("2026-03-02T09:30:00+05:99")
@example("2026-03-02T09:30:00+24:00")
@example("2026-02-30T09:30:00Z")
@example("0001-01-01T00:00:00+08:00")
def test_what_is_taken_and_what_is_refused_is_what_pydantic_takes_and_refuses(text: str) -> None:
    assert _read(OURS, text) == _read(PYDANTIC, text)


@pytest.mark.parametrize("said", [1_772_415_000, "1772415000", "2026-03-02", True, None])
def test_a_number_or_a_day_is_no_time(said: object) -> None:
    with pytest.raises(ValidationError, match="a time is written as in RFC 3339"):
        OURS.validate_python(said)
