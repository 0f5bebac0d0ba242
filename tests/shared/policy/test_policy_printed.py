"""The printed book: whole, numbered, in one language, and deaf to what a title tries to be."""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from shared.policy import PolicyBook, default_book
from shared.policy.numerals import NUMBER_MAX, chinese_number
from shared.policy.printed import printed
from shared.policy.rule import Language
from shared.policy.titles import Titles
from shared.policy.walk import places, rules
from shared.policy.words import said

LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")
HOSTILE = "</style></title><script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}<!--"
TURNING = "合同\u202egnikcatta\u0000\u0007"


class Seen(HTMLParser):
    """What a browser would see: tags with their attributes, and the texts of each."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.texts: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))
        self._open.append(tag)

    def handle_data(self, data: str) -> None:
        if self._open[-1:] != ["style"]:
            self.texts.append(data)
        if self._open[-1:] in (["h2"], ["h3"], ["h4"]):
            self.headings.append((self._open[-1], data))


def hostile_book(text: str) -> PolicyBook:
    def spoil(value: Any) -> Any:
        if isinstance(value, dict):
            if value.keys() == {"zh", "en"}:
                return {"zh": text, "en": text}
            return {name: spoil(part) for name, part in value.items()}
        return value

    book = spoil(json.loads(default_book().model_dump_json()))
    book["tier"]["letters"]["key"] = text
    return PolicyBook.model_validate(book)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts(language: Language) -> None:
    tame, spoilt = Seen(printed(default_book(), language)), Seen(printed(hostile_book(HOSTILE), language))
    assert spoilt.tags == tame.tags
    assert any(HOSTILE in text for text in spoilt.texts)
    assert {tag for tag, _ in spoilt.tags}.isdisjoint({"script", "img", "iframe", "link", "object"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_characters_that_turn_the_reading_are_left_out(language: Language) -> None:
    page = printed(hostile_book(TURNING), language)
    assert not re.search(r"[\u202a-\u202e\u0000-\u0008]", page)
    assert "合同gnikcatta" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_one_file_that_loads_and_runs_nothing(language: Language) -> None:
    page = printed(default_book(), language)
    seen = Seen(page)
    names = {name for _, attributes in seen.tags for name, _ in attributes}
    assert names.isdisjoint({"src", "srcset", "style", "action"})
    assert not any(name.startswith("on") for name in names)
    assert all(
        value is not None and value.startswith("#")
        for _, attributes in seen.tags
        for name, value in attributes
        if name == "href"
    )
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page
    assert "@page { size: A4" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_every_value_is_printed(language: Language) -> None:
    book = default_book()
    titles, texts = Titles.of(book), "\n".join(Seen(printed(book, language)).texts).lower()
    for path, rule in rules(book):
        assert rule.title.in_language(language).lower() in texts, path
        assert rule.reason.in_language(language).lower() in re.sub(r"(?<=：) ", "", texts), path
    for place in places(book, book.title):
        if place.value is not None and place.path != ("effective_from",):
            told = said(place.value, titles.words(place.label), language)
            assert told.lower() in texts, place.path


@pytest.mark.parametrize(
    ("language", "whole", "single"),
    [
        ("zh-CN", "本章由人工执行。", "（本条由人工执行）"),
        ("en", "This chapter is kept by people, not by the system.", " (kept by people, not by the system)"),
    ],
)
def test_what_no_service_executes_is_said_to_be_kept_by_people(
    language: Language, whole: str, single: str
) -> None:
    book = default_book()
    kept = {
        name: [place.label.by_people for place in places(chapter, chapter.title) if place.value is not None]
        for name, chapter in book.chapters().items()
    }
    texts = Seen(printed(book, language)).texts
    wholly = [one for one in kept.values() if one and all(one)]
    assert texts.count(whole) == len(wholly) > 0
    assert texts.count(single) == sum(map(sum, kept.values())) - sum(map(sum, wholly)) > 0


def test_chapters_and_articles_are_numbered_as_regulations_are() -> None:
    headings = Seen(printed(default_book(), "zh-CN")).headings
    chapters = [text for tag, text in headings if tag == "h2"][1:]
    articles = [text for tag, text in headings if tag == "h3"]
    assert chapters[0] == "第一章 职责分工"
    assert [text.split(" ")[0] for text in chapters] == [
        f"第{chinese_number(number)}章" for number in range(1, len(default_book().chapters()) + 1)
    ]
    assert [text.split(" ")[0] for text in articles] == [
        f"第{chinese_number(number)}条" for number in range(1, len(articles) + 1)
    ]
    assert ("h4", "（一）潜在客户挖掘") in headings


def test_english_counts_too_and_holds_no_chinese() -> None:
    page = printed(default_book(), "en")
    headings = Seen(page).headings
    assert ("h2", "Chapter 1. Responsibilities") in headings
    assert ("h3", "Article 1. Customer development") in headings
    assert ("h4", "(1) Mining") in headings
    assert not re.search(r"[\u3400-\u9fff]", page)
    assert '<html lang="en">' in page


def test_a_source_is_a_clause_or_said_to_be_ours() -> None:
    chinese = Seen(printed(default_book(), "zh-CN")).texts
    assert "依据：S6-14, S6-15" in chinese
    assert "依据：制度未规定，为我们的默认值" in chinese


def test_the_date_is_told_in_the_company_s_own_time() -> None:
    book: dict[str, Any] = json.loads(default_book().model_dump_json())
    book["effective_from"] = "2026-12-31T16:30:00Z"
    page = printed(PolicyBook.model_validate(book), "zh-CN")
    assert "自此时起生效：2027 年 1 月 1 日 00:30（Asia/Shanghai）" in page


def test_a_chapter_without_rules_says_so() -> None:
    assert "本章暂无规定。" in printed(default_book(), "zh-CN")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
        (1_005, "一千零五"),
        (1_050, "一千零五十"),
        (2_300, "二千三百"),
    ],
)
def test_numbers_are_written_as_regulations_write_them(number: int, told: str) -> None:
    assert chinese_number(number) == told


def test_no_two_numbers_are_written_alike() -> None:
    assert len({chinese_number(number) for number in range(1, NUMBER_MAX + 1)}) == NUMBER_MAX


@pytest.mark.parametrize("number", [0, -1, NUMBER_MAX + 1])
def test_a_number_beyond_the_numerals_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match="not between"):
        chinese_number(number)
