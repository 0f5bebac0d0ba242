"""The tier chapter: when a customer is 重点, and how the classes are called."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import POINTS, Label
from shared.policy.names import CLASS_WORDS, TIER_CLASSES, TierClass
from shared.policy.rule import Chapter, Finding, Rule, Text, finding

__all__ = ["TIER_CLASSES", "Threshold", "TierChapter", "TierClass"]


class Threshold(Rule):
    """A class is entered at a score of `enter` or more and left below `leave`.

    The gap between them is the hysteresis: a score that wavers does not move the class to and fro.
    """

    enter: Annotated[float, Label("进入分数", "entered at", POINTS)]
    leave: Annotated[float, Label("退出分数", "left below", POINTS)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if self.leave <= 0:
            # A decaying score comes down to zero but never reaches it: such a class would never fall.
            zh = f"退出分数为 {self.leave}，评分衰减永远不会低于它"
            en = f"left below {self.leave} points, which no decay ever reaches"
            yield finding(("leave",), "threshold_not_positive", zh, en)
        if self.leave >= self.enter:
            zh = f"进入分数 {self.enter} 不高于退出分数 {self.leave}"
            en = f"entered at {self.enter} points but left below {self.leave}"
            yield finding(("enter",), "thresholds_overlap", zh, en)


class TierChapter(Chapter):
    """The classes: `potential` until something is bought; then `key` by its threshold, else `ordinary`."""

    key: Threshold
    letters: Annotated[Mapping[TierClass, str], Label("等级字母", "letter", keys=CLASS_WORDS)]
    names: Annotated[Mapping[TierClass, Text], Label("等级名称", "name", keys=CLASS_WORDS)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        for found in self.key.findings():
            yield found.under("key")
        for field, given in (("letters", self.letters), ("names", self.names)):
            for missing in sorted(set(TIER_CLASSES) - set(given)):
                zh, en = f"{missing} 没有名称", f"no entry for {missing}"
                yield finding((field, missing), "class_without_name", zh, en)
        if len(set(self.letters.values())) < len(self.letters):
            zh, en = "两个等级使用同一字母", "two classes share a letter"
            yield finding(("letters",), "letters_not_distinct", zh, en)
