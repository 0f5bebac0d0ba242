"""Months of the policy's calendar: where one begins, and which follows."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MONTHS = 12


def month_of(moment: datetime, time_zone: str) -> str:
    """Return the month in which `moment` lies there, such as `2026-12`."""
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m}"


def month_start(month: str, time_zone: str) -> datetime:
    """Return the month's first moment there, as aware UTC."""
    year, number = map(int, month.split("-"))
    return datetime(year, number, 1, tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def months_after(month: str, count: int) -> str:
    """Return the month `count` later."""
    year, number = map(int, month.split("-"))
    years, index = divmod(year * MONTHS + number - 1 + count, MONTHS)
    return f"{years:04}-{index + 1:02}"


def coming_month(now: datetime, time_zone: str) -> str:
    """Return the next month to begin there."""
    return months_after(month_of(now, time_zone), 1)
