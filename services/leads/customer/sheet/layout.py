"""How a section's form is laid out: its parts, lines, fields and tables, read from its declaration.

The JSON Schema of a section says all that a form needs, for the declared ones and for a company's own.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from services.leads.customer.section import Part, Section
from shared.policy.rule import Language, Text
from shared.policy.schema_words import CHOICES, TITLE_ZH

Kind = Literal["text", "day", "whole", "number", "yes_no"]
_KINDS: Mapping[str, Kind] = {"integer": "whole", "number": "number", "boolean": "yes_no"}

AS_OF = Text(zh="截至", en="As of")
"""The label of the time since when the section says what it says."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the form: one value, `many` values, or a table of `columns`."""

    name: str
    title: Text
    kind: Kind
    choices: Mapping[str, Text]
    many: bool = False
    columns: "tuple[Entry, ...]" = ()

    def heads(self, language: Language) -> tuple[str, ...]:
        """Return the head of each column, no two the same."""
        titles = [column.title.in_language(language) for column in self.columns]
        return tuple(
            f"{title} ({column.name})" if titles.count(title) > 1 else title
            for title, column in zip(titles, self.columns, strict=True)
        )


@dataclass(frozen=True, slots=True)
class LaidPart:
    """A part of the form; the only one of a section that declares none has no title."""

    title: Text | None
    lines: tuple[tuple[Entry, ...], ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class Layout:
    """The form of a section."""

    title: Text
    parts: tuple[LaidPart, ...]

    @property
    def lines(self) -> Iterator[tuple[Entry, ...]]:
        """The lines of all parts, in order."""
        for part in self.parts:
            yield from part.lines

    def label(self, entry: Entry, language: Language) -> str:
        """Return what stands before the entry's value.

        What begins a line is called like nothing else on the form, so that a sheet can be read again.
        """
        title = entry.title.in_language(language)
        return f"{title} ({entry.name})" if self._is_taken(entry, title, language) else title

    def _is_taken(self, entry: Entry, title: str, language: Language) -> bool:
        if all(line[0] is not entry for line in self.lines):
            return False
        headings = (self.title, AS_OF, *(part.title for part in self.parts if part.title))
        first = Counter(line[0].title.in_language(language) for line in self.lines)
        first.update(heading.in_language(language) for heading in headings)
        return first[title] > 1


def layout_of(section: type[Section]) -> Layout:
    """Return the form of the section. Raises ValueError for parts that do not hold each field once."""
    schema = section.model_json_schema()
    entries = {
        name: _entry(name, field, schema.get("$defs", {})) for name, field in schema["properties"].items()
    }
    parts = section.ABOUT.parts
    if not parts:
        lines = tuple((entry,) for entry in entries.values())
        return Layout(section.ABOUT.title, (LaidPart(None, lines, None),))
    lines_named = [line for part in parts for line in part.lines]
    if Counter(name for line in lines_named for name in line) != Counter(entries.keys()):
        raise ValueError(f"the parts of {section.ABOUT.slug} name each of its fields once")
    if any(entries[name].many for line in lines_named if len(line) > 1 for name in line):
        raise ValueError(f"a list of {section.ABOUT.slug} has no line of its own")
    return Layout(section.ABOUT.title, tuple(_part(part, entries) for part in parts))


def _part(part: Part, entries: Mapping[str, Entry]) -> LaidPart:
    lines = tuple(tuple(entries[name] for name in line) for line in part.lines)
    return LaidPart(part.title, lines, part.note)


def _entry(name: str, field: Mapping[str, Any], defs: Mapping[str, Any]) -> Entry:
    title = Text(zh=field[TITLE_ZH], en=field["title"])
    kind = _known(field, defs)
    if kind.get("type") != "array":
        return Entry(name, title, _kind(kind), _choices(field, kind))
    item = _known(kind["items"], defs)
    if "properties" not in item:
        return Entry(name, title, _kind(item), _choices(field, item), many=True)
    columns = tuple(_entry(column, told, defs) for column, told in item["properties"].items())
    return Entry(name, title, "text", {}, many=True, columns=columns)


def _known(schema: Mapping[str, Any], defs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a value is, where there is one."""
    if "anyOf" in schema:
        return _known(next(one for one in schema["anyOf"] if one.get("type") != "null"), defs)
    return defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _kind(schema: Mapping[str, Any]) -> Kind:
    return "day" if schema.get("format") == "date" else _KINDS.get(schema.get("type", ""), "text")


def _choices(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Text]:
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    words = field.get(CHOICES, {})
    return MappingProxyType({value: Text(**words.get(value, {"zh": value, "en": value})) for value in values})
