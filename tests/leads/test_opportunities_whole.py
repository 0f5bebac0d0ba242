"""Opportunities as people work them: stage by stage, on what leads hears of visits and scoring."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from shared.contracts.matters import MatterClosed, MatterOpened
from shared.policy import default_book
from tests.leads.selling import DAY, Deal, Sales, selling
from tests.leads.told_facts import answered, graded, met, obstacle
from tests.support.eventually import eventually
from tests.support.whole_service import problem

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sales(leads_database: str, kafka: str) -> AsyncIterator[Sales]:
    async with selling(leads_database, kafka) as at_work:
        yield at_work


async def test_s7_01_a_stage_is_shown_with_its_standard_and_how_it_is_assessed(sales: Sales) -> None:
    deal = await sales.customer()
    opened = await deal.open()
    assert opened.headers["location"] == f"/v1/opportunities/{deal.id}"
    shown, declared = await deal.shown(), default_book().pipelines.pipelines["development"].stages["mining"]
    assert declared.management
    assert declared.assessment
    standard = shown["standard"]
    assert standard["management"] == declared.management.model_dump()
    assert standard["assessment"] == declared.assessment.model_dump()
    assert (standard["evidence"], standard["expected_days"], standard["form"]) == (
        ["source_recorded"],
        30,
        None,
    )
    assert datetime.fromisoformat(shown["expected_by"]) == deal.now + 30 * DAY


async def test_s7_02_mining_is_done_once_the_source_of_the_lead_is_on_record(sales: Sales) -> None:
    unknown = Deal(sales, str(uuid4()), position="leads:0")
    await unknown.open()
    missing = await unknown.refused()
    assert (missing["missing"], missing["policy_version"]) == (
        "mining.evidence: source_recorded",
        "default-1",
    )
    assert missing["zh"] == "潜在客户挖掘：凭证 客户来源"
    assert missing["en"] == "Mining: evidence source of the lead"

    deal = await sales.customer()
    await deal.open()
    (asked,) = (await deal.shown())["next"]["asked"]
    shown = await deal.moved()
    assert (asked["met"], shown["stage"]) == (True, "screening")
    captured = (await sales.facts(deal, 1))[0]
    (proof,) = shown["history"][-1]["data"]["proved_by"]
    assert (captured.type.rpartition(".")[2], proof["name"]) == ("lead-captured", "source_recorded")
    assert captured.id == proof["event_id"] == asked["event_id"]


async def test_s7_04_a_stage_of_contact_is_left_by_an_effective_contact_of_this_opportunity(
    sales: Sales,
) -> None:
    deal = await sales.customer()
    customer = UUID(deal.customer)
    await deal.open()
    await deal.say(graded(customer), answered("screening", at=deal.now, customer=customer))
    await deal.say(met("phone", deal.now - DAY, customer), met("email", deal.now, customer, effective=False))
    await deal.moved("contact")
    assert (await deal.refused())["missing"] == "contact.evidence: contact_logged"
    await deal.say(met("exhibition", deal.now, customer))
    assert (await deal.moved())["stage"] == "needs"


async def test_s7_06_a_solution_is_left_once_a_proposal_is_on_record(sales: Sales) -> None:
    deal = await sales.customer()
    await deal.at_needs()
    await deal.told_needs()
    await deal.moved()
    assert (await deal.refused())["zh"] == "方案供应：凭证 方案"
    assert (await deal.record("proposal_recorded", "二十台，含三年维护")).status_code == 201
    shown = await deal.moved()
    (told,) = [one["data"] for one in shown["history"] if one["type"].endswith("evidenced")]
    assert (told["text"], told["stage"], shown["stage"]) == ("二十台，含三年维护", "solution", "negotiation")


async def test_s7_07_terms_are_recorded_round_by_round_and_the_last_one_proves_the_negotiation(
    sales: Sales,
) -> None:
    deal = await sales.customer()
    await deal.at_needs()
    await deal.told_needs()
    await deal.record("proposal_recorded", "二十台")
    await deal.moved("negotiation")
    for terms in ("二十台九折", "改为三十台八五折"):
        assert (await deal.record("terms_recorded", terms)).status_code == 201
    shown = await deal.moved()
    rounds = [one for one in shown["history"] if one["data"].get("evidence") == "terms_recorded"]
    assert [one["data"]["text"] for one in rounds] == ["二十台九折", "改为三十台八五折"]
    proved = {one["name"]: one["event_id"] for one in shown["history"][-1]["data"]["proved_by"]}
    assert proved["terms_recorded"] == rounds[-1]["event_id"]


async def test_s5_08_nobody_goes_to_the_signing_before_the_obstacles_are_removed(sales: Sales) -> None:
    """And not before the needs are on record, however much else is there."""
    deal = await sales.customer()
    await deal.at_needs()
    await deal.record("proposal_recorded", "二十台")
    await deal.record("terms_recorded", "九折")
    await deal.say(obstacle(MatterOpened, UUID(deal.customer)))
    missing = (await deal.refused("contract"))["missing"]
    assert missing.split(", ") == [
        *("needs.exit: has(sections.needs)", "needs.evidence: needs_recorded", "needs.form: need_analysis"),
        "contract.entry: open_obstacles == 0",
    ]
    await deal.told_needs()
    refused = await deal.refused("contract")
    assert refused["en"] == "Contract: entered when open_obstacles == 0 (obstacles not yet removed)"
    await deal.say(obstacle(MatterClosed, UUID(deal.customer)))
    shown = await deal.moved("contract")
    assert shown["stage"] == "contract"
    assert shown["history"][-1]["data"]["passed"] == ["solution", "negotiation"]


async def test_s7_10_each_stage_says_how_long_it_took_and_the_last_one_is_left_by_winning(
    sales: Sales,
) -> None:
    deal = await sales.customer()
    await deal.at_needs()
    await deal.told_needs()
    for evidence in ("proposal_recorded", "terms_recorded"):
        await deal.record(evidence, "二十台")
    sales.clock.advance(12 * DAY)
    await deal.moved("contract")
    await deal.signed()
    missing = problem(await deal.post(f"/v1/opportunities/{deal.id}/winning"), 409, "stage_not_done")
    assert missing["params"]["missing"].split(", ") == [
        *("after_sales.evidence: survey_answered", "after_sales.form: satisfaction"),
        "after_sales.entry: 'delivery_recorded' in evidence",
    ]
    await deal.record("delivery_recorded", "四十台已签收")
    await deal.say(answered("satisfaction", "customer", deal.now, UUID(deal.customer)))
    key = str(uuid4())
    won = await deal.post(f"/v1/opportunities/{deal.id}/winning", key=key)
    again = await deal.post(f"/v1/opportunities/{deal.id}/winning", key=key)
    assert (won.json()["ended"], again.json()) == ("won", won.json())
    shown = await deal.shown()
    assert (shown["ended"], shown["next"]) == ("won", None)
    left = [one["data"]["left"] for one in shown["history"] if one["data"].get("left")]
    assert [(one["stage"], one["days"], one["expected_days"], one["late"]) for one in left] == [
        *(("mining", 0.0, 30, False), ("needs", 12.0, 21, False), ("contract", 0.0, 7, False)),
    ]
    problem(await deal.move("contract"), 409, "opportunity_closed")


async def test_s11_13_a_dealer_is_surveyed_before_they_are_developed(sales: Sales) -> None:
    deal = await sales.customer()
    refused = problem(await deal.open("dealer"), 409, "stage_not_done")
    assert refused["params"]["missing"] == "visit.entry: has(forms.dealer_selection)"
    await deal.say(answered("dealer_selection", at=deal.now, customer=UUID(deal.customer)))
    assert (await deal.open("dealer")).json()["stage"] == "visit"


async def test_s11_19_a_visit_without_who_decides_does_not_carry_a_dealer_on(sales: Sales) -> None:
    deal = await sales.customer()
    customer = UUID(deal.customer)
    await deal.say(answered("dealer_selection", at=deal.now, customer=customer))
    await deal.open("dealer")
    await deal.say(met(at=deal.now, customer=customer))
    assert (await deal.refused())["zh"] == "经销商拜访：离开条件 decision_maker_met（已会见决策人）"
    await deal.record("decision_maker_met", "王总，采购与付款由其决定")
    assert (await deal.moved())["stage"] == "communicate"


async def test_s11_14_the_six_steps_of_developing_a_dealer_end_with_a_complete_file(sales: Sales) -> None:
    deal = await sales.customer()
    customer = UUID(deal.customer)
    await deal.say(answered("dealer_selection", at=deal.now, customer=customer))
    await deal.open("dealer")
    steps = list(default_book().pipelines.pipelines["dealer"].stages)
    assert steps == ["visit", "communicate", "negotiate", "contract", "evaluate", "file"]
    await deal.say(
        met(at=deal.now, customer=customer), answered("dealer_aspects", at=deal.now, customer=customer)
    )
    await deal.record("decision_maker_met", "王总")
    await deal.record("terms_recorded", "区域独家")
    await deal.told_needs()
    await deal.signed()
    for step in steps[1:]:
        assert (await deal.moved())["stage"] == step
    refused = problem(await deal.post(f"/v1/opportunities/{deal.id}/winning"), 409, "stage_not_done")
    assert refused["params"]["missing"] == "file.evidence: file_complete"


async def test_a_stage_is_overdue_once_by_time_alone_and_not_when_it_was_left(sales: Sales) -> None:
    slow, quick = await sales.customer(), await sales.customer()
    await slow.open()
    await quick.open()
    assert (await quick.moved())["stage"] == "screening"
    sales.clock.advance(7 * DAY - timedelta(seconds=1))
    assert (await quick.shown())["overdue"] is False
    sales.clock.advance(timedelta(seconds=2))

    async def overdue(deal: Deal) -> bool:
        return bool((await deal.shown())["overdue"])

    await eventually(partial(overdue, quick))
    assert (await slow.shown())["overdue"] is False
    sales.clock.advance(23 * DAY)
    await eventually(partial(overdue, slow))
    shown = await slow.moved()
    assert (shown["overdue"], shown["history"][-1]["data"]["left"]["late"]) == (False, True)
    told = await sales.facts(slow, 4)
    assert [one.type.rpartition("-")[2] for one in told] == ["captured", "opened", "overdue", "moved"]


async def test_opportunities_are_listed_by_pipeline_stage_and_customer(sales: Sales) -> None:
    deal = await sales.customer()
    names = [(await deal.open(title=title)).json()["opportunity_id"] for title in ("一期", "二期", "三期")]
    deal.id = names[1]
    lost = await deal.post(f"/v1/opportunities/{deal.id}/loss", {"reason": "对手价低一成"})
    assert lost.json()["ended"] == "lost"

    async def listed(**wanted: Any) -> list[str]:
        page = (await sales.call.get("/v1/opportunities", customer=deal.customer, **wanted)).json()
        return [one["opportunity_id"] for one in page["items"]]

    async def known() -> bool:
        return await listed(open="false") == [names[1]]

    await eventually(known)
    first = (await sales.call.get("/v1/opportunities", customer=deal.customer, limit=2)).json()
    behind = (await sales.call.get(first["next"])).json()
    assert [one["opportunity_id"] for one in first["items"] + behind["items"]] == sorted(names)
    assert await listed(pipeline="development", stage="mining", open="true") == [names[0], names[2]]
    assert await listed(stage="contact") == await listed(overdue="true") == []
    assert (await sales.call.get("/v1/status")).json()["reports"]["opportunities"]["open"] >= 2
    again = await deal.post(f"/v1/opportunities/{deal.id}/reopening", {"reason": "对手交期推迟"})
    assert (again.json()["ended"], again.json()["stage"]) == (None, "mining")
