"""All books of the policy as the fold uses them: which rules hold at a time, and which come after."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.scoring.tier.rules import Rules
from shared.policy.timing import NoPolicyInForce


@dataclass(frozen=True, slots=True)
class Unreadable:
    """From `since` on nobody here knows the rules, and `error` says why."""

    since: datetime
    error: Exception


class Rulebook:
    """Rules by date, never changed: one more book makes another rulebook.

    `announced` are in the order of approval: of two for one moment the later one holds, so that `at`
    answers as `shared.policy.timing.in_force` does.
    """

    def __init__(self, announced: Sequence[Rules], unreadable: Unreadable | None = None) -> None:
        holding = {rules.effective_from: rules for rules in announced}
        self._since = sorted(holding)
        self._rules = [holding[since] for since in self._since]
        self._unreadable = unreadable

    def at(self, when: datetime) -> Rules:
        """Return the rules in force `when`. Raises `NoPolicyInForce`, and what makes a book unreadable."""
        self._refuse_unreadable(when)
        index = bisect_right(self._since, when)
        if not index:
            raise NoPolicyInForce(f"no policy is in force at {when.isoformat()}")
        return self._rules[index - 1]

    def after(self, rules: Rules, when: datetime) -> Sequence[Rules]:
        """Return those that took effect after `rules`, up to and including `when`. Raises as `at` does."""
        self._refuse_unreadable(when)
        if rules is self._rules[-1]:
            return ()
        return self._rules[bisect_right(self._since, rules.effective_from) : bisect_right(self._since, when)]

    def _refuse_unreadable(self, when: datetime) -> None:
        if self._unreadable is not None and when >= self._unreadable.since:
            raise self._unreadable.error
