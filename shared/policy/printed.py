"""The policy book as one HTML page to print or to save as PDF, in Chinese or English.

Chapters are 第…章, rules are 第…条 counted through the whole book, and rules within a rule are
（一）, （二）, and 1., 2. within those.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from xml.etree.ElementTree import Element, SubElement
from zoneinfo import ZoneInfo

from shared.policy.book import PolicyBook
from shared.policy.numerals import chinese_number
from shared.policy.page import add, document, page
from shared.policy.printed_style import STYLE
from shared.policy.rule import OUR_DEFAULT, Chapter, Language, Rule, Text
from shared.policy.spoken import in_words
from shared.policy.titles import Titles
from shared.policy.walk import Place, inner_rules, own_places, places
from shared.policy.words import run_together, said

_OWN_DEFAULT = Text(zh="制度未规定，为我们的默认值", en="none in the policy, our default")
_SOURCE = Text(zh="依据", en="Source")
_REASON = Text(zh="理由", en="Reason")
_GENERAL = Text(zh="一般规定", en="General")
_CONTENTS = Text(zh="目录", en="Contents")
_VERSION = Text(zh="版本", en="Version")
_IN_FORCE = Text(zh="自此时起生效", en="In force from")
_NOTHING_YET = Text(zh="本章暂无规定。", en="Nothing is laid down in this chapter yet.")
_BY_PEOPLE = Text(zh="本条由人工执行", en="kept by people, not by the system")
_CHAPTER_BY_PEOPLE = Text(zh="本章由人工执行。", en="This chapter is kept by people, not by the system.")


def printed(book: PolicyBook, language: Language) -> str:
    """Return the whole book as an HTML document in `language`."""
    title = book.title.in_language(language)
    whole, body = page(title, language, STYLE, f"{title} · {book.version}")
    _cover(body, book, language)
    writer = _Writer(language, Titles.of(book), count(1))
    for number, (name, chapter) in enumerate(book.chapters().items(), 1):
        section = SubElement(body, "section", id=name)
        add(section, "h2", _chapter_title(number, chapter, language))
        writer.chapter(section, chapter)
    return document(whole)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes chapters in one language, with articles counted through all of them.

    `by_people`: the chapter has said that people keep it, so its values need not.
    """

    language: Language
    titles: Titles
    articles: Iterator[int]
    by_people: bool = False

    def chapter(self, section: Element, chapter: Chapter) -> None:
        self.grounds(section, chapter)
        values = list(places(chapter, chapter.title))
        if values and all(place.label.by_people for place in values):
            add(section, "p", _CHAPTER_BY_PEOPLE.in_language(self.language), "grounds")
            replace(self, by_people=True).articles_of(section, chapter)
        else:
            self.articles_of(section, chapter)

    def articles_of(self, section: Element, chapter: Chapter) -> None:
        own = list(own_places(chapter, chapter.title))
        inner = [rule for _, rule in inner_rules(chapter)]
        if any(place.value is not None for place in own):
            self.values(self.article(section, _GENERAL), own)
        elif not inner:
            add(section, "p", _NOTHING_YET.in_language(self.language))
        for rule in inner:
            article = self.article(section, rule.title)
            self.rule(article, rule)

    def article(self, section: Element, title: Text) -> Element:
        article = SubElement(section, "article")
        add(article, "h3", _article_title(next(self.articles), title, self.language))
        return article

    def rule(self, parent: Element, rule: Rule, depth: int = 0) -> None:
        self.values(parent, list(own_places(rule, rule.title)))
        self.grounds(parent, rule)
        for number, (_, inner) in enumerate(inner_rules(rule), 1):
            item = SubElement(parent, "div", {"class": "item"})
            add(item, "h4", _item_title(number, inner.title, depth, self.language))
            self.rule(item, inner, depth + 1)

    def values(self, parent: Element, own: list[Place]) -> None:
        given = [place for place in own if place.value is not None]
        if not given:
            return
        table = SubElement(parent, "table", {"class": "values"})
        for place in given:
            row = SubElement(table, "tr")
            add(row, "th", _called(place, self.language)).set("scope", "row")
            cell = self.value(row, place)
            if place.label.by_people and not self.by_people:
                add(cell, "small", _in_brackets(_BY_PEOPLE, self.language))

    def value(self, row: Element, place: Place) -> Element:
        told = said(place.value, self.titles.words(place.label), self.language)
        words = place.label.speaks and in_words(told, place.label.speaks, self.titles, self.language)
        cell = add(row, "td", words or told)
        if words:
            add(cell, "small", told, "expression")  # which is what holds
        return cell

    def grounds(self, parent: Element, rule: Rule) -> None:
        source = _OWN_DEFAULT.in_language(self.language) if rule.source == OUR_DEFAULT else rule.source
        add(parent, "p", _pair(_SOURCE, source, self.language), "grounds")
        add(parent, "p", _pair(_REASON, rule.reason.in_language(self.language), self.language), "grounds")


def _cover(body: Element, book: PolicyBook, language: Language) -> None:
    add(body, "h1", book.title.in_language(language))
    zone = ZoneInfo(book.calendar.time_zone)
    facts = (
        (_VERSION, book.version),
        (_IN_FORCE, _moment(book.effective_from.astimezone(zone), book.calendar.time_zone, language)),
    )
    for called, value in facts:
        add(body, "p", _pair(called, value, language), "cover")
    contents = SubElement(body, "nav")
    add(contents, "h2", _CONTENTS.in_language(language))
    for number, (name, chapter) in enumerate(book.chapters().items(), 1):
        line = SubElement(contents, "p")
        add(line, "a", _chapter_title(number, chapter, language)).set("href", f"#{name}")


def _chapter_title(number: int, chapter: Chapter, language: Language) -> str:
    if language == "zh-CN":
        return f"第{chinese_number(number)}章 {chapter.title.zh}"
    return f"Chapter {number}. {_capital(chapter.title.en)}"


def _article_title(number: int, title: Text, language: Language) -> str:
    if language == "zh-CN":
        return f"第{chinese_number(number)}条 {title.zh}"
    return f"Article {number}. {_capital(title.en)}"


def _item_title(number: int, title: Text, depth: int, language: Language) -> str:
    if depth:
        return f"{number}. {title.zh if language == 'zh-CN' else _capital(title.en)}"
    if language == "zh-CN":
        return f"（{chinese_number(number)}）{title.zh}"
    return f"({number}) {_capital(title.en)}"


def _called(place: Place, language: Language) -> str:
    if language == "zh-CN":
        return f"{place.label.zh}（{place.key.zh}）" if place.key else place.label.zh
    label = place.label.en.replace("{of}: ", "").replace("{of}", place.rule.en)
    return _capital(f"{label} ({place.key.en})" if place.key else label)


def _moment(local: datetime, zone: str, language: Language) -> str:
    if language == "zh-CN":
        return f"{local.year} 年 {local.month} 月 {local.day} 日 {local:%H:%M}（{zone}）"
    return f"{local:%Y-%m-%d %H:%M} ({zone})"


def _pair(called: Text, value: str, language: Language) -> str:
    return run_together(called.zh, "：", value) if language == "zh-CN" else f"{called.en}: {value}"


def _in_brackets(text: Text, language: Language) -> str:
    return f"（{text.zh}）" if language == "zh-CN" else f" ({text.en})"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
