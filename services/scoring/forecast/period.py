"""The period of a forecast by a book of the policy, and whose figures a customer's sales count in."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.scoring.forecast.decide import MonthOutOfReach, Place
from services.scoring.forecast.events import ForecastBegun
from services.scoring.forecast.month import month_start, months_after
from shared.policy import PolicyBook
from shared.policy.working_time import add


def bounds(month: str, book: PolicyBook) -> tuple[datetime, datetime]:
    """Return when the period of `month` starts and ends by that book. Raises MonthOutOfReach."""
    zone, following = book.calendar.time_zone, months_after(month, book.forecast.every_months)
    try:
        return month_start(month, zone), month_start(following, zone)
    except (ValueError, OverflowError):
        # The first and last months of the calendar have no UTC.
        raise MonthOutOfReach(month=month) from None


def days_of(begun: ForecastBegun, book: PolicyBook) -> tuple[date, date]:
    """Return the first and the last day of the period."""
    zone = ZoneInfo(book.calendar.time_zone)
    last = (begun.ends_at - timedelta(microseconds=1)).astimezone(zone).date()
    return begun.starts_at.astimezone(zone).date(), last


def compare_at(begun: ForecastBegun, book: PolicyBook) -> datetime:
    """Return when the period is compared with what was bought."""
    return add(begun.ends_at, book.forecast.compare_after, book.calendar)


def places(salesperson: str | None, currency: str) -> Iterable[Place]:
    """Yield the company's place, and the salesperson's if there is one."""
    yield Place.of(None, currency)
    if salesperson is not None:
        yield Place.of(salesperson, currency)
