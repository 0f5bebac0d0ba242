"""The survey of a dealer 经销商调查: the form of the policy, and what else is known of dealers."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

from shared.contracts.roles import Role
from tests.leads.own_shop import CONSENT
from tests.support.whole_service import Caller, problem

MARKET = {
    "province": "江苏",
    "city_county": "苏州市吴江区",
    "market_size": "城区常住人口约 60 万",
    "local_market": [
        {"brand": "恒远", "main_products": "减速机", "specification": "WB 100", "retail_price": "860 元/台"},
        {"brand": "华鼎", "retail_price": "=790"},
    ],
}
CUSTOMER = {
    "name": "吴江宏达机电经营部",
    "address": "吴江区中山南路 18 号",
    "phone": "+86 512 6555 0100",
    "fax": "0512-65550101",
    "owner": "顾军",
    "owner_phone": "0512 6555 0102",
    "owner_mobile": "138 0000 0100",
    "contact": "周敏",
    "contact_phone": "0512 6555 0103",
    "contact_mobile": "139 0000 0100",
    "like_products": [
        {
            "brand": "恒远",
            "specification": "WB 100",
            "price": "720 元/台",
            "annual_volume": "300 台",
            "advertised": True,
        },
        {"brand": "华鼎", "advertised": False},
    ],
    "people": "9 人",
    "vehicles": "货车 2 辆",
    "premises": "门店 120 平方米",
    "warehouse": "200 平方米",
    "capital": "流动资金约 150 万元",
    "finances": "无逾期",
    "staff": "店员 6 人，\n送货 3 人",
}
SIGNED = {"surveyor": "li.na", "surveyed_on": "2026-03-09"}
CHINESE = {"Accept-Language": "zh-CN"}


def path(customer: str, section: str = "dealer_survey", *more: str) -> str:
    return "/".join(("/v1/customers", customer, "sections", section, *more))


async def record(leads: Caller, customer: str, section: str, content: Any) -> None:
    answer = await leads.post(path(customer, section), {"content": content})
    assert answer.status_code == 201, answer.text


async def content(leads: Caller, customer: str, section: str = "dealer_survey") -> Any:
    read = await leads.get(path(customer, section), role=Role.salesperson)
    return read.json()["current"]["content"]


async def in_chinese(leads: Caller, where: str, role: Role = Role.salesperson) -> Any:
    return await leads.http.get(where, headers=leads._as(role) | CHINESE)


async def imported(leads: Caller, customer: str, sheet: bytes, section: str = "dealer_survey") -> Any:
    headers = {"Content-Type": "text/csv"}
    return await leads.post(path(customer, section, "sheet"), content=sheet, headers=headers)


async def test_s11_06_the_market_part_of_the_form_is_on_file(leads: Caller) -> None:
    customer = str(uuid4())
    await record(leads, customer, "dealer_survey", SIGNED | MARKET)
    assert await content(leads, customer) == SIGNED | MARKET
    wrong = {"content": SIGNED | {"local_market": [{"brand": "恒远", "colour": "red"}]}}
    refused = problem(await leads.post(path(customer), wrong), 422, "invalid")
    assert [error["pointer"] for error in refused["errors"]] == ["/content/local_market/0/colour"]


async def test_s11_07_the_customer_part_is_on_file_and_masked_for_who_only_looks_on(leads: Caller) -> None:
    customer = str(uuid4())
    await record(leads, customer, "dealer_survey", SIGNED | CUSTOMER)
    assert await content(leads, customer) == SIGNED | CUSTOMER
    seen = (await leads.get(path(customer), role=Role.viewer)).json()["current"]["content"]
    hidden = {name for name, value in seen.items() if value == "•••"}
    people = {f"{who}{how}" for who in ("owner", "contact") for how in ("", "_phone", "_mobile")}
    assert hidden == people | {"address", "phone", "fax", "capital", "finances", "staff"}


async def test_s11_08_a_form_without_who_surveyed_and_when_is_refused(leads: Caller) -> None:
    refused = await leads.post(path(str(uuid4())), {"content": MARKET | CUSTOMER})
    faults = {(error["pointer"], error["code"]) for error in problem(refused, 422, "invalid")["errors"]}
    assert faults == {("/content/surveyor", "missing"), ("/content/surveyed_on", "missing")}


async def test_s11_08_the_form_is_printed_in_its_layout_and_blank_to_be_filled_in(leads: Caller) -> None:
    customer = str(uuid4())
    await record(leads, customer, "dealer_survey", SIGNED | MARKET | CUSTOMER)
    printed = await in_chinese(leads, path(customer, "dealer_survey", "printed"))
    assert printed.headers["content-language"] == "zh-CN"
    texts = [text for text in re.findall(r">([^<>]+)<", printed.text.partition("<body>")[2]) if text.strip()]
    labels = [
        *("走访人", "走访日期", "城市市场状况", "省份", "市县", "城市/集市规模", "当地市场", "品牌"),
        *(
            "主要市售产品",
            "品种/规格",
            "零售价",
            "客户情况：基本情况",
            "名称",
            "地址",
            "电话",
            "传真",
            "负责人",
        ),
        *("电话", "手机", "联系人", "电话", "手机", "客户情况：经营情况", "主要经销同类产品", "品牌"),
        *("品种/规格", "售价", "年销量", "有无内外广告", "综合情况（人员、车辆、场地、仓库、资金）", "人员"),
        *("车辆", "场地", "仓库", "资金", "财务、个人、员工情况", "财务情况", "员工情况"),
    ]
    rest = iter(texts)
    assert [label for label in labels if label in rest] == labels
    assert {"恒远", "=790", "√", "×", "0512-65550101"} <= set(texts)
    hidden = await in_chinese(leads, path(customer, "dealer_survey", "printed"), Role.viewer)
    assert "138 0000 0100" not in hidden.text
    blank = (await in_chinese(leads, "/v1/sections/dealer_survey/printed")).text
    assert "经销商基本情况调查表" in blank
    assert "☐ √" in blank
    assert "恒远" not in blank


async def test_s11_08_what_is_exported_in_the_layout_is_imported_as_it_was(leads: Caller) -> None:
    customer, another = str(uuid4()), str(uuid4())
    await record(leads, customer, "dealer_survey", SIGNED | MARKET | CUSTOMER)
    exported = await in_chinese(leads, path(customer, "dealer_survey", "sheet"))
    assert exported.headers["content-disposition"] == 'attachment; filename="dealer_survey.csv"'
    rows = list(csv.reader(io.StringIO(exported.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["经销商基本情况调查表"]
    assert ["负责人", "顾军", "电话", "0512 6555 0102", "手机", "138 0000 0100"] in rows
    assert ["1", "恒远", "WB 100", "720 元/台", "300 台", "√"] in rows
    assert (await imported(leads, another, exported.content)).status_code == 201
    assert await content(leads, another) == SIGNED | MARKET | CUSTOMER
    # The same sheet says nothing new of whom it was exported.
    again = await imported(leads, customer, exported.content)
    assert again.headers["position"] == "leads:1"
    problem(await leads.get(path(customer, "dealer_survey", "sheet"), role=Role.viewer), 403, "forbidden")


async def test_s11_08_a_blank_sheet_filled_in_by_a_spreadsheet_is_imported(leads: Caller) -> None:
    customer = str(uuid4())
    blank = (await in_chinese(leads, "/v1/sections/dealer_survey/sheet")).content.decode("utf-8-sig")
    typed = blank.replace("走访人,,走访日期,", "走访人,li.na,走访日期,2026/3/9").replace("省份,", "省份,江苏")
    assert (await imported(leads, customer, typed.encode("gb18030"))).status_code == 201
    assert await content(leads, customer) == SIGNED | {"province": "江苏"}
    refused = await imported(leads, customer, typed.replace("省份", "省会").encode())
    assert problem(refused, 409, "sheet_unreadable")["params"]["row"] == "6"
    unsigned = problem(await imported(leads, customer, blank.encode()), 422, "invalid")
    assert {error["pointer"] for error in unsigned["errors"]} == {"/content/surveyor", "/content/surveyed_on"}
    as_json = await leads.post(path(customer, "dealer_survey", "sheet"), {"content": {}})
    problem(as_json, 415, "unsupported_media_type")
    problem(await imported(leads, customer, b"\xff\xff"), 409, "sheet_unreadable")


async def test_s11_01_the_method_of_the_survey_is_one_of_the_four(leads: Caller) -> None:
    customer = str(uuid4())
    for method in ("street_sweep", "follow_competitor", "trace_upward", "third_party"):
        await record(leads, customer, "dealer_basics", {"method": method, "through": "恒远的经销商"})
    assert (await content(leads, customer, "dealer_basics"))["method"] == "third_party"
    page = (await in_chinese(leads, path(customer, "dealer_basics", "printed"))).text
    assert "☐ 扫街  ☐ 跟随竞品  ☐ 追根溯源  ☑ 借力" in page
    by_ear = {"content": {"method": "hearsay"}}
    problem(await leads.post(path(customer, "dealer_basics"), by_ear), 422, "invalid")


async def test_s11_02_basics_are_on_file_and_ages_only_by_consent(leads: Caller) -> None:
    customer, ages = str(uuid4()), {"ages": "负责人 52 岁，接洽人 34 岁"}
    await record(leads, customer, "dealer_survey", SIGNED | CUSTOMER)
    await record(leads, customer, "dealer_basics", {"postcode": "215200"})
    refused = problem(
        await leads.post(path(customer, "person_survey"), {"content": ages}), 409, "consent_missing"
    )
    assert refused["params"]["consent"] == "person_survey"
    consents = f"/v1/customers/{customer}/consents"
    assert (await leads.post(consents, CONSENT | {"purpose": "person_survey"})).status_code == 201
    await record(leads, customer, "person_survey", ages)
    assert await content(leads, customer, "person_survey") == ages
    # Once it is withdrawn, neither the page nor the sheet tells what nobody may read.
    assert (await leads.post(f"{consents}/person_survey/withdrawal", {})).status_code == 200
    for form in ("printed", "sheet"):
        told = await leads.get(path(customer, "person_survey", form), role=Role.salesperson)
        assert (told.status_code, "52 岁" in told.text) == (200, False)


async def test_s11_03_operations_are_on_file_product_by_product(leads: Caller) -> None:
    customer = str(uuid4())
    operations = {
        "products": [{"product": "减速机", "volume": "每年 300 台", "price": "720 元/台", "area": "吴江"}],
        "facilities": "展厅一间",
        "peer_opinion": "守信用",
        "knowledge": "用过样机",
        "attitude": "愿意试销",
    }
    await record(leads, customer, "dealer_operations", operations)
    assert await content(leads, customer, "dealer_operations") == operations


async def test_s11_04_finances_are_on_file_for_those_who_work_with_the_customer(leads: Caller) -> None:
    customer = str(uuid4())
    names = ("assets", "banks", "credit", "investments", "loans", "claims", "debts")
    finances = dict.fromkeys(names, "一百万元")
    await record(leads, customer, "dealer_finances", finances)
    assert await content(leads, customer, "dealer_finances") == finances
    seen = await leads.get(path(customer, "dealer_finances"), role=Role.viewer)
    assert seen.json()["current"]["content"] == dict.fromkeys(names, "•••")


async def test_s11_10_reputation_and_needs_are_on_file_and_hobbies_only_by_consent(leads: Caller) -> None:
    customer = str(uuid4())
    heard = {"staff": "待人厚道", "peers": "守信用", "outlets": "送货及时", "channel": "不串货"}
    await record(leads, customer, "dealer_reputation", heard)
    await record(leads, customer, "needs", {"needs": ["独家代理"]})
    assert await content(leads, customer, "dealer_reputation") == heard
    hobbies = await leads.post(path(customer, "person_survey"), {"content": {"interests": "书法"}})
    problem(hobbies, 409, "consent_missing")


async def test_s11_18_store_intelligence_keeps_what_was_seen_and_asked_apart(leads: Caller) -> None:
    customer = str(uuid4())
    store = {
        "trades": ["wholesale"],
        "observed": "门店陈列整齐",
        "asked": "旺季每周补货两次",
        "obstacles": ["竞品签有独家协议"],
        "opportunities": ["竞品交期不稳"],
        "strategies": ["先供应缺货规格", "试销一个季度"],
    }
    await record(leads, customer, "store_intelligence", store)
    assert await content(leads, customer, "store_intelligence") == store
    page = (await in_chinese(leads, path(customer, "store_intelligence", "printed"))).text
    assert "☐ 零售  ☑ 批发" in page
