"""Contacts in the words of the policy: channels, kinds with their fields, topics, methods, what is shown."""

from typing import Any
from uuid import uuid4

import pytest

from tests.support.whole_service import Caller, problem

NEED = {"need": "缩短换线时间", "function": "一键换线"}
TOPICS = ["company", "brand", "product", "profit", "service", "support"]
METHODS = ["case", "calculation", "abcd", "demo", "proof", "listening", "questions"]


def contact(**told: Any) -> dict[str, Any]:
    body = {
        "customer": {"id": str(uuid4())},
        "channel": "visit",
        "purposes": ["learn_needs"],
        "summary": "谈及产线改造",
        "salesperson": "li.na",
    }
    return body | told


async def logged(visits: Caller, **told: Any) -> dict[str, Any]:
    """Such a contact is on file; return it as it reads."""
    answer = await visits.post("/v1/visits", contact(**told))
    assert answer.status_code == 201, answer.text
    read: dict[str, Any] = (await visits.get(answer.headers["location"])).json()
    return read


async def test_s2_03_a_customer_is_met_by_phone_by_mail_and_face_to_face(visits: Caller) -> None:
    for channel in ("phone", "email", "visit"):
        read = await logged(visits, channel=channel)
        assert (read["channel"], read["kind"], read["counts_as"]) == (channel, None, "sale")


async def test_s1_05_support_and_training_are_delivered_on_record_and_a_problem_has_its_clock(
    visits: Caller,
) -> None:
    customer = {"id": str(uuid4())}
    solved = {"problem": "异响", "solution": "更换轴承"}
    taught = {"content": "日常保养", "participants": "设备科三人"}
    for kind, details in (("support", solved), ("training", taught)):
        read = await logged(visits, customer=customer, kind=kind, details=details)
        assert (read["details"], read["counts_as"]) == (details, "auxiliary")
        poor = contact(customer=customer, kind=kind)
        problem(await visits.post("/v1/visits", poor), 409, "contact_detail_missing")
    asked = {"customer": customer, "kind": "question", "category": "in_use", "summary": "轴承多久换一次"}
    answer = await visits.post("/v1/matters", asked)
    assert answer.status_code == 201, answer.text
    assert answer.json()["due_at"]


async def test_s5_05_functions_are_explained_against_each_need_in_a_demo(visits: Caller) -> None:
    demo = contact(channel="demo", kind="demo")
    document = problem(await visits.post("/v1/visits", demo), 409, "contact_detail_missing")
    assert document["params"] == {"kind": "demo", "missing": "explained"}
    read = await logged(visits, channel="demo", kind="demo", explained=[NEED], details={"result": "要求试用"})
    assert (read["explained"], read["details"]) == ([NEED], {"result": "要求试用"})
    by_phone = await logged(visits, channel="phone", explained=[NEED])
    assert (by_phone["kind"], by_phone["explained"]) == (None, [NEED])


async def test_s8_03_a_lead_is_followed_up_and_a_relation_is_built_on_record(visits: Caller) -> None:
    unclear = contact(kind="follow_up", channel="phone")
    document = problem(await visits.post("/v1/visits", unclear), 409, "contact_detail_missing")
    assert document["params"]["missing"] == "next_step"
    read = await logged(visits, kind="follow_up", channel="phone", details={"next_step": "周五送样"})
    assert (read["details"], read["counts_as"]) == ({"next_step": "周五送样"}, "sale")
    built = await logged(visits, kind="relationship", details={"people": "采购经理"})
    assert built["counts_as"] == "auxiliary"


async def test_s9_12_an_act_beside_the_sale_is_logged_as_one(visits: Caller) -> None:
    read = await logged(visits, kind="auxiliary_act", details={"act": "帮客户联系检测机构"})
    assert (read["counts_as"], read["policy_version"]) == ("auxiliary", "default-1")


async def test_s10_02_new_customers_see_the_brand_and_old_ones_are_cared_for(visits: Caller) -> None:
    shown = await logged(visits, kind="brand_exposure", channel="exhibition")
    cared = await logged(visits, kind="loyalty_care", channel="phone")
    assert (shown["counts_as"], cared["counts_as"]) == ("brand", "loyalty")


async def test_s11_20_what_was_talked_of_is_recorded_by_topic(visits: Caller) -> None:
    read = await logged(visits, topics=[*TOPICS, "brand"])
    assert read["topics"] == TOPICS


async def test_s11_21_the_seven_methods_used_are_recorded(visits: Caller) -> None:
    assert (await logged(visits, methods=METHODS))["methods"] == METHODS


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"kind": "golf"}, "kind"),
        ({"details": {"minutes": "无"}}, "details"),
        ({"kind": "follow_up", "details": {"next_step": "见面", "mood": "好"}}, "details"),
        ({"topics": ["weather"]}, "topics"),
        ({"methods": ["shouting"]}, "methods"),
        ({"shown": [{"material": "gift"}]}, "shown"),
    ],
)
async def test_a_name_that_the_policy_does_not_have_is_refused(
    visits: Caller, told: dict[str, Any], field: str
) -> None:
    document = problem(await visits.post("/v1/visits", contact(**told)), 409, "contact_undeclared")
    assert document["params"]["field"] == field


async def test_policy_papers_shown_at_a_first_visit_are_flagged(visits: Caller) -> None:
    shown = [{"material": "company_profile"}, {"material": "reward_policy", "title": "2026 年度奖励政策"}]
    read = await logged(visits, shown=shown)
    assert [one["material"] for one in read["shown"]] == ["company_profile", "reward_policy"]
    assert read["shown_early"] == ["reward_policy"]
