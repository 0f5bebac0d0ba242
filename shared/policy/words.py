"""Values of the book in words: amounts with their unit, names as they are said, in both languages."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from shared.policy.label import HOURS, Label, Unit
from shared.policy.names import NOTHING, YES_NO
from shared.policy.rule import Language, Text
from shared.policy.schema_words import said_schema
from shared.policy.working_time import WorkingDuration

_WORKING_DAYS = Unit("个工作日", "working day", "working days")
_CHINESE = r"[\u3400-\u9fff]"
_SEAM = re.compile(rf"(?<={_CHINESE})(?=[A-Za-z0-9-])|(?<=[A-Za-z0-9%])(?={_CHINESE})")


def said(value: Any, label: Label, language: Language) -> str:
    """Return `value` as people say it, without markup."""
    if value is None or (isinstance(value, tuple | frozenset | Mapping | str) and not value):
        return NOTHING.in_language(language)
    if isinstance(value, tuple | frozenset):
        ordered = sorted(value) if isinstance(value, frozenset) else value
        comma = "、" if language == "zh-CN" else ", "
        return comma.join(said(part, label, language) for part in ordered)
    if isinstance(value, Text):
        return value.in_language(language)
    return _scalar(value, label, language)


def in_quotes(value: Any, label: Label, language: Language) -> str:
    """Return `value` as people say it inside a sentence: free texts stand in quotes."""
    told = said(value, label, language)
    if not told or not isinstance(value, Text | str) or (isinstance(value, str) and label.words):
        return told
    return f"“{told}”" if language == "zh-CN" else f'"{told}"'


def run_together(*parts: str) -> str:
    """Return Chinese text of `parts`, with a space between Chinese and Latin letters or digits."""
    return _SEAM.sub(" ", "".join(parts))


def _duration(value: WorkingDuration, language: Language) -> str:
    if value.hours is not None:
        return _amount(value.hours, HOURS, language)
    return _amount(value.days or 0, _WORKING_DAYS, language)


def _amount(number: float, unit: Unit | None, language: Language) -> str:
    plain = f"{number:.6f}".rstrip("0").rstrip(".") if isinstance(number, float) else str(number)
    if unit is None:
        return plain
    if language == "zh-CN":
        return f"{plain} {unit.zh}"
    return f"{plain} {unit.one if number == 1 else unit.many}"


def _scalar(value: Any, label: Label, language: Language) -> str:
    match value:
        case bool():
            return YES_NO[value].in_language(language)
        case WorkingDuration():
            return _duration(value, language)
        case int() | float():
            return _amount(value, label.unit, language)
        case str():
            word = (label.words or {}).get(value)
            return word.in_language(language) if word else value
        case Mapping():
            return said_schema(value, language)
    return str(value.isoformat()) if isinstance(value, date) else str(value)
