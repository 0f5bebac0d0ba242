"""The chapter of obligations 应办: what is owed when, by whom, and who hears of it when it is not done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Annotated

from shared.policy.calendar import CalendarChapter
from shared.policy.condition import refusals
from shared.policy.facts import CUSTOMER
from shared.policy.label import HOURS, LADDER, Label
from shared.policy.names import ROLE_WORDS, Party, cycle
from shared.policy.rule import Chapter, Finding, Rule, Slug, Text, finding
from shared.policy.working_time import DURATION_HOURS_MAX, WorkingDuration, add

RULES_MAX = 200
STEPS_MAX = 50

MET_BY: Mapping[str, Text] = {
    "contact_logged": Text(zh="登记有效接触", en="a logged contact with effect"),
    "visit_logged": Text(zh="登记拜访", en="a logged visit"),
    "owner_named": Text(zh="指定负责人", en="a named owner"),
    "team_named": Text(zh="指定服务团队", en="a named service team"),
    "plan_revised": Text(zh="调整计划", en="a revised plan"),
    "contract_signed": Text(zh="签订合同", en="a signed contract"),
    "file_reviewed": Text(zh="复核档案", en="a reviewed file"),
    "survey_answered": Text(zh="完成调查", en="an answered survey"),
    "care_given": Text(zh="登记关怀", en="recorded care"),
    "obstacle_removed": Text(zh="消除阻碍因素", en="a removed obstacle"),
}
"""What can meet an obligation; every kind is a recorded fact."""

OTHER_RULES = frozenset(
    {
        "by_hand",
        "first_contact",
        "contact_interval",
        "visit_interval",
        "survey_interval",
        "survey_after_complaint",
        "survey_after_delivery",
        "plan_revision",
    }
)
"""Rules of obligations that are not of this chapter: what a person opens, and what other chapters ask for."""


OF_FORMS, OF_KINDS = "form_", "kind_"
"""How the rules of forms, and of kinds of contacts, that staff owe begin: what those chapters ask for."""
OF_CHAPTERS = (OF_FORMS, OF_KINDS)


class LadderStep(Rule):
    """So long after the obligation fell due `to` is told, and then the step `next`, if there is one."""

    to: Annotated[Party, Label("上报对象", "told to", words=ROLE_WORDS)]
    after: Annotated[WorkingDuration, Label("逾期后", "after")]
    next: Annotated[Slug | None, Label("下一级", "next step", named_in=LADDER)] = None


class ObligationRule(Rule):
    """While `when` holds for a customer, `owner` owes what `met_by` records, `due` after it began to hold.

    The owner is warned `warn_before` the due time; after it the ladder starts at `escalation`.
    """

    when: Annotated[str, Label("触发条件", "owed when", speaks=CUSTOMER)]
    owner: Annotated[Party, Label("承办人", "owed by", words=ROLE_WORDS)]
    due: Annotated[WorkingDuration, Label("办理时限", "due within")]
    warn_before: Annotated[
        tuple[int, ...], Label("提前提醒", "warned before", HOURS, 1, DURATION_HOURS_MAX)
    ] = ()
    escalation: Annotated[Slug | None, Label("逾期上报", "escalated by", named_in=LADDER)] = None
    met_by: Annotated[str, Label("完成标志", "met by", words=MET_BY)]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        yield from refusals(("when",), self.when, CUSTOMER)
        if self.met_by not in MET_BY:
            zh, en = f"未知的完成标志 {self.met_by}", f"unknown act {self.met_by}"
            yield finding(("met_by",), "act_unknown", zh, en)
        yield from unfit_warnings(self.warn_before, self.due)


def unordered_warnings(warn_before: Sequence[int]) -> Iterator[Finding]:
    """Yield what cannot stand of warnings so many hours before something."""
    if any(later >= sooner for sooner, later in pairwise(warn_before)):
        zh, en = "提醒时间必须逐次减小", "each warning must come after the one before"
        yield finding(("warn_before",), "steps_out_of_order", zh, en)


def unfit_warnings(warn_before: Sequence[int], due: WorkingDuration) -> Iterator[Finding]:
    """Yield what cannot stand of warnings so many hours before something that is owed for `due`."""
    yield from unordered_warnings(warn_before)
    if warn_before and max(warn_before) >= due.longest_hours:
        zh, en = "提醒早于应办事项的开始", "warned before it is owed"
        yield finding(("warn_before",), "warning_before_start", zh, en)


class ObligationChapter(Chapter):
    """The rules, and the steps of the ladders that they climb."""

    rules: Mapping[Slug, ObligationRule]
    ladder: Mapping[Slug, LadderStep]

    def climbed(
        self, start: str | None, due_at: datetime, calendar: CalendarChapter
    ) -> Iterator[tuple[str, str, datetime]]:
        """Yield each step from `start` on: its name, who is told, and when; no book has cycles.

        Each is counted from the one before, the first from `due_at`. Raises `NoWorkingDay`.
        """
        at, name = due_at, start
        while name is not None:
            step = self.ladder[name]
            at = add(at, step.after, calendar)
            yield name, step.to, at
            name = step.next

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: also steps that do not exist, and ladders without an end."""
        for field, given, most in (("rules", self.rules, RULES_MAX), ("ladder", self.ladder, STEPS_MAX)):
            if len(given) > most:
                yield finding((field,), "too_many_obligations", f"最多 {most} 项", f"more than {most}")
        for slug, rule in self.rules.items():
            if slug in OTHER_RULES or slug.startswith(OF_CHAPTERS):
                zh, en = (
                    f"名称 {slug} 已用于其他章节的应办事项",
                    f"{slug} names what another chapter asks for",
                )
                yield finding(("rules", slug), "rule_name_taken", zh, en)
            for found in rule.findings():
                yield found.under("rules", slug)
            if rule.escalation is not None and rule.escalation not in self.ladder:
                yield _unknown_step(("rules", slug, "escalation"), rule.escalation)
        following: dict[str, str | None] = {slug: step.next for slug, step in self.ladder.items()}
        for slug, step in self.ladder.items():
            path = ("ladder", slug, "next")
            if step.next is not None and step.next not in self.ladder:
                yield _unknown_step(path, step.next)
            if cycle(slug, following)[:1] == (slug,):
                round_ = " -> ".join(cycle(slug, following))
                zh, en = f"逾期上报循环：{round_}", f"an escalation without an end: {round_}"
                yield finding(path, "escalation_cycle", zh, en)


def _unknown_step(path: tuple[str, ...], name: str) -> Finding:
    return finding(path, "escalation_unknown", f"未知的上报级 {name}", f"unknown step {name}")
