"""The calendar chapter: where the company's days begin, and on which it works."""

from collections.abc import Iterator
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shared.policy.rule import Finding, Rule

CLOSURES_MAX = 366


class CalendarChapter(Rule):
    """The company's working calendar. `closures` are its own days off, beyond the public ones."""

    time_zone: str
    holidays: Literal["china", "weekdays"]
    closures: frozenset[date] = frozenset()

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield Finding(
                path=("time_zone",), code="unknown_time_zone", message=f"no zone {self.time_zone!r}"
            )
        if len(self.closures) > CLOSURES_MAX:
            message = f"{len(self.closures)} closures, at most {CLOSURES_MAX}"
            yield Finding(path=("closures",), code="too_many_closures", message=message)
