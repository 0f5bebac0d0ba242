"""The effort chapter: how a salesperson's time is split in the new selling model (S9-06)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import PERCENT, Label
from shared.policy.names import unequal_names
from shared.policy.rule import Chapter, Finding, Rule, Text, finding

EFFORTS: Mapping[str, Text] = {
    "trust": Text(zh="建立信任", en="build trust"),
    "needs": Text(zh="发现需求", en="discover needs"),
    "product": Text(zh="产品说明", en="explain the product"),
    "closing": Text(zh="促成交易", en="close the sale"),
}
"""What an effort may be spent on; every kind of contact names one."""
WHOLE = 100.0


class EffortShare(Rule):
    """One effort's share of all that is logged."""

    percent: Annotated[float, Label("时间占比", "share", PERCENT, 0, 100)]


class EffortChapter(Chapter):
    """The shares of all efforts, together the whole."""

    shares: Mapping[str, EffortShare]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        yield from unequal_names(("shares",), EFFORTS, self.shares, ("share", "时间占比", "share"))
        total = sum(share.percent for share in self.shares.values())
        if round(total, 6) != WHOLE:
            zh, en = f"各项占比之和为 {total:g} %，应为 100 %", f"the shares sum to {total:g} %, not 100 %"
            yield finding(("shares",), "sum_not_100", zh, en)
