"""The one place where time enters. The domain never reads a clock; the edge reads this one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime:
        """Return the present moment."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock. It may jump, so order is never taken from it."""

    def now(self) -> datetime:
        """Return the machine's moment in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved. For tests and for replays."""

    moment: datetime = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the moment it was last moved to."""
        return self.moment

    def advance(self, by: timedelta) -> datetime:
        """Move by `by` and return the new moment."""
        self.moment += by
        return self.moment
