"""The effort chapter: how a salesperson's time is split in the new selling model (S9-06)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import PERCENT, Label
from shared.policy.names import unequal_names
from shared.policy.rule import OUR_DEFAULT, Chapter, Finding, Rule, Text, finding

EFFORTS: Mapping[str, Text] = {
    "trust": Text(zh="建立信任", en="build trust"),
    "needs": Text(zh="发现需求", en="discover needs"),
    "product": Text(zh="产品说明", en="explain the product"),
    "closing": Text(zh="促成交易", en="close the sale"),
}
"""What an effort may be spent on."""
PURPOSES: Mapping[str, Text] = {
    "learn_needs": Text(zh="了解需求", en="learn needs"),
    "promote": Text(zh="推介产品", en="promote"),
    "solve_problem": Text(zh="解决问题", en="solve a problem"),
    "handle_complaint": Text(zh="处理投诉", en="handle a complaint"),
    "advance_sale": Text(zh="推进销售", en="advance the sale"),
}
"""What a contact may be for (S6-05)."""
WHOLE = 100.0


class EffortShare(Rule):
    """One effort's share of all that is logged."""

    percent: Annotated[float, Label("时间占比", "share", PERCENT, 0, 100)]


class PurposeEffort(Rule):
    """What a contact of this purpose counts as; one of several purposes counts in equal parts."""

    effort: Annotated[str, Label("计入", "counts as", words=EFFORTS)]


def _counted(effort: str, purpose: str, zh: str, en: str) -> PurposeEffort:
    reason = Text(zh=zh, en=en)
    return PurposeEffort(title=PURPOSES[purpose], source=OUR_DEFAULT, reason=reason, effort=effort)


COUNTED: Mapping[str, PurposeEffort] = {
    "learn_needs": _counted("needs", "learn_needs", "目的即发现需求。", "That is what it is for."),
    "promote": _counted("product", "promote", "推介即说明产品。", "To promote is to explain the product."),
    "solve_problem": _counted(
        "trust", "solve_problem", "解决问题赢得信任。", "A problem solved earns trust."
    ),
    "handle_complaint": _counted(
        "trust", "handle_complaint", "妥善处理投诉重建信任。", "A complaint well handled rebuilds trust."
    ),
    "advance_sale": _counted("closing", "advance_sale", "推进销售即促成交易。", "It leads to the close."),
}
"""How purposes count where a book says nothing: those announced before purposes were counted do."""


class EffortChapter(Chapter):
    """The shares of all efforts, together the whole, and what each purpose of a contact counts as."""

    shares: Mapping[str, EffortShare]
    purposes: Mapping[str, PurposeEffort] = COUNTED

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        yield from unequal_names(("shares",), EFFORTS, self.shares, ("share", "时间占比", "share"))
        yield from unequal_names(("purposes",), PURPOSES, self.purposes, ("purpose", "计入的项目", "effort"))
        for purpose, counted in self.purposes.items():
            if counted.effort not in EFFORTS:
                zh, en = f"未知的项目 {counted.effort}", f"unknown effort {counted.effort}"
                yield finding(("purposes", purpose, "effort"), "effort_unknown", zh, en)
        total = sum(share.percent for share in self.shares.values())
        if round(total, 6) != WHOLE:
            zh, en = f"各项占比之和为 {total:g} %，应为 100 %", f"the shares sum to {total:g} %, not 100 %"
            yield finding(("shares",), "sum_not_100", zh, en)
