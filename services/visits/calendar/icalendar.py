"""iCalendar text (RFC 5545) of what somebody owes or promised: one event at each due time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from services.visits.calendar.entries import Entry
from shared.policy.rule import Language

LINE_OCTETS_MAX = 75
"""RFC 5545, 3.1: a longer line is folded, and no character is cut in two."""

_SPECIAL = re.compile(r"([\\;,])")


def calendar(person: str, owed: Sequence[Entry], now: datetime, language: Language) -> str:
    """Return the calendar of what `person` owes, as of `now`; times are UTC, lines end in CRLF."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tuoke//visits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(_named(person, language))}",
        *(line for entry in owed for line in _event(entry, now, language)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def _named(person: str, language: Language) -> str:
    return f"{person} 应办事项" if language == "zh-CN" else f"{person}: obligations"


def _event(entry: Entry, now: datetime, language: Language) -> Iterable[str]:
    about = f"{entry.kind}\n{entry.customer_id}"
    late = {"zh-CN": "逾期：", "en": "Late: "}[language] if entry.due_at <= now else ""
    return (
        "BEGIN:VEVENT",
        # The same at every reading, so that a calendar moves its entry instead of making another.
        f"UID:{entry.id}@tuoke",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(entry.due_at)}",
        f"SUMMARY:{escaped(late + entry.title.in_language(language))}",
        f"DESCRIPTION:{escaped(about)}",
        f"CATEGORIES:{escaped(entry.kind)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """Return the text as a value (3.3.11): no special character or line break has its meaning in it."""
    return _SPECIAL.sub(r"\\\1", text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def folded(line: str) -> Iterator[str]:
    """Yield the line in parts of at most 75 octets, each after the first behind a space."""
    part, octets = "", 0
    for character in line:
        size = len(character.encode())
        if octets + size > LINE_OCTETS_MAX:
            yield part
            part, octets = " ", 1
        part, octets = part + character, octets + size
    yield part
