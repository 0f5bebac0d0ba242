"""The pool chapter 公海: when a customer whom nobody follows up is given back, and how one is claimed."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated

from shared.policy.label import CUSTOMERS, DAYS, Label
from shared.policy.names import CLASS_WORDS, LIFECYCLES, TIER_CLASSES, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, finding

IDLE_DAYS_MAX = 1_100
HELD_MAX = 10_000


class PoolClock(Rule):
    """Idle so many days without an effective contact, a customer returns to the pool; none is never."""

    idle_days: Annotated[
        int | None,
        Label("无有效接触退回期限", "{of} return to the pool after", DAYS, 1, IDLE_DAYS_MAX),
    ]


class PoolWarnings(Rule):
    """The owner is warned so many days before the return, with the act that stops the clock."""

    days_before: Annotated[
        tuple[int, ...],
        Label("提醒（退回前）", "warned before the return", DAYS, 1, IDLE_DAYS_MAX),
    ]


class PoolClaims(Rule):
    """How many customers one person may take a day and hold unsigned, and how long the last owner waits.

    As long as they wait they may appeal against a return instead.
    """

    a_day: Annotated[int, Label("每人每日领取上限", "claimed a day, at most", CUSTOMERS, 1, HELD_MAX)]
    held: Annotated[int, Label("每人未签约持有上限", "held unsigned, at most", CUSTOMERS, 1, HELD_MAX)]
    previous_owner_waits: Annotated[
        int, Label("原负责人再次领取间隔", "the previous owner waits", DAYS, 0, IDLE_DAYS_MAX)
    ]


class PoolExemptions(Rule):
    """Customers of these classes never return to the pool; those left alone are listed instead."""

    classes: Annotated[tuple[str, ...], Label("豁免等级", "exempt classes", words=CLASS_WORDS)]


class PoolChapter(Chapter):
    """The clock of every lifecycle state, warnings, claims and exemptions."""

    lifecycles: Mapping[str, PoolClock]
    warnings: PoolWarnings
    claims: PoolClaims
    exemptions: PoolExemptions

    def idle_days_of(self, tier: str, lifecycle: str) -> int | None:
        """Return after how many idle days such a customer returns to the pool; None: never."""
        return None if tier in self.exemptions.classes else self.lifecycles[lifecycle].idle_days

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        words = ("pool_clock", "退回期限", "pool clock")
        yield from unequal_names(("lifecycles",), LIFECYCLES, self.lifecycles, words)
        days = self.warnings.days_before
        if any(later >= sooner for sooner, later in pairwise(days)):
            zh, en = "提醒天数必须逐次减小", "each warning must come after the one before"
            yield finding(("warnings", "days_before"), "steps_out_of_order", zh, en)
        shortest = min((one.idle_days for one in self.lifecycles.values() if one.idle_days), default=None)
        if days and shortest is not None and max(days) >= shortest:
            zh, en = (
                f"提醒不得早于 {shortest} 天的期限",
                f"a warning before the clock of {shortest} days starts",
            )
            yield finding(("warnings", "days_before"), "warning_before_start", zh, en)
        for name in sorted(set(self.exemptions.classes) - set(TIER_CLASSES)):
            yield finding(
                ("exemptions", "classes"), "class_unknown", f"未知的等级 {name}", f"unknown class {name}"
            )
        if self.claims.a_day > self.claims.held:
            zh, en = "每日领取上限高于持有上限", "more may be claimed a day than held"
            yield finding(("claims", "a_day"), "claims_over_holding", zh, en)
