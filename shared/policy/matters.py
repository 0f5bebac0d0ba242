"""The chapter of matters 事项: what is raised and must end in a visible outcome (S3-14, S5-06, S8-07)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import ANY, DAYS, MATTERS, Label
from shared.policy.names import ROLE_WORDS, Party, Role
from shared.policy.rule import Chapter, Finding, Rule, Slug, finding
from shared.policy.working_time import DURATION_DAYS_MAX, WorkingDuration

KINDS_MAX = 30
CATEGORIES_MAX = 40
STEPS_MAX = 20

COMPLAINT = "complaint"
"""A kind of its own, with two clocks by severity: the chapter of complaints."""


class MatterCategory(Rule):
    """A category of a kind, such as a type of obstacle: ended `within` so long, or `told` hears of it."""

    within: Annotated[WorkingDuration, Label("办结时限", "to be closed within")]
    told: Annotated[Party | None, Label("逾期上报", "told when it is late", words=ROLE_WORDS)] = None


class MatterStep(Rule):
    """Something done on the way and written down; without a `required` one nothing is closed."""

    required: Annotated[bool, Label("必经步骤", "required")] = True
    taken_by: Annotated[Role | None, Label("由此角色办理", "only by", words=ROLE_WORDS)] = None


class MatterKind(Rule):
    """One kind: its categories with their clocks, its steps, and what ends it.

    `closed_by` are the roles that close it; none: whoever meets customers. `needs_change`: it is closed
    with the change that it brought (S6-11). `measures` is the kind of matter in which it may result. The
    clock may be stopped for `pause_days` at a time, and what returns within `reopen_days` was not solved.
    """

    categories: Mapping[Slug, MatterCategory]
    steps: Mapping[Slug, MatterStep]
    closed_by: Annotated[tuple[Role, ...], Label("结案角色", "closed only by", words=ROLE_WORDS)] = ()
    needs_change: Annotated[bool, Label("须写明带来的改变", "closed with the change it brought")] = False
    measures: Annotated[Slug | None, Label("引出的事项", "results in", named_in=MATTERS)] = None
    pause_days: Annotated[int, Label("每次最多暂停", "stopped for at most", DAYS, 0, DURATION_DAYS_MAX)] = 0
    reopen_days: Annotated[int, Label("重新提出期限", "may be reopened for", DAYS, 0, DURATION_DAYS_MAX)] = 0

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand, seen alone."""
        if not 1 <= len(self.categories) <= CATEGORIES_MAX:
            zh, en = f"须有 1 至 {CATEGORIES_MAX} 类", f"needs 1 to {CATEGORIES_MAX} categories"
            yield finding(("categories",), "matter_size", zh, en)
        if len(self.steps) > STEPS_MAX:
            yield finding(("steps",), "matter_size", f"最多 {STEPS_MAX} 步", f"more than {STEPS_MAX} steps")


class MatterChapter(Chapter):
    """The kinds by slug; a low score of a customer's answer opens one of `low_score` (S3-14)."""

    kinds: Mapping[Slug, MatterKind]
    low_score: Annotated[Slug, Label("低分立案为", "a low score opens", named_in=MATTERS)]
    low_score_category: Annotated[
        Slug, Label("低分立案类别", "of the category", named_in=(*MATTERS, ANY, "categories"))
    ]

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand: also kinds and categories that are named and not declared."""
        if len(self.kinds) > KINDS_MAX:
            yield finding(("kinds",), "too_many_matters", f"最多 {KINDS_MAX} 种", f"more than {KINDS_MAX}")
        if COMPLAINT in self.kinds:
            zh, en = "投诉由投诉一章规定", "complaints are of another chapter"
            yield finding(("kinds", COMPLAINT), "kind_name_taken", zh, en)
        for slug, kind in self.kinds.items():
            for found in kind.findings():
                yield found.under("kinds", slug)
            if kind.measures is not None and kind.measures not in self.kinds:
                yield _unknown(("kinds", slug, "measures"), kind.measures)
        opened = self.kinds.get(self.low_score)
        if opened is None:
            yield _unknown(("low_score",), self.low_score)
        elif self.low_score_category not in opened.categories:
            yield _unknown(("low_score_category",), self.low_score_category)


def _unknown(path: tuple[str, ...], name: str) -> Finding:
    return finding(path, "matter_unknown", f"未知的事项或类别 {name}", f"unknown kind or category {name}")
