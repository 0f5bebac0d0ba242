"""A section as a sheet of comma-separated values, in the layout of its form; read again, it is the same.

The first row is the title, the second since when it holds. A field stands behind its label, a list in
the rest of its row, a table below its label with numbered rows. What says nothing is left out.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any, ClassVar, get_args

from pydantic import TypeAdapter, ValidationError

from services.leads.customer.sheet.cells import read, written
from services.leads.customer.sheet.layout import AS_OF, Entry, Layout
from shared.contracts.base import UtcTime
from shared.kit.decider import Rejection
from shared.kit.spreadsheets import guarded, unguarded
from shared.policy.rule import Language, Text

BLANK_ROWS = 5
"""Numbered rows of a table that are there to be filled in."""
ROWS_MAX = 5_000
"""Rows of a sheet; the largest section that can be declared has tables of some hundred rows each."""
NUMBER = Text(zh="序号", en="No.")
LANGUAGES: tuple[Language, ...] = get_args(Language)
_TIME: TypeAdapter[datetime] = TypeAdapter(UtcTime)

Numbered = tuple[int, list[str]]


class SheetUnreadable(Rejection):
    """The sheet is not of this section's layout: at `row`, `expected` should stand. Export one to fill in."""

    code: ClassVar[str] = "sheet_unreadable"


def unreadable(row: int, expected: str) -> SheetUnreadable:
    """Return the rejection of a sheet that at `row`, counted from 1, is not as `expected`."""
    return SheetUnreadable(row=str(row), expected=expected)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says; `as_of` None is now."""

    content: Mapping[str, Any]
    as_of: datetime | None


def sheet_text(layout: Layout, sheet: Sheet, language: Language) -> str:
    """Return the sheet as CSV (RFC 4180)."""
    file = io.StringIO(newline="")
    rows = csv.writer(file)
    for row in _rows(layout, sheet, language):
        rows.writerow([guarded(cell) for cell in row])
    return file.getvalue()


def _rows(layout: Layout, sheet: Sheet, language: Language) -> Iterator[Sequence[str]]:
    yield [layout.title.in_language(language)]
    yield [AS_OF.in_language(language), sheet.as_of.isoformat() if sheet.as_of else ""]
    for part in layout.parts:
        if part.title:
            yield [part.title.in_language(language)]
        for line in part.lines:
            yield from _line(layout, line, sheet.content, language)


def _line(
    layout: Layout, line: Sequence[Entry], content: Mapping[str, Any], language: Language
) -> Iterator[Sequence[str]]:
    first, *_ = line
    if first.columns:
        yield [layout.label(first, language)]
        yield from _table(first, content.get(first.name, ()), language)
        return
    row: list[str] = []
    for entry in line:
        row.append(layout.label(entry, language))
        value = content.get(entry.name)
        if entry.many:
            row += [written(entry, one, language) for one in value or ()]
        else:
            row.append("" if value is None else written(entry, value, language))
    yield row


def _table(table: Entry, rows: Sequence[Mapping[str, Any]], language: Language) -> Iterator[Sequence[str]]:
    yield [NUMBER.in_language(language), *table.heads(language)]
    for number, row in enumerate([*rows, *({},) * (BLANK_ROWS - len(rows))], 1):
        said = ((column, row.get(column.name)) for column in table.columns)
        yield [str(number), *("" if one is None else written(column, one, language) for column, one in said)]


def read_sheet(layout: Layout, text: str) -> Sheet:
    """Return what the sheet says, in whichever language it is. Raises SheetUnreadable."""
    rows = [(number, row) for number, row in _numbered(text) if any(cell.strip() for cell in row)]
    if len(rows) < 2:  # noqa: PLR2004 -- a title, and since when
        raise unreadable(1, layout.title.zh)
    (_, title), (number, since), *rest = rows
    for language in LANGUAGES:
        said = (title[0].strip(), since[0].strip())
        if said == (layout.title.in_language(language), AS_OF.in_language(language)):
            as_of = _as_of(number, "".join(since[1:2]).strip())
            return Sheet(_Reader(layout, language).content(rest), as_of)
    raise unreadable(1, layout.title.zh)


def _numbered(text: str) -> Iterator[Numbered]:
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1):
            if number > ROWS_MAX:
                raise unreadable(number, f"{ROWS_MAX} rows at most")
            yield number, [unguarded(cell) for cell in row]
    except csv.Error as error:
        raise unreadable(1, str(error)) from None


def _as_of(number: int, cell: str) -> datetime | None:
    try:
        return _TIME.validate_python(cell) if cell else None
    except ValidationError:
        raise unreadable(number, "2026-03-02T09:30:00+08:00") from None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads rows below the head, in one language."""

    layout: Layout
    language: Language

    def content(self, rows: Sequence[Numbered]) -> dict[str, Any]:
        lines = {self.layout.label(line[0], self.language): line for line in self.layout.lines}
        headings = {part.title.in_language(self.language) for part in self.layout.parts if part.title}
        content: dict[str, Any] = {}
        told: set[str] = set()
        left = list(reversed(rows))
        while left:
            number, row = left.pop()
            label = row[0].strip()
            if label in told:
                raise unreadable(number, f"{label} once")
            told |= {label} & lines.keys()
            if label in lines and lines[label][0].columns:
                table = lines[label][0]
                content[table.name] = self._table(table, left, number)
            elif label in lines:
                content |= self._fields(lines[label], number, row)
            elif label not in headings:
                raise unreadable(number, " / ".join(lines))
        return {name: value for name, value in content.items() if value not in (None, [])}

    def _fields(self, line: Sequence[Entry], number: int, row: list[str]) -> dict[str, Any]:
        if line[0].many:
            return {line[0].name: [self._value(line[0], cell) for cell in row[1:] if cell.strip()]}
        said: dict[str, Any] = {}
        for place, entry in enumerate(line):
            label, cell, *_ = [*row[2 * place :], "", ""]
            expected = self.layout.label(entry, self.language)
            if label.strip() != expected:
                raise unreadable(number, expected)
            said[entry.name] = self._value(entry, cell)
        if "".join(row[2 * len(line) :]).strip():
            raise unreadable(number, f"nothing after {expected}")
        return said

    def _table(self, table: Entry, left: list[Numbered], number: int) -> list[dict[str, Any]]:
        """Return the rows of the table, which `left` begins with; they may be told without a number."""
        columns = dict(zip(table.heads(self.language), table.columns, strict=True))
        below, (_, *told) = left.pop() if left else (number + 1, [""])
        head = [cell.strip() for cell in told]
        if not columns.keys() >= {cell for cell in head if cell} or not any(head):
            raise unreadable(below, ", ".join(columns))
        if twice := next((name for name in columns if head.count(name) > 1), None):
            raise unreadable(below, f"{twice} once")
        rows = []
        while left and (not left[-1][1][0].strip() or left[-1][1][0].strip().isdecimal()):
            at, (_, *cells) = left.pop()
            said: dict[str, Any] = {}
            for name, cell in zip_longest(head, cells, fillvalue=""):
                if name in columns:
                    said[columns[name].name] = self._value(columns[name], cell)
                elif cell.strip():
                    raise unreadable(at, "nothing without a head")
            rows.append({name: value for name, value in said.items() if value is not None})
        return [row for row in rows if row]  # the rest is there to be filled in

    def _value(self, entry: Entry, cell: str) -> Any:
        return read(entry, cell, self.language) if cell.strip() else None
