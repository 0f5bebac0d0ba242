"""The tier chapter: when a customer is 重点, and how the classes are called."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from shared.policy.rule import Finding, Rule, Text

TierClass = Literal["potential", "ordinary", "key"]
"""S4-04 潜在, S4-03 普通, S4-02 重点, from below."""

TIER_CLASSES: tuple[TierClass, ...] = get_args(TierClass)


class Threshold(Rule):
    """A class is entered at a score of `enter` or more and left below `leave`.

    The gap between them is the hysteresis: a score that wavers does not move the class to and fro.
    """

    enter: float
    leave: float

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if self.leave <= 0:
            # A decaying score comes down to zero but never reaches it: such a class would never fall.
            message = f"left below {self.leave} points, which no decay ever reaches"
            yield Finding(path=("leave",), code="threshold_not_positive", message=message)
        if self.leave >= self.enter:
            message = f"entered at {self.enter} points but left below {self.leave}"
            yield Finding(path=("enter",), code="thresholds_overlap", message=message)


class TierChapter(Rule):
    """The classes: `potential` until something is bought; then `key` by its threshold, else `ordinary`."""

    key: Threshold
    letters: Mapping[TierClass, str]
    names: Mapping[TierClass, Text]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        for finding in self.key.findings():
            yield finding.model_copy(update={"path": ("key", *finding.path)})
        for field, given in (("letters", self.letters), ("names", self.names)):
            for missing in sorted(set(TIER_CLASSES) - set(given)):
                message = f"no entry for {missing}"
                yield Finding(path=(field, missing), code="class_without_name", message=message)
        if len(set(self.letters.values())) < len(self.letters):
            message = "two classes share a letter"
            yield Finding(path=("letters",), code="letters_not_distinct", message=message)
