"""A section as a form: what is exported reads back as it was, in both languages, and the page is deaf."""

from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.leads.customer.own_section import own_section
from services.leads.customer.section import Declaration, Part, Section, every_declared, labelled
from services.leads.customer.sheet.csv_sheet import (
    LANGUAGES,
    ROWS_MAX,
    Sheet,
    SheetUnreadable,
    read_sheet,
    sheet_text,
)
from services.leads.customer.sheet.layout import Entry, Layout, layout_of
from services.leads.customer.sheet.page import Filled, form_page
from shared.contracts.base import Short
from shared.kit.masking import MASK
from shared.kit.spreadsheets import decoded
from shared.policy.rule import Language
from shared.policy.rule import Text as Title
from shared.policy.sections import OwnSection
from tests.leads.own_shop import shop, titled

AS_OF = datetime(2026, 3, 9, 6, tzinfo=UTC)
FORMULAS = ("=1+1", "'", "'=x", "+86 512", "-", "@a", "1", "√", "品牌", "名称", 'a,"b"\nc')
HOSTILE = "</style></title><script>alert(1)</script>"


def own(document: dict[str, Any]) -> type[Section]:
    return own_section("shop", OwnSection.model_validate(shop(document=document)), "book-1")


TWINS = own(
    {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "first": titled("As of", "截至", type="string", maxLength=40),
            "second": titled("Shop", "店情", type="string", maxLength=40),
            "third": titled("Shop", "店情", type="string", maxLength=40),
            "fourth": titled(
                *("Rows", "表格"),
                type="array",
                maxItems=9,
                items={
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "a": titled("Price", "价格", type="number"),
                        "b": titled("Price", "价格", type="integer"),
                    },
                },
            ),
        },
    }
)
"""A company's own section whose titles are all taken."""

SHOP = own_section("shop", OwnSection.model_validate(shop()), "book-1")
SECTIONS = (*every_declared().sections.values(), SHOP, TWINS)
NEEDS = layout_of(every_declared().sections["needs"])


def values(entry: Entry) -> st.SearchStrategy[Any]:
    if entry.columns:
        cells = st.fixed_dictionaries({}, optional={one.name: values(one) for one in entry.columns})
        return st.lists(cells.filter(bool), min_size=1, max_size=7)
    texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=9)
    said: dict[str, st.SearchStrategy[Any]] = {
        "text": st.sampled_from(FORMULAS) | texts.map(str.strip).filter(bool),
        "day": st.dates().map(str),
        "whole": st.integers(-(2**53) + 1, 2**53 - 1),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "yes_no": st.booleans(),
    }
    one = st.sampled_from(sorted(entry.choices)) if entry.choices else said[entry.kind]
    return st.lists(one, min_size=1, max_size=4) if entry.many else one


def sheets(layout: Layout) -> st.SearchStrategy[Sheet]:
    entries = [entry for line in layout.lines for entry in line]
    content = st.fixed_dictionaries({}, optional={entry.name: values(entry) for entry in entries})
    return st.builds(Sheet, content, st.none() | st.datetimes(timezones=st.just(UTC)))


@settings(max_examples=60)
@given(st.sampled_from(SECTIONS).map(layout_of).flatmap(lambda one: st.tuples(st.just(one), sheets(one))))
def test_s11_08_what_is_exported_and_imported_again_is_the_same(drawn: tuple[Layout, Sheet]) -> None:
    layout, sheet = drawn
    for language in LANGUAGES:
        assert read_sheet(layout, sheet_text(layout, sheet, language)) == sheet


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", "\t"])
def test_no_cell_opens_as_a_formula_and_each_reads_back_as_it_was(start: str) -> None:
    text = sheet_text(NEEDS, Sheet({"needs": [f"{start}1+1"]}, None), "zh-CN")
    assert f"'{start}1+1" in text
    assert read_sheet(NEEDS, text).content == {"needs": [f"{start}1+1"]}


def test_a_sheet_reads_as_people_and_spreadsheets_leave_it() -> None:
    # Numbers and days written otherwise, columns moved, rows added without a number, lines left out.
    typed = '店情,,\n截至,,\n\n人数,"1,200",\n开业日期,2019/3/9\n毛利率,30\n陈列内容, tea \n销售产品\n'
    typed += "序号,自有,产品\n1,有,岩茶\n,no,水仙\n3,,\n电话,'0571 8888,,\n"
    content = {
        "staff": 1200,
        "since": "2019-03-09",
        "margin": 30.0,
        "content": "tea",
        "sells": [{"own": True, "product": "岩茶"}, {"own": False, "product": "水仙"}],
        "phone": "0571 8888",
    }
    assert read_sheet(layout_of(SHOP), decoded(typed.encode("gb18030"))) == Sheet(content, None)


def test_what_cannot_be_read_stays_as_it_was_written() -> None:
    typed = "Shop\nAs of\nStaff,7.5\nMargin,1e999\nSince,last year\nGoods,milk\nSells\nNo.,Own\n1,perhaps\n"
    assert read_sheet(layout_of(SHOP), typed).content == {
        "staff": "7.5",
        "margin": "1e999",
        "since": "last year",
        "content": "milk",
        "sells": [{"own": "perhaps"}],
    }


@pytest.mark.parametrize(
    ("text", "row", "expected"),
    [
        ("", "1", "需求与问题"),
        ("店情\n截至\n", "1", "需求与问题"),
        ("需求与问题\nAs of\n", "1", "需求与问题"),
        ("需求与问题\n截至,昨天\n", "2", "2026-03-02T09:30:00+08:00"),
        ("需求与问题\n截至\n电话,1\n", "3", "需求 / 期望 / 问题 / 意向"),
        ("需求与问题\n截至\n意向,likely,firm\n", "3", "nothing after 意向"),
        ("需求与问题\n截至\n" + "\n" * ROWS_MAX, str(ROWS_MAX + 1), f"{ROWS_MAX} rows at most"),
    ],
)
def test_a_sheet_of_another_layout_is_refused_at_its_row(text: str, row: str, expected: str) -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(NEEDS, text)
    assert refused.value.detail == {"row": row, "expected": expected}


@pytest.mark.parametrize(
    ("lines", "row", "expected"),
    [
        ("产品,自有\n岩茶,有,9.5", "5", "nothing without a head"),
        ("产品,,自有\n岩茶,9.5,有", "5", "nothing without a head"),
        ("产品,产品\n岩茶,水仙", "4", "产品 once"),
    ],
)
def test_what_no_column_takes_is_refused_and_not_left_out(lines: str, row: str, expected: str) -> None:
    table = "\n".join(f",{line}" for line in lines.split("\n"))
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(layout_of(SHOP), f"店情\n截至\n销售产品\n{table}\n")
    assert refused.value.detail == {"row": row, "expected": expected}


def test_what_is_told_twice_is_refused() -> None:
    with pytest.raises(SheetUnreadable) as refused:
        read_sheet(NEEDS, "需求与问题\n截至\n意向,likely\n意向,firm\n")
    assert refused.value.detail == {"row": "4", "expected": "意向 once"}


def test_lines_and_columns_of_another_form_are_refused() -> None:
    form = layout_of(every_declared().sections["dealer_survey"])
    for line, row in (("电话,1,手机,2", "3"), ("当地市场\n序号,颜色\n", "4")):
        with pytest.raises(SheetUnreadable) as refused:
            read_sheet(form, f"经销商基本情况调查表\n截至\n{line}\n")
        assert refused.value.detail["row"] == row


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_texts_stay_texts_on_the_page(language: Language) -> None:
    form = layout_of(every_declared().sections["dealer_survey"])
    said = {"name": HOSTILE, "local_market": [{"brand": HOSTILE}]}
    page = form_page(form, Filled(said, (HOSTILE,)), language)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 4
    assert "default-src 'none'" in page


def test_what_is_masked_is_printed_as_dots_a_table_and_a_choice_too() -> None:
    hidden = dict.fromkeys(("sells", "content", "phone"), MASK)
    page = form_page(layout_of(SHOP), Filled(hidden), "en")
    assert page.count(f">{MASK}<") == len(hidden)
    assert "☐ tea" not in page


class Uneven(Section):
    ABOUT: ClassVar[Declaration]

    name: Short | None = labelled("名称", "Name")
    tags: tuple[Short, ...] = labelled("标签", "Tags", default=(), max_length=3)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((("name",),), "name each of its fields once"),
        ((("name",), ("tags",), ("name",)), "name each of its fields once"),
        ((("name", "tags"),), "has no line of its own"),
    ],
)
def test_parts_that_do_not_hold_the_fields_are_refused(lines: tuple[tuple[str, ...], ...], told: str) -> None:
    title = Title(zh="其他", en="Other")
    Uneven.ABOUT = Declaration("uneven", 1, title, (), "business", 0, parts=(Part(title, lines),))
    with pytest.raises(ValueError, match=told):
        layout_of(Uneven)
