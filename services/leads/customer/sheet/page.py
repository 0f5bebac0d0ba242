"""A section as a page to print: filled in as it stands on file, or blank to be filled in by hand (S11-08)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from services.leads.customer.sheet.cells import NO, YES, written
from services.leads.customer.sheet.csv_sheet import BLANK_ROWS
from services.leads.customer.sheet.layout import Entry, LaidPart, Layout
from shared.policy.page import add, document, page
from shared.policy.rule import Language

TICKED, UNTICKED = "☑", "☐"
_STYLE = """
@page { size: A4; margin: 16mm 15mm; }
@page { @bottom-center { content: counter(page) " / " counter(pages); } }
html { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", SimSun, Georgia, serif; }
body { color: #111; font-size: 10.5pt; line-height: 1.5; margin: 0 auto; max-width: 46rem; }
h1 { font-size: 16pt; margin: 8pt 0; text-align: center; }
h2 { font-size: 11.5pt; margin: 10pt 0 3pt; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
.sheet > thead th { border-bottom: 0.5pt solid #888; color: #444; font-size: 8.5pt; font-weight: normal; }
.sheet > tbody > tr > td { padding: 0; }
.line { margin-top: -0.5pt; }
.line th, .line td { border: 0.5pt solid #555; height: 16pt; overflow-wrap: anywhere; padding: 2pt 5pt;
  text-align: left; vertical-align: top; white-space: pre-line; }
.line th { background: #f4f4f4; font-weight: normal; width: 15%; }
.line thead th, .line .number { width: auto; }
tr { break-inside: avoid; }
caption { font-weight: bold; padding: 4pt 0 2pt; text-align: left; }
.note, .about { color: #444; font-size: 9pt; margin: 2pt 0; }
@media print { body { max-width: none; } }
"""


@dataclass(frozen=True, slots=True)
class Filled:
    """What the form says of whom; `about` are lines below the title. A blank form says nothing of nobody."""

    content: Mapping[str, Any]
    about: Sequence[str] = ()


def form_page(layout: Layout, filled: Filled, language: Language) -> str:
    """Return the form as an HTML document in `language`."""
    title = layout.title.in_language(language)
    whole, body = page(title, language, _STYLE, " · ".join((title, *filled.about[:1])))
    add(body, "h1", title)
    for line in filled.about:
        add(body, "p", line, "about")
    writer = _Writer(filled.content, language)
    for part in layout.parts:
        writer.part(SubElement(body, "section"), part)
    return document(whole)


@dataclass(frozen=True, slots=True)
class _Writer:
    content: Mapping[str, Any]
    language: Language

    def part(self, section: Element, part: LaidPart) -> None:
        if part.title:
            add(section, "h2", part.title.in_language(self.language))
        for line in part.lines:
            if line[0].columns:
                self.table(section, line[0])
            else:
                self.line(section, line)
        if part.note:
            add(section, "p", part.note.in_language(self.language), "note")

    def line(self, section: Element, line: Sequence[Entry]) -> None:
        row = SubElement(SubElement(section, "table", {"class": "line"}), "tr")
        for entry in line:
            add(row, "th", entry.title.in_language(self.language)).set("scope", "row")
            add(row, "td", self.said(entry, self.content.get(entry.name)))

    def table(self, section: Element, table: Entry) -> None:
        made = SubElement(section, "table", {"class": "line"})
        add(made, "caption", table.title.in_language(self.language))
        head = SubElement(SubElement(made, "thead"), "tr")
        for title in table.heads(self.language):
            add(head, "th", title).set("scope", "col")
        known = self.content.get(table.name, ())
        if isinstance(known, str):  # masked, whole
            add(SubElement(made, "tr"), "td", known).set("colspan", str(len(table.columns)))
            return
        for row in [*known, *({},) * (BLANK_ROWS - len(known))]:
            line = SubElement(made, "tr")
            for column in table.columns:
                add(line, "td", self.said(column, row.get(column.name)))

    def said(self, entry: Entry, value: Any) -> str:
        """Return what stands in the cell; of choices all are shown, the chosen ones ticked."""
        values = list(value) if isinstance(value, list | tuple) else [] if value is None else [value]
        if entry.choices and all(one in entry.choices for one in values):
            boxes = ((TICKED if one in values else UNTICKED, word) for one, word in entry.choices.items())
            return "  ".join(f"{box} {word.in_language(self.language)}" for box, word in boxes)
        if entry.kind == "yes_no" and not values:
            return f"{UNTICKED} {YES}  {UNTICKED} {NO}"
        return "\n".join(written(entry, one, self.language) for one in values)
