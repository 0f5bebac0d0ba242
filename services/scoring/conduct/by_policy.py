"""What the policy book says about conduct, in the words of the decider."""

from datetime import timedelta

from services.scoring.conduct.decide import Conditions, RuleUnknown
from services.scoring.conduct.events import Measure
from shared.policy import PolicyBook
from shared.policy.rule import unknown_clauses


def refuse_unknown_rule(chapter: str | None, clause: str | None, book: PolicyBook) -> None:
    """Return when the book has the chapter and a document the clause. Raises RuleUnknown."""
    if chapter is not None and chapter not in book.chapters():
        raise RuleUnknown(chapter=chapter, policy_version=book.version)
    if clause is not None and unknown_clauses(clause):
        raise RuleUnknown(clause=clause, policy_version=book.version)


def conditions_of(book: PolicyBook, measure: Measure) -> Conditions:
    """Return what the book asks of the measure (S6-13)."""
    rule = book.sanctions.measures[measure]
    before = book.sanctions.measures[rule.after].title if rule.after is not None else None
    return Conditions(
        policy_version=book.version,
        evidence=rule.evidence,
        after=rule.after,
        after_zh=before.zh if before else "",
        after_en=before.en if before else "",
        within=timedelta(days=rule.within_days) if rule.within_days is not None else None,
    )
