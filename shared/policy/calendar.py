"""The calendar chapter: where the company's days begin, and on which it works."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import field_serializer

from shared.policy.label import Label
from shared.policy.rule import Chapter, Finding, Text, finding

CLOSURES_MAX = 366

_HOLIDAY_WORDS = {
    "china": Text(zh="国家公布的节假日与调休", en="those published for China, with exchange days"),
    "weekdays": Text(zh="仅周六与周日", en="Saturdays and Sundays only"),
}


class CalendarChapter(Chapter):
    """The company's working calendar. `closures` are its own days off, beyond the public ones."""

    time_zone: Annotated[str, Label("时区", "time zone")]
    holidays: Annotated[
        Literal["china", "weekdays"], Label("节假日", "public holidays", words=_HOLIDAY_WORDS)
    ]
    closures: Annotated[frozenset[date], Label("公司休息日", "the company's own days off")] = frozenset()

    @field_serializer("closures", when_used="json")
    def _in_order(self, closures: frozenset[date]) -> list[date]:
        # A set has no order of its own; a book's JSON is the same on every machine.
        return sorted(closures)

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            zh, en = f"没有时区 {self.time_zone!r}", f"no zone {self.time_zone!r}"
            yield finding(("time_zone",), "unknown_time_zone", zh, en)
        if len(self.closures) > CLOSURES_MAX:
            zh = f"休息日 {len(self.closures)} 天，最多 {CLOSURES_MAX} 天"
            en = f"{len(self.closures)} closures, at most {CLOSURES_MAX}"
            yield finding(("closures",), "too_many_closures", zh, en)
