"""The chapter of plans 计划: what a plan of each kind must say before it is approved (S3-02, S3-03, S9-09).

Parts and points are the company's own: another company asks for others, and a new kind of plan is an entry
here and nothing else.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, HOURS, Label, Unit
from shared.policy.names import ROLE_WORDS, Role
from shared.policy.obligations import unordered_warnings
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.working_time import DURATION_HOURS_MAX

KINDS_MAX = 30
PARTS_MAX = 12
POINTS_MAX = 12
GOALS_MAX = 20
NODES_MAX = 50
REVIEW_DAYS_MAX = 1_100

GOALS = Unit("项", "goal", "goals")
NODES = Unit("个", "time node", "time nodes")

ABOUT: Mapping[str, Text] = {
    "company": Text(zh="全公司", en="the whole company"),
    "target_group": Text(zh="一个目标客户群体", en="one target group"),
    "customer": Text(zh="一个客户或集团", en="one customer or group"),
}
"""What a plan is about."""

MEASURES: Mapping[str, Text] = {
    "market_share": Text(zh="市场份额", en="market share"),
    "sales": Text(zh="销售目标", en="sales target"),
    "added_revenue": Text(zh="增加的收入", en="added revenue"),
    "customers": Text(zh="客户数量", en="number of customers"),
    "satisfaction": Text(zh="客户满意度", en="customer satisfaction"),
}
"""What a goal is measured in: money in minor units, shares and satisfaction in hundredths of a percent."""


class PlanPoint(Rule):
    """Something that a part must say."""


class PlanPart(Rule):
    """One part of a plan, with the points that it must have."""

    points: Mapping[Slug, PlanPoint]


class PlanKind(Rule):
    """One kind of plan: what it is about, what it must have, who approves it, when it is looked at again.

    A goal for each of `measures` is needed, and `goals` and `time_nodes` at least. Whoever owes a time node
    is warned `warn_before` it. Market information is taken up again every `review_days` (S3-05).
    """

    about: Annotated[str, Label("对象", "about", words=ABOUT)]
    parts: Mapping[Slug, PlanPart]
    measures: Annotated[tuple[str, ...], Label("必备目标", "needed goals", words=MEASURES)] = ()
    goals: Annotated[int, Label("目标至少", "goals at least", GOALS, 0, GOALS_MAX)] = 0
    time_nodes: Annotated[int, Label("时间节点至少", "time nodes at least", NODES, 0, NODES_MAX)] = 0
    approver: Annotated[Role, Label("批准人", "approved by", words=ROLE_WORDS)]
    warn_before: Annotated[
        tuple[int, ...], Label("节点提前提醒", "warned before a time node", HOURS, 1, DURATION_HOURS_MAX)
    ] = ()
    review_days: Annotated[
        int | None, Label("市场信息复核间隔", "reviewed every", DAYS, 1, REVIEW_DAYS_MAX)
    ] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        if self.about not in ABOUT:
            zh, en = f"未知的对象 {self.about}", f"a plan about an unknown {self.about}"
            yield finding(("about",), "subject_unknown", zh, en)
        yield from unordered_warnings(self.warn_before)
        for name in sorted(set(self.measures) - set(MEASURES)):
            zh, en = f"未知的目标 {name}", f"unknown measure {name}"
            yield finding(("measures",), "measure_unknown", zh, en)
        if len(self.parts) > PARTS_MAX:
            yield finding(("parts",), "plan_size", f"最多 {PARTS_MAX} 部分", f"more than {PARTS_MAX} parts")
        for slug, part in self.parts.items():
            if not 1 <= len(part.points) <= POINTS_MAX:
                zh, en = f"须有 1 至 {POINTS_MAX} 个要点", f"needs 1 to {POINTS_MAX} points"
                yield finding(("parts", slug, "points"), "plan_size", zh, en)


class PlanChapter(Chapter):
    """The kinds of plans by slug."""

    kinds: Mapping[Slug, PlanKind]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if len(self.kinds) > KINDS_MAX:
            yield finding(("kinds",), "plan_size", f"最多 {KINDS_MAX} 种", f"more than {KINDS_MAX} kinds")
        for slug, kind in self.kinds.items():
            for found in kind.findings():
                yield found.under("kinds", slug)
