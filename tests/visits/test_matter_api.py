"""Matters over HTTP: every kind of the policy by its own steps, to an outcome that can be seen."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from shared.contracts.roles import Role
from shared.policy import default_book
from tests.support.policies import announced
from tests.support.whole_service import Caller, problem
from tests.visits.policy_world import MONDAY, World


async def opened(call: Caller, kind: str, category: str, **told: Any) -> str:
    """The matter is on file; return its address."""
    body = {"customer": {"id": str(uuid4())}, "kind": kind, "category": category, "summary": "嫌贵"} | told
    answer = await call.post("/v1/matters", body)
    assert answer.status_code == 201, answer.text
    address: str = answer.headers["location"]
    return address


async def done(call: Caller, path: str, role: Role = Role.salesperson, **told: Any) -> None:
    answer = await call.post(path, told, role=role)
    assert answer.status_code == 200, answer.text


async def test_s5_07_an_obstacle_ends_only_by_its_removal_action(visits: Caller) -> None:
    obstacle = await opened(visits, "obstacle", "price")
    closing: dict[str, Any] = {"outcome": "客户接受框架价"}
    problem(await visits.post(f"{obstacle}/closing", closing), 409, "matter_step_missing")
    plan = {"step": "joint_plan", "text": "与领导共同报价"}
    problem(await visits.post(f"{obstacle}/steps", plan), 403, "matter_for_another")
    await done(visits, f"{obstacle}/steps", Role.supervisor, **plan)
    await done(visits, f"{obstacle}/steps", step="removal_action", text="按全年用量核价")
    await done(visits, f"{obstacle}/closing", **closing)
    read = (await visits.get(obstacle)).json()
    assert (read["category"], read["outcome"], read["late"]) == ("price", "客户接受框架价", False)
    assert {step["step"]: step["text"] for step in read["steps"]} == {
        "removal_action": "按全年用量核价",
        "joint_plan": "与领导共同报价",
    }


async def test_s3_18_a_measure_is_followed_to_its_end_and_names_the_change(visits: Caller) -> None:
    measure = await opened(visits, "measure", "service_process", summary="缩短报修响应")
    for step in ("plan", "carried_out"):
        await done(visits, f"{measure}/steps", step=step, text="四月底前上线")
    ended = {"outcome": "已上线"}
    problem(await visits.post(f"{measure}/closing", ended), 403, "matter_for_another")
    leader = await visits.post(f"{measure}/closing", ended, role=Role.manager)
    problem(leader, 409, "matter_change_missing")
    await done(visits, f"{measure}/closing", Role.manager, **ended, change="报修两小时内派单")
    assert (await visits.get(measure)).json()["change"] == "报修两小时内派单"


async def test_a_matter_told_twice_is_one_and_one_told_otherwise_is_refused(visits: Caller) -> None:
    customer, ref = {"source": "erp", "ref": str(uuid4())}, {"source": "crm", "ref": str(uuid4())}
    first = await opened(visits, "question", "general", customer=customer, external_ref=ref)
    assert await opened(visits, "question", "general", customer=customer, external_ref=ref) == first
    body = {"customer": customer, "external_ref": ref, "kind": "question", "category": "general"}
    other = await visits.post("/v1/matters", body | {"summary": "另一件事"})
    problem(other, 409, "matter_opened_otherwise")
    problem(await visits.get(f"/v1/matters/{uuid4()}"), 404, "matter_unknown")


async def test_a_clock_stands_still_for_a_reason_and_reopens_what_was_not_solved(world: World) -> None:
    call = world.call
    question = await opened(call, "question", "general")
    due_at = (await call.get(question)).json()["due_at"]
    sunday = MONDAY + timedelta(days=6)
    await done(call, f"{question}/pause", reason="等客户寄回样品", until=sunday.isoformat())
    # Two working days were left, and are left again from the first minute of the next one.
    wednesday = (sunday + timedelta(days=3)).astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=0, minute=0)
    assert datetime.fromisoformat((await call.get(question)).json()["due_at"]) == wednesday
    far = {"reason": "以后再说", "until": (MONDAY + timedelta(days=60)).isoformat()}
    problem(await call.post(f"{question}/pause", far), 409, "matter_clock_stopped")
    await done(call, f"{question}/resumption")
    assert (await call.get(question)).json()["due_at"] == due_at
    problem(await call.post(f"{question}/pause", far), 409, "matter_pause_too_long")
    await done(call, f"{question}/steps", step="answer", text="电话答复")
    await done(call, f"{question}/closing", outcome="已答复")
    world.clock.advance(timedelta(days=5))
    await done(call, f"{question}/reopening", reason="问题复发")
    again = (await call.get(question)).json()
    assert (again["outcome"], [step["text"] for step in again["steps"]]) == (None, [None])


async def test_a_new_kind_is_one_declaration_of_the_policy(world: World) -> None:
    told = {"customer": {"id": str(uuid4())}, "kind": "request", "category": "general", "summary": "样品"}
    problem(await world.call.post("/v1/matters", told), 409, "matter_kind_unknown")
    chapter: dict[str, Any] = default_book().matters.model_dump(mode="json")
    chapter["kinds"]["request"] = chapter["kinds"]["question"] | {"title": {"zh": "请求", "en": "request"}}
    await world.speak.fact("scoring", announced("requests", MONDAY, matters=chapter), 1)
    await world.knows(version="requests")
    request = await opened(world.call, "request", "general")
    await done(world.call, f"{request}/steps", step="answer", text="已寄样品")
    await done(world.call, f"{request}/closing", outcome="客户收到样品")
    read = (await world.call.get(request)).json()
    assert (read["title_zh"], read["policy_version"]) == ("请求", "requests")


async def test_a_reopening_repeated_is_answered_as_at_first_though_the_book_has_no_such_kind(
    world: World,
) -> None:
    question, key, why = await opened(world.call, "question", "general"), str(uuid4()), {"reason": "问题复发"}
    await done(world.call, f"{question}/steps", step="answer", text="电话答复")
    await done(world.call, f"{question}/closing", outcome="已答复")
    first = await world.call.post(f"{question}/reopening", why, key=key)
    chapter: dict[str, Any] = default_book().matters.model_dump(mode="json")
    del chapter["kinds"]["question"]
    await world.speak.fact("scoring", announced("no-questions", MONDAY, matters=chapter), 1)
    await world.knows(version="no-questions")
    again = await world.call.post(f"{question}/reopening", why, key=key)
    assert (first.status_code, again.json()) == (200, first.json())
    problem(await world.call.post(f"{question}/reopening", why), 409, "matter_kind_unknown")


async def test_s8_07_an_opinion_is_closed_when_its_cause_is_known_and_the_customer_was_told(
    visits: Caller,
) -> None:
    opinion = await opened(visits, "opinion", "suggestion")
    for step in ("cause", "told_customer"):
        problem(await visits.post(f"{opinion}/closing", {"outcome": "采纳"}), 409, "matter_step_missing")
        await done(visits, f"{opinion}/steps", step=step, text="已答复")
    await done(visits, f"{opinion}/closing", outcome="采纳")
    problem(await visits.post(f"{opinion}/closing", {"outcome": "不采纳"}), 409, "matter_closed_already")
