"""The complaint chapter: how soon a complaint is acknowledged and resolved, by its severity."""

from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from shared.policy.rule import Finding, Rule
from shared.policy.working_time import WorkingDuration

Severity = Literal["ordinary", "serious", "safety_or_legal"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


class ComplaintClocks(Rule):
    """The two clocks of one severity, both started by the filing."""

    acknowledge: WorkingDuration
    resolve: WorkingDuration


class ComplaintChapter(Rule):
    """The clocks of every severity, by its name."""

    clocks: Mapping[str, ComplaintClocks]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: a severity without clocks, an unknown one, an order turned around."""
        for name in sorted(set(SEVERITIES) ^ set(self.clocks)):
            known = name in SEVERITIES
            code = "severity_without_clocks" if known else "unknown_severity"
            yield Finding(path=("clocks", name), code=code, message=f"{code.replace('_', ' ')}: {name}")
        for name, clocks in self.clocks.items():
            if clocks.resolve.longest_hours < clocks.acknowledge.longest_hours:
                message = f"{name} must be resolved before it must be acknowledged"
                yield Finding(
                    path=("clocks", name, "resolve"), code="resolve_before_acknowledge", message=message
                )
