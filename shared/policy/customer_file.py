"""The chapter on the customer's file: fresh, complete, archived, kept for a time (S3-08, S4-09 … S4-12)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, PERCENT, YEARS, Label
from shared.policy.rule import Chapter, Finding, Frozen, Rule, Slug, finding

STALE_DAYS_MAX = 3_650
YEARS_MAX = 100
WARN_DAYS = 30
WARN_DAYS_MAX = 180
DECISIONS_YEARS_MIN = 3
"""The Personal Information Protection Law, article 56: records of automated decisions, at least so long."""


class Staleness(Rule):
    """A section not looked at for `days` is listed for review; `sections` have their own time."""

    days: Annotated[int, Label("栏目复核期限", "sections are stale after", DAYS, 1, STALE_DAYS_MAX)]
    sections: Annotated[
        Mapping[Slug, int],
        Label("个别栏目复核期限", "stale after", DAYS, 1, STALE_DAYS_MAX, keys={}),
    ]


class Completeness(Rule):
    """A file under this share of its weighted sections is listed as incomplete."""

    target: Annotated[float, Label("完整度目标", "target", PERCENT, 1, 100)]


class Archiving(Rule):
    """After so many years without any fact a file is archived: kept, searchable, no longer worked.

    It is listed `warn_days` before that, so that somebody may call.
    """

    years: Annotated[int, Label("归档期限（无接触）", "archived after, without contact", YEARS, 1, YEARS_MAX)]
    warn_days: Annotated[int, Label("归档前预告", "announced before", DAYS, 1, WARN_DAYS_MAX)] = WARN_DAYS


class Retention(Rule):
    """For so many years, counted as the reason says, the data is kept; after that nobody needs it.

    Nothing of it is erased: it stands in events and topics as it was said.
    """

    years: Annotated[int, Label("保存期限", "{of} are kept for", YEARS, 1, YEARS_MAX, by_people=True)]


class PersonalRetention(Rule):
    """So many years after its consent ended, what was recorded under it is erased for good."""

    years: Annotated[int, Label("保存期限", "{of} are kept for", YEARS, 1, YEARS_MAX)]


class RetentionClasses(Frozen):
    """The retention classes; every stored personal fact belongs to one."""

    contracts: Retention
    decisions: Retention
    personal: PersonalRetention


class CustomerFileChapter(Chapter):
    """What keeps the file worth trusting, and what ends it."""

    staleness: Staleness
    completeness: Completeness
    archiving: Archiving
    retention: RetentionClasses

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        if self.retention.decisions.years < DECISIONS_YEARS_MIN:
            zh = f"自动化决策记录依法至少保存 {DECISIONS_YEARS_MIN} 年"
            en = f"records of automated decisions are kept at least {DECISIONS_YEARS_MIN} years by law"
            yield finding(("retention", "decisions", "years"), "retention_unlawful", zh, en)
