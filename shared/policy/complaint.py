"""The complaint chapter: how soon a complaint is acknowledged and resolved, by its severity."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Annotated, Literal, get_args

from shared.policy.label import DAYS, PERCENT, Label
from shared.policy.names import ROLE_WORDS, Party, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, finding
from shared.policy.working_time import WorkingDuration

Severity = Literal["ordinary", "serious", "safety_or_legal"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
REOPEN_DAYS_MAX = 365


class ComplaintClocks(Rule):
    """The two clocks of one severity, both started by the filing."""

    acknowledge: Annotated[WorkingDuration, Label("答复时限", "time to acknowledge {of}")]
    resolve: Annotated[WorkingDuration, Label("解决时限", "time to resolve {of}")]


class ComplaintEscalation(Rule):
    """Each time so much of a clock has run, the next of `told` hears of it; the last of all later times."""

    percent: Annotated[tuple[float, ...], Label("上报时点", "told higher after", PERCENT, 1, 100)]
    told: Annotated[tuple[Party, ...], Label("依次告知", "told in turn", words=ROLE_WORDS)] = ("supervisor",)

    def steps(self) -> Iterator[tuple[float, Party]]:
        """Yield how much of a clock has run, and who is told then."""
        for number, percent in enumerate(self.percent):
            yield percent, self.told[min(number, len(self.told) - 1)]


class Reopening(Rule):
    """A customer may reopen a resolved complaint for so long."""

    days: Annotated[int, Label("重新提出期限", "may be reopened for", DAYS, 1, REOPEN_DAYS_MAX)]


class ComplaintChapter(Chapter):
    """The clocks of every severity by its name, and what happens while they run and after."""

    clocks: Mapping[str, ComplaintClocks]
    escalation: ComplaintEscalation
    reopening: Reopening

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: a severity without clocks, an unknown one, an order turned around."""
        yield from unequal_names(("clocks",), SEVERITIES, self.clocks, ("clocks", "时限", "clocks"))
        for name, clocks in self.clocks.items():
            if clocks.resolve.longest_hours < clocks.acknowledge.longest_hours:
                zh = f"{name} 的解决时限早于答复时限"
                en = f"{name} must be resolved before it must be acknowledged"
                yield finding(("clocks", name, "resolve"), "resolve_before_acknowledge", zh, en)
        if any(later <= sooner for sooner, later in pairwise(self.escalation.percent)):
            zh, en = "上报时点必须逐次增大", "each step must come after the one before"
            yield finding(("escalation", "percent"), "steps_out_of_order", zh, en)
        if not 1 <= len(self.escalation.told) <= max(1, len(self.escalation.percent)):
            zh, en = "每个上报时点须有告知对象，且不多于时点数", "somebody for each step, and for no other"
            yield finding(("escalation", "told"), "steps_and_told_differ", zh, en)
