"""The policy book in one language, as plain JSON values for people and pages."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, JsonValue

from shared.policy.book import PolicyBook
from shared.policy.rule import Language, Text
from shared.policy.schema_words import in_one_language
from shared.policy.sections import OwnSection


def readable(book: PolicyBook, language: Language) -> dict[str, JsonValue]:
    """Return the whole book with each text in `language`, of schemas too; what is absent is left out."""
    return {name: _shown(value, language) for name, value in book}


def _shown(value: Any, language: Language) -> JsonValue:
    match value:
        case Text():
            return value.in_language(language)
        case BaseModel():
            shown = {name: _shown(part, language) for name, part in value if part is not None}
            schema = value.document if isinstance(value, OwnSection) else None
            return shown if schema is None else shown | {"document": in_one_language(schema, language)}
        case Mapping():
            return {str(name): _shown(part, language) for name, part in value.items()}
        case frozenset() | tuple() | list():
            ordered = sorted(value) if isinstance(value, frozenset) else value
            return [_shown(part, language) for part in ordered]
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value.isoformat())
