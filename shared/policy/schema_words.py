"""The JSON Schema of an own section in one language: as a document, and in words to print and compare."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

from shared.policy.rule import Language, Text

TITLE_ZH = "x-title-zh"
MASKED = "x-masked"
CHOICES = "x-choices"
"""What each word of an `enum` means: `{"high": {"zh": "高", "en": "high"}}`."""

KINDS: Mapping[str, Text] = {
    "string": Text(zh="文本", en="text"),
    "integer": Text(zh="整数", en="whole number"),
    "number": Text(zh="数", en="number"),
    "boolean": Text(zh="是或否", en="yes or no"),
    "array": Text(zh="列表", en="list"),
    "date": Text(zh="日期", en="date"),
    "date-time": Text(zh="时间", en="time"),
    "email": Text(zh="电子邮箱", en="e-mail"),
}
BOUNDS: Mapping[str, Text] = {
    "minLength": Text(zh="至少 {} 字", en="at least {} characters"),
    "maxLength": Text(zh="最多 {} 字", en="at most {} characters"),
    "minimum": Text(zh="不小于 {}", en="from {}"),
    "maximum": Text(zh="不大于 {}", en="up to {}"),
    "minItems": Text(zh="至少 {} 项", en="at least {}"),
    "maxItems": Text(zh="最多 {} 项", en="at most {}"),
}
_REQUIRED = Text(zh="必填", en="required")
_CONFIDENTIAL = Text(zh="保密", en="confidential")
_ONE_OF = Text(zh="选项：{}", en="one of {}")

Schema = Mapping[str, Any]


def in_one_language(schema: Schema, language: Language) -> dict[str, JsonValue]:
    """Return the same schema with titles and the words of choices in `language` alone."""
    shown = {name: _shown(part, language) for name, part in schema.items() if name != TITLE_ZH}
    if language == "zh-CN" and TITLE_ZH in schema:
        shown["title"] = schema[TITLE_ZH]
    if CHOICES in schema:
        shown[CHOICES] = _choices(schema, language)
    return shown


def said_schema(schema: Schema, language: Language) -> str:
    """Return in words what the schema's fields are, each by its title with its kind and bounds."""
    required = frozenset(schema.get("required", ()))
    fields = [
        _title(field, language)
        + _in_brackets(_about(field, language, is_required=name in required), language)
        for name, field in schema.get("properties", {}).items()
    ]
    return ("；" if language == "zh-CN" else "; ").join(fields)


def _shown(part: Any, language: Language) -> Any:
    return in_one_language(part, language) if isinstance(part, Mapping) else part


def _title(field: Schema, language: Language) -> str:
    return str(field[TITLE_ZH] if language == "zh-CN" else field["title"])


def _about(field: Schema, language: Language, *, is_required: bool) -> Iterator[str]:
    yield KINDS[field.get("format", field["type"])].in_language(language)
    if is_required:
        yield _REQUIRED.in_language(language)
    if field.get(MASKED):
        yield _CONFIDENTIAL.in_language(language)
    for bound, words in BOUNDS.items():
        if bound in field:
            yield words.in_language(language).format(field[bound])
    if "enum" in field:
        choices, comma = _choices(field, language), "、" if language == "zh-CN" else ", "
        said = comma.join(str(choices.get(one, one)) for one in field["enum"])
        yield _ONE_OF.in_language(language).format(said)
    items = field.get("items", {})
    if "properties" in items:
        yield said_schema(items, language)
    elif items:
        yield from _about(items, language, is_required=False)


def _choices(field: Schema, language: Language) -> dict[str, JsonValue]:
    key = "zh" if language == "zh-CN" else "en"
    return {word: said[key] for word, said in field.get(CHOICES, {}).items()}


def _in_brackets(parts: Iterator[str], language: Language) -> str:
    return f"（{'，'.join(parts)}）" if language == "zh-CN" else f" ({', '.join(parts)})"
