"""A customer in the words of conditions (`shared.policy.facts`), on any local day.

Words that count days change at local midnight and at no other time, so what a condition will say is
known ahead as long as no fact changes.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.known.facts import CONTACT, OBSTACLE, PURCHASE, VISIT, Known
from shared.policy.condition import Condition
from shared.policy.customer_file import Staleness
from shared.policy.facts import BIRTHDAY, NEVER_DAYS

_SECTION = re.compile(r"\bsections\.(\w+)")
_SECTIONS = re.compile(r"\bsections\b")


def depends_on_the_day(condition: Condition) -> bool:
    """Whether the condition may change its answer by time alone."""
    return any(word.startswith("days_") or word == "stale_sections" for word in condition.words)


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer as the rules see it."""

    lifecycle: str
    tier: str
    owner: str | None
    open_complaints: int
    known: Known

    def on_any_day(self) -> Mapping[str, Any]:
        """Return the words of `facts.CUSTOMER` that time alone does not change, all but `sections`."""
        known = self.known
        return {
            "tier": self.tier,
            "lifecycle": self.lifecycle,
            "territory": "",
            "has_owner": self.owner is not None,
            "has_team": known.last("team_named") is not None,
            "purchases": known.purchases,
            "open_complaints": max(self.open_complaints, 0),
            "open_obstacles": max(known.open_matters.get(OBSTACLE, 0), 0),
            "completeness": known.completeness,
            "forecast_deviation": 0.0,
            "forms": {slug: form.result for slug, form in known.forms.items()},
        }

    def on(self, day: date, zone: ZoneInfo, staleness: Staleness) -> Mapping[str, Any]:
        """Return the words that count days, as of the local `day`."""
        return {**self._days(day, zone), "stale_sections": self._stale(day, zone, staleness)}

    def _days(self, day: date, zone: ZoneInfo) -> Mapping[str, int]:
        known = self.known
        captured = known.captured_at or known.as_of

        def since(at: datetime | None) -> int:
            told = at or captured
            return NEVER_DAYS if told is None else max((day - told.astimezone(zone).date()).days, 0)

        ends_on = known.contract_ends_on
        return {
            "days_since_capture": since(known.captured_at),
            "days_since_contact": since(known.last(CONTACT)),
            "days_since_visit": since(known.last(VISIT)),
            "days_since_purchase": since(known.last(PURCHASE)),
            "days_in_lifecycle": since(known.lifecycle_since),
            "days_to_birthday": self._to_birthday(day),
            "days_to_contract_end": NEVER_DAYS if ends_on is None else min((ends_on - day).days, NEVER_DAYS),
        }

    def _to_birthday(self, day: date) -> int:
        section, field = BIRTHDAY
        known = self.known.sections.get(section)
        month_and_day = known.content.get(field) if known else None
        if month_and_day is None:
            return NEVER_DAYS
        month, number = map(int, month_and_day.split("-"))
        # Who was born on 29 February has no other day in most years than the last of the month.
        days = (
            date(year, month, min(number, monthrange(year, month)[1])) for year in (day.year, day.year + 1)
        )
        return min((one - day).days for one in days if one >= day)

    def _stale(self, day: date, zone: ZoneInfo, staleness: Staleness) -> list[str]:
        return [
            slug
            for slug, section in sorted(self.known.sections.items())
            if (day - section.as_of.astimezone(zone).date()).days
            > staleness.sections.get(slug, staleness.days)
        ]

    def sections(self, condition: str) -> Mapping[str, Any]:
        """Return the content of the file's sections, of those only that the condition names."""
        # A condition may look at so many values only (`condition.NODES_MAX`), and a file has more.
        named = set(_SECTION.findall(condition))
        sections = self.known.sections
        if len(_SECTIONS.findall(condition)) > len(_SECTION.findall(condition)):
            named = set(sections)
        return {slug: sections[slug].content for slug in named & sections.keys()}
