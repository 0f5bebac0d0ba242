"""A value of a form as people write it, and what they wrote as a value."""

import re
from math import isfinite
from typing import Any

from services.leads.customer.sheet.layout import Entry
from shared.policy.rule import Language

YES, NO = "√", "×"
_YES = frozenset({YES, "✓", "有", "是", "yes", "y", "true"})
_NO = frozenset({NO, "✗", "无", "否", "no", "n", "false"})
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?", re.ASCII)
"""A day as people and spreadsheets write it."""
_NUMBER = re.compile(r"[+-]?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE_MAX = 2**53
"""Larger whole numbers are not the same in every reader of JSON."""


def written(entry: Entry, value: Any, language: Language) -> str:
    """Return one value as it stands on the form."""
    if isinstance(value, bool):
        return YES if value else NO
    choice = entry.choices.get(value) if isinstance(value, str) else None
    return choice.in_language(language) if choice else str(value)


def read(entry: Entry, cell: str, language: Language) -> Any:
    """Return what was written; what cannot be read stays text, for the declaration to refuse."""
    if entry.choices:
        words = {word.in_language(language): value for value, word in entry.choices.items()}
        return words.get(cell.strip(), cell.strip())
    match entry.kind:
        case "yes_no":
            said = cell.strip().lower()
            return True if said in _YES else False if said in _NO else cell
        case "whole" | "number":
            return _number(cell, whole=entry.kind == "whole")
        case "day":
            day = _DAY.fullmatch(cell.strip())
            return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else cell
        case _:
            return cell


def _number(cell: str, *, whole: bool) -> Any:
    plain = cell.strip().replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return cell
    number = float(plain)
    if whole:
        return int(number) if number.is_integer() and abs(number) < _WHOLE_MAX else cell
    return number if isfinite(number) else cell
