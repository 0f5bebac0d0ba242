"""What is raised is listed, goes up when it is late, and leads to measures: with every role at work."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.inbox import AnswerForm
from tests.support.whole_service import problem
from tests.visits.owing import A_DAY, Owing, owing_something
from tests.visits.test_matter_api import done, opened


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def listed(at_work: Owing, expected: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
    """The list soon shows exactly that; return it."""
    return await at_work.lists("/v1/matters", expected, **wanted)


async def _low_score(customer: UUID, at_work: Owing) -> None:
    """The same answer comes by the route, and by the topic twice."""
    told = {
        "customer": {"id": str(customer)},
        "external_ref": {"source": "call-centre", "ref": str(uuid4())},
        "form": "satisfaction",
        "items": {"product": 4, "service": 2, "after_sales": 4},
        "mode": "phone",
        "note": "报修三天无人回",
        "answered_by": "li.na",
    }
    answer = await at_work.call.post("/v1/form-answers", told)
    assert answer.status_code == 201, answer.text
    event = AnswerForm.model_validate(told).model_dump_json(exclude_none=True).encode()
    for _ in range(2):
        await at_work.speak.event("visits.inbox.v1", AnswerForm.TYPE, event)


async def test_s3_14_a_low_score_opens_a_matter_once_that_ends_in_an_outcome(visits_at_work: Owing) -> None:
    """S8-07: in time, or the supervisor hears of it."""
    at_work, customer = visits_at_work, uuid4()
    await _low_score(customer, at_work)
    opinion = {"kind": "opinion", "category": "dissatisfied", "outcome": None}
    (found,) = await listed(at_work, [opinion], customer=str(customer))
    assert found["summary"] == "客户满意度调查表：service 2。报修三天无人回"
    assert found["because_of"].startswith("answer-")
    await at_work.rested()
    await listed(at_work, [opinion], customer=str(customer))
    at_work.clock.advance(8 * A_DAY)
    (late,) = await listed(at_work, [opinion], customer=str(customer), late=True)
    assert late["breached_at"] == late["due_at"]
    address = f"/v1/matters/{found['matter_id']}"
    for step in ("cause", "told_customer"):
        await done(at_work.call, f"{address}/steps", step=step, text="派单规则有误，已当面道歉")
    await done(at_work.call, f"{address}/closing", outcome="客户满意")
    await listed(at_work, [opinion | {"outcome": "客户满意"}], customer=str(customer), open=False)
    assert (await at_work.call.get(address)).json()["late"] is True


async def test_s5_06_obstacles_are_listed_by_type_and_go_up_when_they_stay(visits_at_work: Owing) -> None:
    """S5-07, S5-08: an intending customer with one is not ready, and its removal is owed."""
    at_work = visits_at_work
    customer = await at_work.captured(lifecycle="intending")
    await at_work.met(customer)
    obstacle = await opened(at_work.call, "obstacle", "trust", customer={"id": str(customer)})
    await listed(at_work, [{"kind": "obstacle"}], customer=str(customer), category="trust", open=True)
    owed = (await at_work.owes(customer, "contact_interval", "obstacle_left_open"))["obstacle_left_open"]
    await at_work.rested()
    at_work.clock.advance(12 * A_DAY)
    raised = await at_work.reads(owed["obligation_id"], standing="open", breached_at=owed["due_at"])
    assert [step["to"] for step in raised["ladder"]] == ["supervisor", "manager"]
    await done(at_work.call, f"{obstacle}/steps", step="removal_action", text="参观工厂")
    await done(at_work.call, f"{obstacle}/closing", outcome="客户放心")
    await at_work.reads(owed["obligation_id"], standing="met", late=True)
    await listed(at_work, [], customer=str(customer), open=True)


async def test_s6_11_from_a_change_the_feedback_behind_it_is_found(visits_at_work: Owing) -> None:
    at_work, (first, second) = visits_at_work, (uuid4(), uuid4())
    opinions = [
        await opened(at_work.call, "opinion", "suggestion", customer={"id": str(one)}, summary="希望微信报修")
        for one in (first, second)
    ]
    measure = await opened(at_work.call, "measure", "service_process", customer={"id": str(first)})
    identity = measure.rpartition("/")[2]
    for opinion in opinions:
        await done(at_work.call, f"{opinion}/links", measure_id=identity)
    behind = [{"summary": "希望微信报修", "measures": [identity]}] * 2
    found = await listed(at_work, behind, measure=identity)
    assert {one["customer_id"] for one in found} == {str(first), str(second)}


async def test_s10_05_what_customers_need_of_products_is_gathered_and_feeds_their_development(
    visits_at_work: Owing,
) -> None:
    """Two customers need the same upgrade; what is done about it is found from either, and so are they."""
    at_work, customers = visits_at_work, [uuid4(), uuid4()]
    needs = [
        await opened(
            *(at_work.call, "product_need", "product_upgrade"),
            customer={"id": str(one)},
            summary="低噪音减速机",
        )
        for one in customers
    ]
    await opened(at_work.call, "product_need", "service", customer={"id": str(customers[0])})
    wished = {"summary": "低噪音减速机", "title_zh": "产品与服务需求"}
    same = await listed(at_work, [wished] * 2, kind="product_need", category="product_upgrade", open=True)
    assert {one["customer_id"] for one in same} == {str(one) for one in customers}
    measure = await opened(at_work.call, "measure", "product", customer={"id": str(customers[0])})
    identity = measure.rpartition("/")[2]
    for need in needs:
        problem(await at_work.call.post(f"{need}/closing", {"outcome": "已升级"}), 409, "matter_step_missing")
        for step in ("assessment", "told_customer"):
            await done(at_work.call, f"{need}/steps", step=step, text="列入二季度升级")
        await done(at_work.call, f"{need}/links", measure_id=identity)
        await done(at_work.call, f"{need}/closing", outcome="新型号噪音低八分贝")
    await listed(at_work, [{"outcome": "新型号噪音低八分贝", "measures": [identity]}] * 2, measure=identity)


async def test_s2_05_an_improvement_is_traced_to_the_feedback_that_asked_for_it(
    visits_at_work: Owing,
) -> None:
    at_work, customer = visits_at_work, uuid4()
    await _low_score(customer, at_work)
    (opinion,) = await listed(at_work, [{"kind": "opinion"}], customer=str(customer))
    stream = f"matter-{opinion['matter_id']}"
    told = {"customer": {"id": str(customer)}, "because_of": stream, "summary": "派单改为两小时"}
    measure = await opened(at_work.call, "measure", "service_process", **told)
    read = (await at_work.call.get(measure)).json()
    assert (read["because_of"], opinion["because_of"][:7]) == (stream, "answer-")
