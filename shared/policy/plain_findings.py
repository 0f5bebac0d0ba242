"""What is wrong with single values, in any chapter: bounds, lengths, empty texts, clauses that are none."""

from collections.abc import Iterator

from pydantic import BaseModel

from shared.policy.rule import Finding, Rule, Text, finding, unknown_clauses
from shared.policy.walk import Path, Place, places, rules

RULES_MAX = 1_000
"""Rules of one chapter."""
TITLE_MAX = 300
TEXT_MAX = 3_000
"""Characters of a title, and of any other text, in either language."""
TOLD_MAX = 1e18
"""A number beyond it is told as this one."""


def plain_findings(chapter: BaseModel) -> Iterator[Finding]:
    """Yield what is wrong with the values of `chapter`, each seen alone."""
    found = list(rules(chapter))
    if len(found) > RULES_MAX:
        yield finding((), "too_many_rules", f"一章最多 {RULES_MAX} 条", f"more than {RULES_MAX} rules")
        return
    for path, rule in found:
        yield from _of_rule(path, rule)
    for place in places(chapter, Text(zh="", en="")):
        yield from _of_value(place)


def _of_rule(path: Path, rule: Rule) -> Iterator[Finding]:
    yield from _of_text((*path, "title"), rule.title, TITLE_MAX)
    yield from _of_text((*path, "reason"), rule.reason, TEXT_MAX)
    for clause in unknown_clauses(rule.source):
        yield finding((*path, "source"), "clause_unknown", f"没有条款 {clause}", f"no clause {clause}")


def _of_text(path: Path, text: Text, most: int) -> Iterator[Finding]:
    if not (text.zh.strip() and text.en.strip()):
        yield finding(path, "text_empty", "两种语言都须填写", "a text for each language")
    yield from _of_length(path, max(len(text.zh), len(text.en)), most)


def _of_length(path: Path, length: int, most: int) -> Iterator[Finding]:
    if length > most:
        yield finding(path, "text_too_long", f"超过 {most} 个字符", f"more than {most} characters")


def _of_value(place: Place) -> Iterator[Finding]:
    values = place.value if isinstance(place.value, tuple | frozenset) else (place.value,)
    for value in values:
        if isinstance(value, Text):
            yield from _of_text(place.path, value, TEXT_MAX)
        elif isinstance(value, str):
            yield from _of_length(place.path, len(value), TEXT_MAX)
        elif isinstance(value, int | float):
            yield from _beyond(place, value)


def _beyond(place: Place, value: float) -> Iterator[Finding]:
    least, most = place.label.least, place.label.most
    if least is not None and most is not None and not least <= value <= most:
        yield finding(
            place.path,
            "out_of_range",
            f"{place.label.zh}为 {_told(value)}，应在 {_told(least)} 至 {_told(most)} 之间",
            f"{_told(value)}, must be at least {_told(least)} and at most {_told(most)}",
        )


def _told(number: float) -> str:
    # JSON knows whole numbers that no float can hold; to a reader they are all just too large.
    return f"{min(max(number, -TOLD_MAX), TOLD_MAX):.12g}"
