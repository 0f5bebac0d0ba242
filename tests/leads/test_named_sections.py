"""The sections of the file that the policy documents name, as the default book declares them."""

from typing import Any
from uuid import uuid4

from shared.contracts.roles import Role
from shared.kit.masking import MASK
from tests.support.whole_service import Caller, problem

CONSENT = {"text_version": "2026-01", "channel": "paper", "evidence": "档案柜 3-12"}


async def put(leads: Caller, section: str, content: Any, customer: str | None = None) -> Any:
    path = f"/v1/customers/{customer or uuid4()}/sections/{section}"
    return await leads.post(path, {"content": content})


async def kept(leads: Caller, section: str, content: Any) -> Any:
    """Return the section as who only looks on reads it, once those who work with the customer read it all."""
    customer = str(uuid4())
    answer = await put(leads, section, content, customer)
    assert answer.status_code == 201, answer.text
    path = f"/v1/customers/{customer}/sections/{section}"
    whole = (await leads.get(path, role=Role.salesperson)).json()
    assert whole["current"]["content"] == content
    return (await leads.get(path)).json()


async def faults(leads: Caller, section: str, content: Any) -> set[str]:
    """Return where the content is wrong."""
    refused = problem(await put(leads, section, content), 422, "invalid")
    return {error["pointer"].removeprefix("/content/") for error in refused["errors"]}


async def test_s1_02_industry_competitors_and_trends_are_on_file_for_each_customer(leads: Caller) -> None:
    rival = {"name": "鼎力传动", "strengths": "价格低", "weaknesses": "交期长", "share": 35}
    found = {
        "industry_traits": "订单集中在上半年",
        "competitors": [rival],
        "trends": "转向伺服电机",
        "found_in": ["行业协会年报"],
    }
    shown = await kept(leads, "market_research", found)
    assert (shown["title"]["zh"], shown["current"]["content"]) == ("市场调研", found)
    assert "S1-02" in shown["clauses"]
    nameless = {"competitors": [{"strengths": "价格低", "share": 135}]}
    assert await faults(leads, "market_research", nameless) == {
        "competitors/0/name",
        "competitors/0/share",
    }


async def test_s2_06_chances_partners_trends_and_key_persons_of_the_industry_are_on_file(
    leads: Caller,
) -> None:
    known = {
        "trends": "园区集中采购",
        "chances": [{"chance": "二期厂房", "next_step": "五月前拜访"}],
        "partners": [{"name": "苏南电机", "field": "联合投标", "standing": "in_talks"}],
        "key_persons": [{"name": "顾军", "organisation": "机械行业协会", "position": "秘书长"}],
    }
    shown = await kept(leads, "business_chances", known)
    # Whom we know in the industry is for those who work with the customer.
    assert shown["current"]["content"] == known | {"key_persons": MASK}
    assert await faults(leads, "business_chances", {"partners": [{"name": "苏南电机", "standing": "?"}]}) == {
        "partners/0/standing"
    }


async def test_s2_12_product_needs_service_requirements_and_price_sensitivity_are_researched(
    leads: Caller,
) -> None:
    researched = {
        "product_needs": ["低噪音减速机"],
        "service_requirements": ["四小时到场"],
        "price_sensitivity": "high",
        "price_shown_by": "两次因差价三个点换供应商",
        "price_accepted": "每台 1180 元以内",
        "method": "interview",
    }
    shown = await kept(leads, "needs_research", researched)
    assert shown["current"]["content"] == researched | {"price_accepted": MASK}
    assert await faults(leads, "needs_research", {"price_sensitivity": "very"}) == {"price_sensitivity"}
    declared = {one["section"]: one for one in (await leads.get("/v1/sections")).json()}
    assert declared["needs_research"]["title"] == {"zh": "需求调研", "en": "Research of needs"}
    sensitivity = declared["needs_research"]["document"]["properties"]["price_sensitivity"]
    assert (sensitivity["x-title-zh"], sensitivity["x-choices"]["high"]["zh"]) == ("对价格的敏感度", "高")


async def test_s3_06_each_individual_solution_names_the_need_that_it_meets(leads: Caller) -> None:
    solution = {"need": "换型停机半天", "solution": "快换底座", "responsible": "li.na", "accepted": True}
    await kept(leads, "solution", {"solutions": [solution]})
    assert await faults(leads, "solution", {"solutions": [{"solution": "快换底座"}]}) == {"solutions/0/need"}


async def test_s4_05_needs_expectations_and_problems_are_recorded_and_what_was_said_before_is_kept(
    leads: Caller,
) -> None:
    customer = str(uuid4())
    first = {"needs": ["减速机 40 台"], "expectations": ["三月到货"], "problems": ["交期不稳"]}
    then = {"needs": ["减速机 60 台"], "expectations": ["四月到货"], "problems": ["付款周期短"]}
    for told in (first, then):
        assert (await put(leads, "needs", told, customer)).status_code == 201
    read = (await leads.get(f"/v1/customers/{customer}/sections/needs")).json()
    assert read["current"]["content"] == then
    assert [one["content"] for one in read["history"]] == [then, first]


async def test_s9_03_a_dossier_is_classified_analysed_and_judged_and_no_step_is_left_out(
    leads: Caller,
) -> None:
    steps = {"classification": "价格型客户", "analysis": "决策在采购部", "judgement": "先谈总成本"}
    await kept(leads, "dossier_analysis", steps | {"rests_on": ["2026-03-02 拜访"]})
    for missing in steps:
        rest = {step: told for step, told in steps.items() if step != missing}
        assert await faults(leads, "dossier_analysis", rest) == {missing}


async def test_s9_05_the_way_to_buy_is_seen_from_the_customer_step_by_step(leads: Caller) -> None:
    steps = {
        "stimulus": "旧线停机三次",
        "desire": "年内换新",
        "information_search": "问了三家",
        "evaluation": "比价格与交期",
        "outcome_balance": "担心换型成本",
    }
    for step in steps:
        await kept(leads, "buying_process", steps | {"step": step, "alternatives": ["鼎力传动"]})
    assert await faults(leads, "buying_process", steps) == {"step"}
    assert await faults(leads, "buying_process", {"step": "bought"}) == {"step"}


async def test_s9_11_relations_are_on_file_interests_are_masked_and_feelings_need_a_consent(
    leads: Caller,
) -> None:
    seen = {"relations": "合作三年", "upkeep": "每月互访", "contact": "技术部常来电"}
    shown = await kept(leads, "relations_and_interests", seen | {"hidden_interests": "希望年底前立功"})
    assert shown["current"]["content"] == seen | {"hidden_interests": MASK}
    customer, felt = str(uuid4()), {"emotions": "念旧", "feelings": "受重视", "trust": "愿意先发货"}
    refused = await put(leads, "feelings_and_trust", felt, customer)
    assert problem(refused, 409, "consent_missing")["params"]["consent"] == "feelings_and_trust"
    given = CONSENT | {"purpose": "feelings_and_trust"}
    assert (await leads.post(f"/v1/customers/{customer}/consents", given)).status_code == 201
    assert (await put(leads, "feelings_and_trust", felt, customer)).status_code == 201
    path = f"/v1/customers/{customer}/sections/feelings_and_trust"
    assert (await leads.get(path)).json()["current"]["content"] == dict.fromkeys(felt, MASK)
    assert (await leads.get(path, role=Role.salesperson)).json()["current"]["content"] == felt


async def test_s10_03_wishes_preferences_habits_and_the_service_made_for_them_are_on_file(
    leads: Caller,
) -> None:
    known = {
        "wishes": ["一人对接到底"],
        "preferences": ["国产轴承"],
        "buying_habits": "季度末集中下单",
        "usage_habits": "两班制连续运行",
        "contact_habits": "周二上午，电话",
        "individual_service": [{"service": "每季上门校准", "responsible": "wang", "since": "2026-01-05"}],
    }
    assert (await kept(leads, "wishes_and_habits", known))["current"]["content"] == known
    unknown = known | {"individual_service": [{"since": "soon"}]}
    assert await faults(leads, "wishes_and_habits", unknown) == {
        "individual_service/0/service",
        "individual_service/0/since",
    }


async def test_s6_03_basic_data_and_needs_are_in_the_file_of_a_customer(leads: Caller) -> None:
    """The history of transactions is the history that scoring shows."""
    customer = str(uuid4())
    known = {
        "basic_profile": {"full_name": "苏州恒远机电有限公司", "industry": "机械制造"},
        "needs": {"needs": ["减速机 40 台"], "intention": "firm"},
    }
    for section, content in known.items():
        assert (await put(leads, section, content, customer)).status_code == 201
    file = (await leads.get(f"/v1/customers/{customer}")).json()
    on_file = {one["section"]: one["current"] for one in file["sections"] if one["current"]}
    assert {section: current["content"] for section, current in on_file.items()} == known
    assert 0 < file["completeness"] < 1


async def test_s2_13_the_background_of_a_company_and_its_preferences_are_in_its_file(leads: Caller) -> None:
    background = {"products": "减速机", "structure": "三个事业部", "plans": "扩建二号车间"}
    assert (await kept(leads, "company_dossier", background))["current"]["content"] == background
    preferences = {"preferences": ["国产轴承"], "buying_habits": "季度末集中下单"}
    shown = await kept(leads, "wishes_and_habits", preferences)
    assert "S2-13" in shown["clauses"]


async def test_s4_01_a_customer_is_a_person_or_an_organisation_and_nothing_else(leads: Caller) -> None:
    for kind in ("person", "company", "group", "dealer"):
        told = {"kind": kind, "name": "张记", "source": "referral"}
        customer = (await leads.post("/v1/customers", told)).json()["customer_id"]
        assert (await leads.get(f"/v1/customers/{customer}")).json()["kind"] == kind
    refused = await leads.post("/v1/customers", {"kind": "thing", "name": "张记", "source": "referral"})
    assert [error["pointer"] for error in problem(refused, 422, "invalid")["errors"]] == ["/kind"]


async def test_no_named_section_weighs_in_the_completeness_of_a_file(leads: Caller) -> None:
    customer = str(uuid4())
    assert (await put(leads, "market_research", {"trends": "转向伺服电机"}, customer)).status_code == 201
    assert (await leads.get(f"/v1/customers/{customer}")).json()["completeness"] == 0
