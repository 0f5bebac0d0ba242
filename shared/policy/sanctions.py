"""The chapter on sanctions: warning, demotion, dismissal, each with evidence (S6-13, S6-14)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, TIMES, Label
from shared.policy.names import ROLE_WORDS, Role, cycle, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, Text, finding

MEASURES: Mapping[str, Text] = {
    "warning": Text(zh="警告", en="warning"),
    "demotion": Text(zh="降级", en="demotion"),
    "dismissal": Text(zh="解聘", en="dismissal"),
}
"""The measures of S6-13, from the mildest."""
WITHIN_DAYS_MAX = 3_650
EVIDENCE_MAX = 100


class Sanction(Rule):
    """One measure: how much evidence it needs, who decides, and which measure must have come before."""

    evidence: Annotated[int, Label("最少证据", "pieces of evidence, at least", TIMES, 1, EVIDENCE_MAX)]
    approver: Annotated[Role, Label("批准人", "approved by", words=ROLE_WORDS)]
    after: Annotated[str | None, Label("此前须有", "only after", words=MEASURES)]
    within_days: Annotated[
        int | None, Label("此前措施的有效期", "the measure before counts for", DAYS, 1, WITHIN_DAYS_MAX)
    ]


class SanctionChapter(Chapter):
    """Every measure with its conditions."""

    measures: Mapping[str, Sanction]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: a measure missing or unknown, or one that waits for itself."""
        yield from unequal_names(("measures",), MEASURES, self.measures, ("sanction", "规定", "rule"))
        before = {name: measure.after for name, measure in self.measures.items()}
        for name, measure in self.measures.items():
            path = ("measures", name, "after")
            if measure.after is not None and measure.after not in self.measures:
                zh, en = f"未知的措施 {measure.after}", f"unknown measure {measure.after}"
                yield finding(path, "measure_unknown", zh, en)
            if cycle(name, before)[:1] == (name,):
                yield finding(
                    path, "sanctions_wait_for_each_other", "措施互为前提", "a measure waits for itself"
                )
            if measure.after is not None and measure.within_days is None:
                zh, en = "没有说明此前措施的有效期", "no time for which the measure before counts"
                yield finding(("measures", name, "within_days"), "sanction_without_period", zh, en)
