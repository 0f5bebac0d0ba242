"""The chapter of forms 评价表: judgements at a time, filled in by staff or by a customer."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from shared.policy.label import DAYS, HOURS, MONTHS, PERCENT, POINTS, Label
from shared.policy.names import CLASS_WORDS, ROLE_WORDS, Role, TierClass
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.working_time import DURATION_HOURS_MAX

FORMS_MAX = 50
ITEMS_MAX = 60
SCALE_MAX = 100
INTERVAL_DAYS_MAX = 1_100
INTERVAL_MONTHS_MAX = 36
OWED_NAME_MAX = 58
"""Characters of the name of a form that is owed: its rule is called `form_` and that name."""
WHOLE = 100.0

AUDIENCES: Mapping[str, Text] = {
    "staff": Text(zh="员工", en="staff"),
    "customer": Text(zh="客户", en="customers"),
}


class Item(Rule):
    """One question; the title is its text. Scored from 1 to `scale`, of which it weighs `weight`.

    `warning_at`: an answer of so much or less raises `warning_sign`, which people see; `warning_from`:
    so does an answer of so much or more, where both ends are bad (S11-12: too small, too big). A weight
    of zero keeps the item out of every total. `improvement`: what to do where the answers are poor (S3-17).
    """

    scale: Annotated[int, Label("满分", "scale up to", POINTS, 2, SCALE_MAX)]
    weight: Annotated[float, Label("权重", "weight", PERCENT, 0, 100)]
    warning_at: Annotated[int | None, Label("预警线", "a warning at or under", POINTS, 1, SCALE_MAX)] = None
    warning_sign: Annotated[Text | None, Label("预警信号", "warning sign")] = None
    warning_from: Annotated[int | None, Label("上预警线", "a warning at or over", POINTS, 1, SCALE_MAX)] = (
        None
    )
    warning_from_sign: Annotated[Text | None, Label("上预警信号", "warning sign at the upper end")] = None
    improvement: Annotated[Text | None, Label("改进方向", "direction of improvement")] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if (self.warning_at is None) != (self.warning_sign is None):
            zh, en = "预警线与预警信号须同时填写", "a warning needs both its line and its sign"
            yield finding(("warning_at",), "warning_incomplete", zh, en)
        if (self.warning_from is None) != (self.warning_from_sign is None):
            zh, en = "上预警线与上预警信号须同时填写", "an upper warning needs both its line and its sign"
            yield finding(("warning_from",), "warning_incomplete", zh, en)
        if self.warning_at is not None and self.warning_at >= self.scale:
            yield finding(("warning_at",), "always_warns", "任何评分都会预警", "every answer would warn")
        if self.warning_from is not None and self.warning_from <= max(1, self.warning_at or 0):
            yield finding(("warning_from",), "always_warns", "任何评分都会预警", "every answer would warn")
        if self.warning_from is not None and self.warning_from > self.scale:
            yield finding(("warning_from",), "never_warns", "预警线高于满分", "the line is above the scale")


class Form(Rule):
    """Who fills it in, which role alone if it matters, how often, and for which share of the customers.

    Of staff, a form with an interval is owed anew after each answer; for customers of `owed_for` the first
    is owed, too (S6-10).
    """

    audience: Annotated[Literal["staff", "customer"], Label("填写人", "filled in by", words=AUDIENCES)]
    filled_by: Annotated[Role | None, Label("由此角色填写", "only by", words=ROLE_WORDS)] = None
    every_days: Annotated[int | None, Label("填写间隔", "every", DAYS, 1, INTERVAL_DAYS_MAX)] = None
    every_months: Annotated[int | None, Label("填写间隔", "every", MONTHS, 1, INTERVAL_MONTHS_MAX)] = None
    owed_for: Annotated[tuple[TierClass, ...], Label("须填写的客户等级", "owed for", words=CLASS_WORDS)] = ()
    sample: Annotated[float, Label("抽样比例", "asked of", PERCENT, 0.1, 100)] = 100.0
    items: Mapping[Slug, Item]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if not 1 <= len(self.items) <= ITEMS_MAX:
            zh, en = f"须有 1 至 {ITEMS_MAX} 项", f"needs 1 to {ITEMS_MAX} items"
            yield finding(("items",), "form_size", zh, en)
        total = sum(item.weight for item in self.items.values())
        if self.items and round(total, 6) != WHOLE:
            zh, en = f"权重之和为 {total:g} %，应为 100 %", f"the weights sum to {total:g} %, not 100 %"
            yield finding(("items",), "sum_not_100", zh, en)
        for slug, item in self.items.items():
            for found in item.findings():
                yield found.under("items", slug)
        if self.every_days is not None and self.every_months is not None:
            yield finding(("every_months",), "two_intervals", "填写间隔重复", "an interval is given twice")
        if self.owed_for and not self.is_owed:
            zh, en = (
                "须填写的评价表应由员工填写，并有间隔",
                "what is owed is filled in by staff at an interval",
            )
            yield finding(("owed_for",), "owed_without_interval", zh, en)

    @property
    def is_owed(self) -> bool:
        """Whether staff owe it at an interval."""
        return self.audience == "staff" and not (self.every_days is None and self.every_months is None)


class FormChapter(Chapter):
    """All forms by slug. Who owes one is warned `warn_before`; after it the ladder starts at `escalation`."""

    forms: Mapping[Slug, Form]
    warn_before: Annotated[
        tuple[int, ...], Label("提前提醒", "warned before", HOURS, 1, DURATION_HOURS_MAX)
    ] = (72,)
    escalation: Annotated[Slug | None, Label("逾期上报", "escalated by")] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if len(self.forms) > FORMS_MAX:
            zh, en = f"评价表最多 {FORMS_MAX} 个", f"more than {FORMS_MAX} forms"
            yield finding(("forms",), "too_many_forms", zh, en)
        for slug, form in self.forms.items():
            if form.is_owed and len(slug) > OWED_NAME_MAX:
                zh, en = f"名称最多 {OWED_NAME_MAX} 个字符", f"a name of at most {OWED_NAME_MAX} characters"
                yield finding(("forms", slug), "name_too_long", zh, en)
            for found in form.findings():
                yield found.under("forms", slug)
