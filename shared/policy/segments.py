"""The chapter of segments 细分市场: kinds of customers, and the strategy for each (S8-02, S10-01)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.condition import refusals
from shared.policy.facts import SEGMENT
from shared.policy.label import Label
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding

SEGMENTS_MAX = 30


class Segment(Rule):
    """Customers for whom `when` holds, and for none of a lower `place`, are served by `strategy`."""

    place: Annotated[int, Label("判断次序", "judged at place", None, 1, 1_000)]
    when: Annotated[str, Label("划分条件", "belongs when", speaks=SEGMENT)]
    strategy: Annotated[Text, Label("策略", "strategy")]


class SegmentChapter(Chapter):
    """The segments by slug; a customer belongs to the first that fits, in the order of their places."""

    segments: Mapping[Slug, Segment]

    def in_order(self) -> tuple[tuple[str, Segment], ...]:
        """Return the segments in the order in which they are judged."""
        return tuple(sorted(self.segments.items(), key=lambda one: one[1].place))

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand. Conditions may overlap: places decide between them."""
        if len(self.segments) > SEGMENTS_MAX:
            zh, en = f"细分市场最多 {SEGMENTS_MAX} 个", f"more than {SEGMENTS_MAX} segments"
            yield finding(("segments",), "too_many_segments", zh, en)
        for slug, segment in self.segments.items():
            yield from refusals(("segments", slug, "when"), segment.when, SEGMENT)
        taken = Counter(segment.place for segment in self.segments.values())
        for slug, segment in self.segments.items():
            if taken[segment.place] > 1:
                zh, en = f"次序 {segment.place} 重复", f"place {segment.place} is taken twice"
                yield finding(("segments", slug, "place"), "place_taken", zh, en)
