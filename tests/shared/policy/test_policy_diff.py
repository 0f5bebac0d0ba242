"""What changed between two books, in words that those who follow them understand."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pydantic import ValidationError

from shared.policy import PolicyBook, default_book
from shared.policy.diff import diff
from shared.policy.plain_findings import plain_findings
from shared.policy.walk import Place, places
from tests.shared.policy.planting import RULE, TEXT

Book = dict[str, Any]


def changed(change: Callable[[Book], object]) -> list[tuple[str, str]]:
    book: Book = json.loads(default_book().model_dump_json())
    change(book)
    found = diff(default_book(), PolicyBook.model_validate(book))
    return [(one.text.zh, one.text.en) for one in found]


def put(path: str, value: Any) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        *way, last = path.split(".")
        part: Any = book
        for name in way:
            part = part[name]
        part[last] = value

    return change


CASES: list[tuple[str, Any, str, str]] = [
    (
        "cadence.classes.key.contact_days",
        10,
        "重点客户的回访间隔由 14 天改为 10 天",
        "contact with key customers at least every 14 days becomes 10 days",
    ),
    (
        "cadence.classes.ordinary.visit_days",
        60,
        "普通客户的上门拜访间隔由无改为 60 天",
        "a visit to ordinary customers at least every: none becomes 60 days",
    ),
    (
        "complaint.clocks.serious.resolve",
        {"hours": 20},
        "严重投诉的解决时限由 3 个工作日改为 20 小时",
        "time to resolve serious complaints 3 working days becomes 20 hours",
    ),
    (
        "tier.letters.key",
        "S",
        "客户等级（重点客户）的等级字母由“A”改为“S”",
        'Customer classes (key customers), letter: "A" becomes "S"',
    ),
    (
        "promises.discounts.deep.approver",
        "supervisor",
        "大幅折扣的批准人由公司领导改为销售主管",
        "deep discounts, approved by: the management becomes the sales supervisor",
    ),
    (
        "pool.warnings.days_before",
        [5, 1],
        "退回提醒的提醒（退回前）由 7 天、3 天、1 天改为 5 天、1 天",
        "Warnings, warned before the return: 7 days, 3 days, 1 day becomes 5 days, 1 day",
    ),
    (
        "score.purchase.ends_potential",
        False,
        "购买的结束潜在阶段由是改为否",
        "Purchase, ends the class potential: yes becomes no",
    ),
    (
        "customer_file.staleness.sections.needs",
        30,
        "档案复核（needs）的个别栏目复核期限由 90 天改为 30 天",
        "Review (needs), stale after: 90 days becomes 30 days",
    ),
    (
        "score.purchase.rates.KRW",
        {"points_per_unit": 0.005, "minor_digits": 0},
        "购买（KRW）的每一货币单位的分值由无改为 0.005 分",
        "Purchase (KRW), for each unit of money: none becomes 0.005 points",
    ),
    (
        "calendar.closures",
        ["2026-05-08", "2026-05-07"],
        "工作日历的公司休息日由无改为 2026-05-07、2026-05-08",
        "Working calendar, the company's own days off: none becomes 2026-05-07, 2026-05-08",
    ),
    (
        "effective_from",
        "2027-01-01T00:00:00+08:00",
        "客户开发与管理制度（默认）的生效时间由 1970-01-01T00:00:00+00:00 改为 2027-01-01T00:00:00+08:00",
        (
            "Customer development policy (default), in force from: "
            "1970-01-01T00:00:00+00:00 becomes 2027-01-01T00:00:00+08:00"
        ),
    ),
    (
        "evaluation.source",
        "S6-15",
        "制度的评估与变更的依据由“S6-14, S6-15”改为“S6-15”",
        'Evaluation and change of the policy, source: "S6-14, S6-15" becomes "S6-15"',
    ),
    (
        "cadence.classes.key.title.zh",
        "大客户",
        "重点客户的名称由“重点客户”改为“大客户”",
        "key customers, title: “重点客户” becomes “大客户”",
    ),
    (
        "cadence.classes.key.title.en",
        "major customers",
        '重点客户的名称由 "key customers" 改为 "major customers"',
        'key customers, title: "key customers" becomes "major customers"',
    ),
]


@pytest.mark.parametrize(("path", "value", "zh", "en"), CASES, ids=[case[0] for case in CASES])
def test_a_changed_value_is_told_in_words(path: str, value: Any, zh: str, en: str) -> None:
    told = changed(put(path, value))
    assert (zh, en) in told


def test_a_rule_that_came_is_one_change_with_its_values() -> None:
    vip = {**RULE, "every_days": 30, "audience": "staff", "items": {}, "title": TEXT}
    item = {**RULE, "scale": 5, "weight": 100.0}
    vip["items"] = {"one": item}
    told = changed(put("forms.forms.vip", vip))
    assert told == [
        (
            "评价表：新增“名称”（填写人 员工；填写间隔 30 天；须填写的客户等级 无；抽样比例 100 %；名称）",
            'Forms: added "name" (filled in by staff; every 30 days; owed for none; asked of 100 %; name)',
        )
    ]


def test_a_rule_that_went_is_one_change() -> None:
    told = changed(lambda book: book["obligations"]["rules"].pop("birthday_care"))
    assert len(told) == 1
    assert told[0][0].startswith("应办事项：删除“客户生日关怀”（触发条件 days_to_birthday")
    assert told[0][1].startswith('Obligations: removed "Birthday care" (owed when days_to_birthday')


def test_another_order_of_stages_is_told() -> None:
    def turn(book: Book) -> None:
        stages = book["pipelines"]["pipelines"]["development"]["stages"]
        stages["mining"] = stages.pop("mining")

    told = changed(turn)
    assert len(told) == 1
    assert told[0][1].startswith("Customer development: the order becomes Screening, Contact")


def test_equal_rules_differ_in_nothing_and_a_version_alone_is_no_difference() -> None:
    assert changed(lambda _: None) == []
    assert changed(put("version", "2027-1")) == []


def test_a_change_back_is_told_back() -> None:
    book: Book = json.loads(default_book().model_dump_json())
    book["cadence"]["classes"]["key"]["contact_days"] = 10
    other = PolicyBook.model_validate(book)
    assert [one.text.zh for one in diff(other, default_book())] == ["重点客户的回访间隔由 10 天改为 14 天"]


def test_a_changed_reason_is_told_in_every_chapter() -> None:
    book: Book = json.loads(default_book().model_dump_json())
    for chapter in default_book().chapters():
        book[chapter]["reason"] = {"zh": "新的理由", "en": "another reason"}
    found = diff(default_book(), PolicyBook.model_validate(book))
    assert [one.path for one in found] == [(name, "reason") for name in default_book().chapters()]


def may_rise(place: Place) -> bool:
    """Return whether its chapter stands with the number raised by one.

    Some cannot change alone: shares make a whole, and warnings come before what they warn of.
    """
    chapter = default_book().chapters()[place.path[0]]
    raised: Book = json.loads(chapter.model_dump_json())
    put(".".join(place.path[1:]), place.value + 1)(raised)
    try:
        stands = type(chapter).model_validate(raised)
    except ValidationError:
        return False
    return not [*plain_findings(stands), *stands.findings()]


def told_of(numbers: Sequence[Place]) -> int:
    """Each of the numbers, raised by one, is one change where it stands; returns how many they are.

    What does not stand together is raised apart.
    """
    book: Book = json.loads(default_book().model_dump_json())
    for place in numbers:
        put(".".join(place.path), place.value + 1)(book)
    try:
        raised = PolicyBook.model_validate(book)
    except ValidationError:
        half = len(numbers) // 2
        return told_of(numbers[:half]) + told_of(numbers[half:]) if half else 0
    assert [one.path for one in diff(default_book(), raised)] == [place.path for place in numbers]
    return len(numbers)


def test_every_number_of_the_book_that_changes_is_one_change_where_it_stands() -> None:
    numbers = [
        place
        for place in places(default_book(), default_book().title)
        if isinstance(place.value, int | float) and not isinstance(place.value, bool) and may_rise(place)
    ]
    assert told_of(numbers) > 60
