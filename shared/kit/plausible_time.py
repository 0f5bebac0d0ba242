"""When a reported fact can have happened, and when something to come can come.

Not later than now, not before the age of records; and within a lifetime from now. A time outside is a
typing or a clock mistake, and one such fact would bend every score, clock and report built on it, so the
domain refuses it. Pure: now comes with the command.
"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

from shared.kit.decider import Rejection

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
CLOCK_SKEW_MAX = timedelta(minutes=2)  # senders' clocks differ a little; that is no mistake of theirs
TIME_AHEAD_MAX = timedelta(days=100 * 365)  # nobody owes anything later, and the calendar goes on behind it


class TimeInFuture(Rejection):
    """The fact is reported for a time that has not come; send it when it has happened."""

    code: ClassVar[str] = "time_in_future"


class TimeTooAncient(Rejection):
    """The fact is reported for a time before any record can be; mend the date."""

    code: ClassVar[str] = "time_too_ancient"


class TimeTooDistant(Rejection):
    """Nobody plans or owes something so far ahead; mend the date."""

    code: ClassVar[str] = "time_too_distant"


def refuse_implausible(happened_at: datetime, now: datetime, field: str) -> None:
    """Return when `happened_at` is plausible as of `now`; `field` names it to the caller.

    Raises: TimeInFuture, TimeTooAncient.
    """
    if happened_at > now + CLOCK_SKEW_MAX:
        raise TimeInFuture(field=field, value=happened_at.isoformat(), now=now.isoformat())
    if happened_at < EARLIEST:
        raise TimeTooAncient(field=field, value=happened_at.isoformat(), earliest=EARLIEST.isoformat())


def refuse_distant(comes_at: datetime, now: datetime, field: str) -> None:
    """Return when what is to come comes within `TIME_AHEAD_MAX` of `now`; `field` names it to the caller.

    Raises: TimeTooDistant.
    """
    if comes_at > now + TIME_AHEAD_MAX:
        raise TimeTooDistant(field=field, value=comes_at.isoformat(), now=now.isoformat())
