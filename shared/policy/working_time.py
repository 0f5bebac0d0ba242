"""Working time: the one place that knows which days are worked.

Hours run around the clock: a danger reported on a Friday night does not wait for Monday. Days are
working days: China's published calendar with its exchange days (调休), less the company's own
closures. For years without a published calendar, plain weekdays; `is_published` says which holds.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar.constants import holidays, workdays
from pydantic import Field, model_validator

from shared.policy.calendar import CalendarChapter
from shared.policy.rule import Frozen

DURATION_DAYS_MAX = 366
DURATION_HOURS_MAX = 24 * DURATION_DAYS_MAX
SEARCH_DAYS_MAX = 10 * DURATION_DAYS_MAX
"""How far `add` looks for working days before it says that the calendar has none."""

_SATURDAY = 5
_DAY = timedelta(days=1)
_PUBLISHED_YEARS = frozenset(day.year for day in (*holidays, *workdays))


class WorkingDuration(Frozen):
    """A span of time in a rule: elapsed `hours`, or working `days`; one of the two."""

    hours: int | None = Field(default=None, ge=1, le=DURATION_HOURS_MAX)
    days: int | None = Field(default=None, ge=1, le=DURATION_DAYS_MAX)

    @model_validator(mode="after")
    def _one_unit(self) -> Self:
        if (self.hours is None) == (self.days is None):
            raise ValueError("a working duration has either hours or days")
        return self

    @property
    def longest_hours(self) -> int:
        """Return its length for comparing rules, with a working day as 24 hours."""
        return self.hours if self.hours is not None else 24 * (self.days or 0)


class NoWorkingDay(ValueError):  # noqa: N818 -- named for the fact in the way
    """The calendar's closures leave no working day in reach; mend the policy book."""


def is_published(day: date) -> bool:
    """Whether China's calendar for the year of `day` is published; else weekdays are assumed."""
    return day.year in _PUBLISHED_YEARS


def last_published_year() -> int:
    """Return the last year whose holidays and exchange days are known, for the status page."""
    return max(_PUBLISHED_YEARS)


def is_working_day(day: date, calendar: CalendarChapter) -> bool:
    """Whether the company works on the local date `day`."""
    if day in calendar.closures:
        return False
    if calendar.holidays == "china" and is_published(day):
        return _china_works(day)
    return day.weekday() < _SATURDAY


@lru_cache(maxsize=DURATION_DAYS_MAX * len(_PUBLISHED_YEARS))
def _china_works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))  # type: ignore[no-untyped-call]


def add(start: datetime, duration: WorkingDuration, calendar: CalendarChapter) -> datetime:
    """Return when `duration` from `start` is over, as aware UTC.

    Counting days from a day off begins with the next working day's first minute, so the company
    always has the full time; otherwise the local time of day is kept. A later start never ends earlier.

    Raises: ValueError for a naive `start`; NoWorkingDay.
    """
    return add_part(start, duration, 100, calendar)


def add_part(
    start: datetime, duration: WorkingDuration, percent: float, calendar: CalendarChapter
) -> datetime:
    """Return when `percent` of `duration` from `start` has run, as `add` counts it: days off stand still.

    Raises: ValueError for a naive `start`; NoWorkingDay.
    """
    if start.tzinfo is None:
        raise ValueError("start has no time zone")
    zone = ZoneInfo(calendar.time_zone)
    share = percent / 100
    if duration.hours is not None:
        return start.astimezone(UTC) + share * timedelta(hours=duration.hours)
    return _worked_off(start.astimezone(zone), share * timedelta(days=duration.days or 0), calendar, zone)


def moved(
    due_at: datetime, still_from: datetime, on_from: datetime, days: CalendarChapter | None
) -> datetime:
    """Return until when a clock runs that stands still, or would have, from `still_from` to `on_from`.

    What was left of it up to `due_at` is left again at `on_from`: working days of the calendar `days`, or
    hours when there is none. The second may lie before the first: a clock that goes on earlier.

    Raises: NoWorkingDay.
    """
    if days is None:
        return due_at + (on_from - still_from)
    zone = ZoneInfo(days.time_zone)
    left = _worked(still_from.astimezone(zone), due_at.astimezone(zone), days)
    return _worked_off(on_from.astimezone(zone), left, days, zone)


def add_months(start: datetime, months: int, calendar: CalendarChapter) -> datetime:
    """Return the same local day and time so many months on, or that month's last day, as aware UTC."""
    local = start.astimezone(ZoneInfo(calendar.time_zone))
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


def _worked(first: datetime, last: datetime, calendar: CalendarChapter) -> timedelta:
    """Return the working time between two local moments."""
    total, day = timedelta(), first.date()
    while day <= last.date():
        if is_working_day(day, calendar):
            begin = _since_midnight(first.time()) if day == first.date() else timedelta()
            end = _since_midnight(last.time()) if day == last.date() else _DAY
            total += end - begin
        day += _DAY
    return total


def _worked_off(local: datetime, span: timedelta, calendar: CalendarChapter, zone: ZoneInfo) -> datetime:
    """Return when so much working time from a local moment is over, as aware UTC."""
    at = local.time() if is_working_day(local.date(), calendar) else time()
    whole, rest = divmod(_since_midnight(at) + span, _DAY)
    days = _working_days_from(local.date(), calendar)
    counted = next(days)
    for _ in range(whole):
        counted = next(days)
    return (datetime.combine(counted, time(), zone) + rest).astimezone(UTC)


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)


def _working_days_from(first: date, calendar: CalendarChapter) -> Iterator[date]:
    for offset in range(SEARCH_DAYS_MAX):
        day = first + timedelta(days=offset)
        if is_working_day(day, calendar):
            yield day
    raise NoWorkingDay(f"no working day within {SEARCH_DAYS_MAX} days after {first.isoformat()}")
