"""The JSON Schema (2020-12) that a company may write for its own sections: flat, titled and bounded.

One object of named fields: text, numbers, yes or no, one of a list, a list of texts, or a table of
rows. No references, no patterns and nothing that grows: such a schema is checked, shown as a form and
stored in time and space that the document itself bounds.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from shared.policy.rule import Finding, finding
from shared.policy.schema_words import CHOICES, MASKED, TITLE_ZH

DOCUMENT_BYTES_MAX = 32_768
FIELDS_MAX = 60
CHOICES_MAX = 100
TEXT_LENGTH_MAX = 10_000
ITEMS_MAX = 500
FIELD_NAME_MAX = 64

_COMMON = frozenset({"type", "title", TITLE_ZH, "description", MASKED})
_ALLOWED: Mapping[str, frozenset[str]] = {
    "string": frozenset({"maxLength", "minLength", "enum", "format", CHOICES}),
    "integer": frozenset({"minimum", "maximum"}),
    "number": frozenset({"minimum", "maximum"}),
    "boolean": frozenset(),
    "array": frozenset({"items", "maxItems", "minItems"}),
}
_OF_OBJECT = frozenset({"$schema", "type", "title", "properties", "required", "additionalProperties"})
_SPOKEN = ("zh", "en")
_FORMATS = frozenset({"date", "date-time", "email"})
DIALECT = "https://json-schema.org/draft/2020-12/schema"

Path = tuple[str, ...]


def schema_findings(schema: Mapping[str, JsonValue], path: Path) -> Iterator[Finding]:
    """Yield what is not of the allowed part of JSON Schema, each at its place under `path`."""
    size = len(json.dumps(schema, ensure_ascii=False).encode())
    if size > DOCUMENT_BYTES_MAX:
        zh, en = f"文档 {size} 字节，最多 {DOCUMENT_BYTES_MAX}", f"{size} bytes, at most {DOCUMENT_BYTES_MAX}"
        yield finding(path, "schema_too_large", zh, en)
        return
    if schema.get("$schema", DIALECT) != DIALECT:
        yield finding((*path, "$schema"), "schema_dialect", "须为 2020-12 版", "must be draft 2020-12")
    yield from _object(schema, path, rows=True)


def _object(schema: Mapping[str, Any], path: Path, *, rows: bool) -> Iterator[Finding]:
    yield from _unknown(schema, _OF_OBJECT | _COMMON, path)
    if schema.get("type") != "object":
        yield finding((*path, "type"), "schema_type", "须为 object", "must be object")
    if schema.get("additionalProperties") is not False:
        zh, en = "须为 false：未声明的字段不予保存", "must be false: no field is stored undeclared"
        yield finding((*path, "additionalProperties"), "schema_open", zh, en)
    fields = schema.get("properties")
    if not isinstance(fields, dict) or not 1 <= len(fields) <= FIELDS_MAX:
        zh, en = f"须有 1 至 {FIELDS_MAX} 个字段", f"needs 1 to {FIELDS_MAX} fields"
        yield finding((*path, "properties"), "schema_fields", zh, en)
        return
    for name, field in fields.items():
        yield from _field(name, field, (*path, "properties", name), rows=rows)
    yield from _required(schema.get("required", []), fields, (*path, "required"))


def _required(names: Any, fields: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    if not isinstance(names, list):
        yield finding(path, "schema_required", "须为列表", "must be a list")
        return
    for name in names:
        if not isinstance(name, str) or name not in fields:
            yield finding(path, "schema_required", f"未声明的字段 {name}", f"undeclared field {name}")


def _field(name: str, field: Any, path: Path, *, rows: bool) -> Iterator[Finding]:
    if not (name.isascii() and name.isidentifier() and len(name) <= FIELD_NAME_MAX):
        zh, en = "字段名须为字母、数字和下划线", "a name of letters, digits and underscores"
        yield finding(path, "schema_name", zh, en)
    kind = field.get("type") if isinstance(field, dict) else None
    if not isinstance(kind, str) or kind not in _ALLOWED:
        kinds = ", ".join(_ALLOWED)
        yield finding((*path, "type"), "schema_type", f"须为 {kinds} 之一", f"must be one of {kinds}")
        return
    yield from _unknown(field, _ALLOWED[kind] | _COMMON, path)
    for title in ("title", TITLE_ZH):
        if not (isinstance(field.get(title), str) and field[title].strip()):
            yield finding((*path, title), "schema_untitled", "缺少名称", "needs a title")
    yield from _text(field, path) if kind == "string" else ()
    yield from _array(field, path, rows=rows) if kind == "array" else ()


def _text(field: Mapping[str, Any], path: Path) -> Iterator[Finding]:
    if "enum" in field:
        choices = field["enum"]
        valid = isinstance(choices, list) and all(isinstance(choice, str) for choice in choices)
        if not valid or not 1 <= len(choices) <= CHOICES_MAX:
            zh, en = f"须为 1 至 {CHOICES_MAX} 个文本", f"needs 1 to {CHOICES_MAX} texts"
            yield finding((*path, "enum"), "schema_choices", zh, en)
        elif not _is_said(field.get(CHOICES, {}), choices):
            zh, en = "每个选项须有中文和英文名称", "each choice needs its words in both languages"
            yield finding((*path, CHOICES), "schema_choices", zh, en)
        return
    shape = field.get("format", "date")
    if not isinstance(shape, str) or shape not in _FORMATS:
        formats = ", ".join(sorted(_FORMATS))
        yield finding((*path, "format"), "schema_format", f"须为 {formats} 之一", f"must be one of {formats}")
    if "format" not in field:
        yield from _bound(field, "maxLength", TEXT_LENGTH_MAX, path)


def _is_said(words: Any, choices: Sequence[str]) -> bool:
    """Return whether the words, if there are any, say each choice and nothing else in both languages."""
    if not isinstance(words, Mapping) or (words and set(words) != set(choices)):
        return False
    said = [one.get(key) if isinstance(one, Mapping) else None for one in words.values() for key in _SPOKEN]
    return all(isinstance(text, str) and text.strip() for text in said)


def _array(field: Mapping[str, Any], path: Path, *, rows: bool) -> Iterator[Finding]:
    yield from _bound(field, "maxItems", ITEMS_MAX, path)
    items = field.get("items")
    if rows and isinstance(items, dict) and items.get("type") == "object":
        yield from _object(items, (*path, "items"), rows=False)
    elif isinstance(items, dict) and items.get("type") == "string":
        yield from _unknown(items, _ALLOWED["string"] | _COMMON, (*path, "items"))
        yield from _text(items, (*path, "items"))
    else:
        zh, en = "须为文本列表或一层表格", "must be a list of texts, or a table of plain fields"
        yield finding((*path, "items"), "schema_items", zh, en)


def _bound(field: Mapping[str, Any], name: str, most: int, path: Path) -> Iterator[Finding]:
    value = field.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:
        zh, en = f"须为 1 至 {most} 的整数", f"must be a whole number from 1 to {most}"
        yield finding((*path, name), "schema_unbounded", zh, en)


def _unknown(schema: Mapping[str, Any], allowed: frozenset[str], path: Path) -> Iterator[Finding]:
    for keyword in sorted(set(schema) - allowed):
        yield finding(
            (*path, keyword), "schema_keyword", f"不支持的关键字 {keyword}", f"unsupported keyword {keyword}"
        )
