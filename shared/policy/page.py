"""An HTML page to print or to save as PDF: self-contained, without script, every text entered as text.

No title of a company's own can become markup, and the page forbids itself everything but its own style.
"""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from shared.policy.rule import Language

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and those that turn the direction of reading: a rule could read otherwise."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, language: Language, style: str, running: str) -> tuple[Element, Element]:
    """Return a page, and where its content goes; `running` stands on top of each printed sheet."""
    whole = Element("html", lang=language)
    head = SubElement(whole, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    SubElement(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    add(head, "title", title)
    add(head, "style", style)
    # A table's head is the one thing that every printing engine repeats on each sheet.
    sheet = SubElement(SubElement(whole, "body"), "table", {"class": "sheet", "role": "presentation"})
    add(SubElement(SubElement(SubElement(sheet, "thead"), "tr"), "th"), "span", running)
    return whole, SubElement(SubElement(SubElement(sheet, "tbody"), "tr"), "td")


def document(whole: Element) -> str:
    """Return the page as text."""
    return "<!DOCTYPE html>\n" + tostring(whole, encoding="unicode", method="html")


def add(parent: Element, tag: str, text: str, class_: str | None = None) -> Element:
    """Return a new element under `parent` that says the text, without what nobody sees."""
    child = SubElement(parent, tag, {"class": class_} if class_ else {})
    child.text = _INVISIBLE.sub("", text)
    return child
