"""Fields of a section of the book, written short: each function returns the JSON Schema of one field.

What they may be is what `json_schema` admits.
"""

from collections.abc import Mapping
from typing import TypeAlias

from pydantic import JsonValue

from shared.policy.schema_words import CHOICES, MASKED, TITLE_ZH

Schema: TypeAlias = dict[str, JsonValue]

TEXT_LENGTH = 2_000
NAME_LENGTH = 200
ROWS = 20
"""Texts in a list or rows in a table: more than anybody reads before a visit."""


def document(required: tuple[str, ...] = (), **fields: Schema) -> Schema:
    """Return a section of those fields."""
    return _object(required, fields)


def text(zh: str, en: str, *, masked: bool = False, length: int = TEXT_LENGTH) -> Schema:
    """Return a text; a masked one is shown only to those who work with the customer."""
    return _titled("string", zh, en, masked=masked) | {"maxLength": length}


def name(zh: str, en: str, *, masked: bool = False) -> Schema:
    """Return a short text, such as what somebody or something is called."""
    return text(zh, en, masked=masked, length=NAME_LENGTH)


def texts(zh: str, en: str) -> Schema:
    """Return a list of texts."""
    items: Schema = {"type": "string", "maxLength": TEXT_LENGTH}
    return _titled("array", zh, en) | {"items": items, "maxItems": ROWS}


def choice(zh: str, en: str, words: Mapping[str, str]) -> Schema:
    """Return one of the words, each with what it says in Chinese; its own name says it in English."""
    said: Schema = {word: {"zh": chinese, "en": word.replace("_", " ")} for word, chinese in words.items()}
    return _titled("string", zh, en) | {"enum": list(words), CHOICES: said}


def number(zh: str, en: str, least: int, most: int) -> Schema:
    """Return a number between the two."""
    return _titled("number", zh, en) | {"minimum": least, "maximum": most}


def yes_no(zh: str, en: str) -> Schema:
    """Return yes or no."""
    return _titled("boolean", zh, en)


def day(zh: str, en: str) -> Schema:
    """Return a date."""
    return _titled("string", zh, en) | {"format": "date"}


def table(zh: str, en: str, required: tuple[str, ...], **fields: Schema) -> Schema:
    """Return rows of those fields."""
    return _titled("array", zh, en) | {"items": _object(required, fields), "maxItems": ROWS}


def _object(required: tuple[str, ...], fields: Mapping[str, Schema]) -> Schema:
    needed: Schema = {"required": list(required)} if required else {}
    return {"type": "object", "additionalProperties": False, "properties": dict(fields), **needed}


def _titled(kind: str, zh: str, en: str, *, masked: bool = False) -> Schema:
    return {"type": kind, "title": en, TITLE_ZH: zh} | ({MASKED: True} if masked else {})
