"""Which segment of the policy a customer belongs to; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.policy.condition import ConditionFailed, compile_condition
from shared.policy.facts import NEVER_DAYS, SEGMENT
from shared.policy.segments import Segment, SegmentChapter

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The segment that fits first, if any, and the facts that its condition speaks of."""

    slug: str
    segment: Segment
    because: Facts


def judged(facts: Facts, chapter: SegmentChapter) -> Verdict | None:
    """Return the first segment whose condition holds for `facts`, or None if none does.

    A condition without an answer, such as one that divides by nothing, fits nobody.
    """
    for slug, segment in chapter.in_order():
        condition = compile_condition(segment.when, SEGMENT)
        try:
            fits = condition.holds(facts)
        except ConditionFailed:
            continue
        if fits:
            return Verdict(slug, segment, {word: facts[word] for word in condition.words})
    return None


def facts_of(row: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Return what the policy may speak of, from a customer's row, as of `now`.

    Days since what never happened count from the capture.
    """

    def since(moment: datetime | None) -> int:
        told = moment or row["captured_at"]
        return NEVER_DAYS if told is None else max(0, (now - told).days)

    return {
        "tier": row["tier"],
        "lifecycle": row["lifecycle"],
        "has_owner": row["owner"] is not None,
        "days_since_capture": since(row["captured_at"]),
        "days_since_contact": since(row["last_contact_at"]),
        "days_since_purchase": since(row["last_purchase_at"]),
        "days_in_lifecycle": since(row["lifecycle_since"]),
        "purchases": row["purchases"],
        "open_complaints": row["open_complaints"],
        "contracts": row["contracts"],
        "purchases_180_days": row["recent"],
        "purchases_180_days_before": row["earlier"],
    }
