"""Customers by segment."""

from collections import Counter
from collections.abc import Mapping

from services.scoring.forecast.events import SegmentCounted
from services.scoring.segment.judging import Facts, judged
from shared.policy.segments import SegmentChapter

NONE_FITS = ""
"""Stands for the segment of those whom no segment of the policy fits."""


def counted(customers: Mapping[str, Facts], chapter: SegmentChapter) -> Mapping[str, int]:
    """Return how many of the customers belong to each segment."""
    verdicts = (judged(facts, chapter) for facts in customers.values())
    return Counter(NONE_FITS if verdict is None else verdict.slug for verdict in verdicts)


def named(counts: Mapping[str, int], chapter: SegmentChapter) -> tuple[SegmentCounted, ...]:
    """Return every segment with its number, in the order of the policy, and at last whom none fits.

    Nothing when nobody was counted.
    """
    if not counts:
        return ()
    rows = [
        SegmentCounted(slug, segment.title.zh, segment.title.en, counts.get(slug, 0))
        for slug, segment in chapter.in_order()
    ]
    if counts.get(NONE_FITS):
        rows.append(SegmentCounted(None, "未划分", "None fits", counts[NONE_FITS]))
    return tuple(rows)
