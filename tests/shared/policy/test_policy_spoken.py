"""Conditions and names of the book in words: what a salesperson reads is what the system asks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.policy import default_book
from shared.policy.facts import CUSTOMER, OPPORTUNITY, SEGMENT, Vocabulary
from shared.policy.printed import printed
from shared.policy.rule import Language
from shared.policy.sections import BUILT_IN
from shared.policy.spoken import in_words
from shared.policy.titles import Titles
from shared.policy.walk import places

TITLES = Titles.of(default_book())


SPOKEN = (
    (
        "(purchases > 0 && open_complaints > 0) || purchases_180_days < purchases_180_days_before",
        SEGMENT,
        "（购买次数多于 0 且未结投诉数多于 0）或近 180 天购买次数少于再往前 180 天购买次数",
        (
            "(number of purchases is more than 0 and complaints not yet resolved is more than 0) or "
            "purchases within the last 180 days is less than purchases in the 180 days before"
        ),
    ),
    (
        "lifecycle == 'potential' && tier != \"potential\"",
        CUSTOMER,
        "生命周期阶段为潜在且客户等级不为潜在客户",
        "lifecycle state is potential and class of the customer is not potential customers",
    ),
    (
        "'delivery_recorded' in evidence",
        OPPORTUNITY,
        "交付记录属于已有凭证",
        "recorded delivery is among the evidence at hand",
    ),
    ("!has_owner", CUSTOMER, "并非已有负责人", "not somebody owns the customer"),
    (
        "has(sections.needs) && has( forms.trust )",
        CUSTOMER,
        "已有“需求与问题”且已有“大客户信任度评估表”",
        '"Needs and problems" is there and "Trust inside a large customer" is there',
    ),
    (
        "sections.buying_process.step == 'desire' || 'price' in sections.wishes_and_habits.preferences",
        CUSTOMER,
        "“客户购买过程”的“目前所处的一步”为欲望或“price”属于“愿望、偏好与习惯”的“需求偏好”",
        (
            '"Where they are" in "The customer\'s way to buy" is desire or '
            '"price" is among "Preferences" in "Wishes, preferences and habits"'
        ),
    ),
    (
        "stale_sections.size() >= 2",
        CUSTOMER,
        "过期档案栏目的数目不少于 2",
        "the number of: sections of the file that are stale is at least 2",
    ),
    ("true", SEGMENT, "任何情况", "always"),
    ("has_owner == false", CUSTOMER, "已有负责人为否", "somebody owns the customer is false"),
    ("true != has_owner", CUSTOMER, "是不为已有负责人", "true is not somebody owns the customer"),
    ("territory == '华东'", CUSTOMER, "地域为“华东”", 'territory is "华东"'),
    (
        "has_owner||has_team&&purchases>-1",
        CUSTOMER,
        "已有负责人或（已有专业服务团队且购买次数多于 -1）",
        "somebody owns the customer or (a service team is named and number of purchases is more than -1)",
    ),
    (
        "(!has_owner && !(has_team || !has_owner && has_team)) || has_team",
        CUSTOMER,
        "（并非（已有负责人）且并非（已有专业服务团队或（并非（已有负责人）且已有专业服务团队）））或已有专业服务团队",
        (
            "(not (somebody owns the customer) and not (a service team is named or "
            "(not (somebody owns the customer) and a service team is named))) or a service team is named"
        ),
    ),
)


@pytest.mark.parametrize(("source", "vocabulary", "zh", "en"), SPOKEN)
def test_a_condition_is_said_in_words(source: str, vocabulary: Vocabulary, zh: str, en: str) -> None:
    assert in_words(source, vocabulary, TITLES, "zh-CN") == zh
    assert in_words(source, vocabulary, TITLES, "en") == en


@pytest.mark.parametrize(
    "source",
    [
        "stale_sections.exists(one, one == 'needs')",
        "purchases + 1 > 2",
        "purchases > 0 ? true : false",
        "tier in ['key', 'ordinary']",
        "tier == 'it\\'s'",
        "sections.dealer_risks.margin == 'acute'",
        "nobody_knows > 3",
        "has(forms.nobody_knows)",
        "purchases-1 > 2",
        "purchases > 2 -1",
        "territory == '''华东'''",
        "!true || has_owner",
        "tier.size() > 3",
        "has_owner == has_team == has_owner",
        "(has_owner) == has_team == false",
        "territory == '华东” 或已有“'",
        "territory == '华东A'",
        "territory == 'a  b'",
        "territory == '( b'",
    ],
)
def test_what_has_no_words_is_not_half_said(source: str) -> None:
    assert in_words(source, CUSTOMER, TITLES, "zh-CN") is None
    assert in_words(source, CUSTOMER, TITLES, "en") is None


def _joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(parts, st.sampled_from((" && ", " || ", "&&", "||")), parts).map("".join),
        parts.map("({})".format),
        parts.map("!({})".format),
    )


CONDITIONS = st.recursive(
    st.sampled_from(("has_owner", "!has_team", "purchases > -3", "tier == 'key'")), _joined, max_leaves=12
)


@given(CONDITIONS)
def test_and_and_or_are_never_beside_each_other_without_a_bracket(source: str) -> None:
    words = in_words(source, CUSTOMER, TITLES, "zh-CN")
    assert words is not None
    while "（" in words:
        innermost = re.search(r"（([^（）]*)）", words)
        assert innermost, words
        assert not ("且" in innermost[1] and "或" in innermost[1]), words
        words = words.replace(innermost[0], "…")
    assert not ("且" in words and "或" in words), words


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_printed_book_has_the_words_and_the_expression_that_holds(language: Language) -> None:
    book = default_book()
    page = printed(book, language)
    conditions = [
        (str(place.value), place.label.speaks)
        for place in places(book, book.title)
        if place.label.speaks is not None and place.value is not None
    ]
    assert len(conditions) > 10
    said = [source for source, words in conditions if words and in_words(source, words, TITLES, language)]
    assert len(said) >= len(conditions) - 1, "all but the risks of a dealer, whose fields are not the book's"
    assert page.count('class="expression"') == len(said)


def test_no_name_of_another_rule_is_printed_as_its_slug() -> None:
    page = printed(default_book(), "zh-CN")
    cells = re.findall(r"<td>([^<]*)</td>", page)
    slugs = {path[-1] for path in TITLES.by_path if "_" in path[-1]} - BUILT_IN.keys()
    assert slugs
    assert slugs.isdisjoint(cells)
