"""The page behind a customer's link, in Chinese or English: for a phone, without script or cookie.

Every text enters as text, so that no title of a company's own can become markup. The page may load
nothing, be framed by nobody, and send its answers to itself alone.
"""

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement, tostring

from shared.kit.http.problems import Language
from shared.policy.forms import Form, Item
from shared.policy.rule import Text

NOTE_CHARACTERS_MAX = 4_000
RADIOS_MAX = 10
"""A longer scale is a number to type: so many buttons would not fit a phone."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
        "Vary": "Accept, Accept-Language",
    }
)
"""The address is the key: it goes to no cache, no other site and no search engine."""

_WORST_BEST = Text(zh="1 分最低，{scale} 分最高", en="1 is the worst, {scale} the best")
_NOTE = Text(zh="还想告诉我们什么？", en="Anything else you would like to tell us?")
_SEND = Text(zh="提交", en="Send")
_THANKS = Text(zh="谢谢，您的评价已收到。", en="Thank you. Your answer has arrived.")

_STYLE = """
body { color: #111; font: 1rem/1.5 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  margin: 0 auto; max-width: 34rem; padding: 1rem; }
h1 { font-size: 1.25rem; }
fieldset { border: 0; margin: 0; padding: .75rem 0; }
legend { font-weight: 600; padding: 0; }
.hint { color: #555; font-size: .875rem; margin: .25rem 0 .5rem; }
.scores { display: flex; flex-wrap: wrap; gap: .5rem; }
.scores label { align-items: center; border: 1px solid #999; border-radius: .375rem; display: flex;
  gap: .375rem; min-height: 2.75rem; padding: 0 .75rem; }
textarea, input[type=number] { border: 1px solid #999; border-radius: .375rem; box-sizing: border-box;
  font: inherit; padding: .5rem; width: 100%; }
button { background: #14539a; border: 0; border-radius: .375rem; color: #fff; font: inherit;
  min-height: 3rem; width: 100%; }
.error { background: #fdecea; border-left: .25rem solid #b3261e; padding: .75rem; }
"""


def form_page(form: Form, language: Language, *, error: str | None = None) -> str:
    """Return the page that asks; `error` says in words why what was sent is not taken."""
    page, body = _page(form.title.in_language(language), language)
    if error is not None:
        _add(body, "p", error).attrib.update({"class": "error", "role": "alert"})
    asked = SubElement(body, "form", method="post", enctype="application/x-www-form-urlencoded")
    for slug, item in form.items.items():
        _question(asked, slug, item, language)
    field = SubElement(asked, "fieldset")
    _add(SubElement(field, "legend"), "label", _NOTE.in_language(language)).set("for", "note")
    SubElement(field, "textarea", id="note", name="note", rows="4", maxlength=str(NOTE_CHARACTERS_MAX))
    _add(asked, "button", _SEND.in_language(language)).set("type", "submit")
    return _text(page)


def thanks_page(language: Language) -> str:
    """Return the page behind an answer."""
    page, _ = _page(_THANKS.in_language(language), language)
    return _text(page)


def over_page(title: str, language: Language) -> str:
    """Return the one page for a link that is not valid, whatever the reason."""
    page, _ = _page(title, language)
    return _text(page)


def _question(asked: Element, slug: str, item: Item, language: Language) -> None:
    field = SubElement(asked, "fieldset")
    _add(field, "legend", item.title.in_language(language))
    _add(field, "p", _WORST_BEST.in_language(language).format(scale=item.scale)).set("class", "hint")
    if item.scale > RADIOS_MAX:
        limits = {"type": "number", "min": "1", "max": str(item.scale), "step": "1"}
        called = item.title.in_language(language)
        SubElement(field, "input", {**limits, "name": slug, "inputmode": "numeric", "aria-label": called})
        return
    scores = SubElement(field, "div", {"class": "scores"})
    for score in range(1, item.scale + 1):
        label = SubElement(scores, "label")
        SubElement(label, "input", type="radio", name=slug, value=str(score)).tail = str(score)


def _page(title: str, language: Language) -> tuple[Element, Element]:
    page = Element("html", lang=language)
    head = SubElement(page, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    _add(head, "title", title)
    _add(head, "style", _STYLE)
    body = SubElement(SubElement(page, "body"), "main")
    _add(body, "h1", title)
    return page, body


def _text(page: Element) -> str:
    return "<!DOCTYPE html>\n" + tostring(page, encoding="unicode", method="html")


def _add(parent: Element, tag: str, text: str) -> Element:
    element = SubElement(parent, tag)
    element.text = text
    return element
