"""The day on which the demo's data ends: the day before its first run, kept with the data.

Kept, because a repeat on another day would otherwise tell the same facts with other times.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
NOON = time(12)


def last_day(path: Path, now: datetime) -> date:
    """The day before the first run in China, from the file once it is there."""
    if not path.exists():
        path.write_text((now.astimezone(CHINA).date() - timedelta(days=1)).isoformat())
    return date.fromisoformat(path.read_text())


def noon(day: date) -> datetime:
    """Noon of the day in China, as UTC: the sample knows days only."""
    return datetime.combine(day, NOON, CHINA).astimezone(UTC)
