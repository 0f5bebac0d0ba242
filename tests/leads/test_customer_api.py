"""Customers over HTTP: what a client may rely on, and every way of being wrong."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.roles import Role
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, problem, serving, settings_for

LEAD: dict[str, Any] = {"kind": "company", "name": "杭州张记茶业", "source": "industry_event"}
NEED = {"after": "intending", "evidence": {"kind": "need", "text": "200 kg a month from May"}}


async def captured(leads: Caller, **changes: Any) -> str:
    answer = await leads.post("/v1/customers", LEAD | changes)
    assert answer.status_code == 201, answer.text
    customer_id: str = answer.json()["customer_id"]
    return customer_id


async def test_s5_01_a_captured_lead_keeps_its_source_and_can_be_read_at_once(leads: Caller) -> None:
    answer = await leads.post(
        "/v1/customers", LEAD | {"source_detail": "B12", "campaign": "spring", "owner": "li.na"}
    )
    assert answer.status_code == 201
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["position"] == "leads:1"
    read = await leads.get(answer.headers["location"])
    assert read.headers["etag"] == '"1"'
    shown = read.json()
    assert (shown["source"], shown["source_detail"], shown["campaign"]) == ("industry_event", "B12", "spring")
    assert (shown["confirmed"], shown["lifecycle"], shown["owner"]) == (True, "potential", "li.na")


async def test_a_repeat_with_the_same_key_gets_the_first_answer(leads: Caller) -> None:
    key = str(uuid4())
    first = await leads.post("/v1/customers", LEAD, key=key)
    again = await leads.post("/v1/customers", LEAD, key=key)
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert again.headers["position"] == first.headers["position"] == "leads:1"


async def test_two_at_once_with_the_same_key_capture_one_lead(leads: Caller) -> None:
    key = str(uuid4())
    answers = await asyncio.gather(*(leads.post("/v1/customers", LEAD, key=key) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["customer_id"] for answer in answers}) == 1


async def test_the_same_key_with_another_body_is_refused(leads: Caller) -> None:
    key = str(uuid4())
    await leads.post("/v1/customers", LEAD, key=key)
    problem(await leads.post("/v1/customers", LEAD | {"name": "李记"}, key=key), 422, "command_reused")


async def test_a_lead_of_another_system_is_one_customer_however_often_it_comes(leads: Caller) -> None:
    outside = {"customer": {"source": "fair-app", "ref": str(uuid4())}}
    first = await captured(leads, **outside)
    assert await captured(leads, **outside) == first
    refused = await leads.post("/v1/customers", LEAD | outside | {"name": "李记"})
    document = problem(refused, 409, "customer_already_captured")
    assert document["params"]["name"] == "杭州张记茶业"


@pytest.mark.parametrize(
    ("language", "title"),
    [("zh-CN", "该客户已建档，且资料不同"), ("en", "The customer was captured before, by other data")],
)
async def test_a_rejection_is_told_in_the_callers_language(leads: Caller, language: str, title: str) -> None:
    outside = {"customer": {"source": "fair-app", "ref": str(uuid4())}}
    await captured(leads, **outside)
    otherwise = LEAD | outside | {"name": "李记"}
    refused = await leads.post("/v1/customers", otherwise, headers={"Accept-Language": language})
    assert problem(refused, 409, "customer_already_captured")["title"] == title


@pytest.mark.parametrize(
    ("at", "code"),
    [("2999-01-01T00:00:00Z", "time_in_future"), ("1989-12-31T23:59:59Z", "time_too_ancient")],
)
async def test_a_time_that_cannot_be_is_refused(leads: Caller, at: str, code: str) -> None:
    document = problem(await leads.post("/v1/customers", LEAD | {"captured_at": at}), 409, code)
    assert document["params"]["field"] == "captured_at"


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00", "2026-01-01T00:00:00", "yesterday"]
)
async def test_a_time_that_is_none_is_pointed_at(leads: Caller, at: str) -> None:
    document = problem(await leads.post("/v1/customers", LEAD | {"captured_at": at}), 422, "invalid")
    assert [error["pointer"] for error in document["errors"]] == ["/captured_at"]


async def test_every_fault_of_a_body_is_pointed_at(leads: Caller) -> None:
    body = {"kind": "cat", "name": "", "source": "industry_event", "nmae": "x", "customer": {"id": "1"}}
    document = problem(await leads.post("/v1/customers", body), 422, "invalid")
    assert {error["pointer"] for error in document["errors"]} == {"/kind", "/name", "/nmae", "/customer/id"}


async def test_malformed_json_is_told_apart_from_wrong_content(leads: Caller) -> None:
    problem(await leads.post("/v1/customers", content=b'{"kind": '), 400, "malformed_json")


async def test_a_body_of_two_megabytes_is_too_large(leads: Caller) -> None:
    problem(await leads.post("/v1/customers", content=b" " * 2_000_000), 413, "body_too_large")


@pytest.mark.parametrize("role", [Role.viewer, Role.operator, Role.after_sales])
async def test_who_only_looks_on_captures_nothing(leads: Caller, role: Role) -> None:
    problem(await leads.post("/v1/customers", LEAD, role=role), 403, "forbidden")


async def test_a_command_without_an_idempotency_key_is_refused(leads: Caller) -> None:
    answer = await leads.http.post(
        "/v1/customers", json=LEAD, headers={"Authorization": f"Bearer {leads.tokens[Role.salesperson]}"}
    )
    problem(answer, 400, "idempotency_key_missing")


async def test_s5_03_a_need_moves_a_customer_on(leads: Caller) -> None:
    customer_id = await captured(leads)
    moved = await leads.post(f"/v1/customers/{customer_id}/lifecycle", NEED, version=1)
    assert (moved.status_code, moved.headers["etag"]) == (200, '"2"')
    assert (await leads.get(f"/v1/customers/{customer_id}")).json()["lifecycle"] == "intending"


async def test_s5_03_no_step_without_evidence(leads: Caller) -> None:
    customer_id = await captured(leads)
    step = {"after": "signed", "evidence": {"kind": "need", "text": "they promised"}}
    refused = await leads.post(f"/v1/customers/{customer_id}/lifecycle", step, version=1)
    assert problem(refused, 409, "evidence_missing")["params"]["needs"] == "contract"


async def test_a_step_from_a_version_long_gone_is_refused_with_the_present_one(leads: Caller) -> None:
    customer_id = await captured(leads)
    await leads.post(f"/v1/customers/{customer_id}/lifecycle", NEED, version=1)
    step = {"after": "potential", "evidence": {"kind": "need", "text": "cooled down"}}
    stale = await leads.post(f"/v1/customers/{customer_id}/lifecycle", step, version=1)
    assert problem(stale, 412, "precondition_failed")["current_version"] == 2
    assert stale.headers["etag"] == '"2"'


async def test_a_step_without_if_match_is_refused(leads: Caller) -> None:
    customer_id = await captured(leads)
    problem(await leads.post(f"/v1/customers/{customer_id}/lifecycle", NEED), 428, "precondition_required")


async def test_a_repeated_step_after_a_lost_answer_is_recognised_without_a_key(leads: Caller) -> None:
    customer_id = await captured(leads)
    bearer = {"Authorization": f"Bearer {leads.tokens[Role.salesperson]}", "If-Match": '"1"'}
    path = f"/v1/customers/{customer_id}/lifecycle"
    first = await leads.http.post(path, json=NEED, headers=bearer)
    again = await leads.http.post(path, json=NEED, headers=bearer)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_customer_never_heard_of_is_not_found(leads: Caller) -> None:
    problem(await leads.get(f"/v1/customers/{uuid4()}"), 404, "not_found")


async def test_a_customer_never_captured_takes_steps_and_is_unconfirmed(leads: Caller) -> None:
    customer_id = str(uuid4())
    moved = await leads.post(f"/v1/customers/{customer_id}/lifecycle", NEED, version=0)
    assert moved.status_code == 200, moved.text
    shown = (await leads.get(f"/v1/customers/{customer_id}")).json()
    assert (shown["confirmed"], shown["lifecycle"], shown["name"]) == (False, "intending", None)


async def test_the_status_counts_and_the_process_is_ready(
    leads_database: str, kafka: str, topic_prefix: str
) -> None:
    await make_topics(kafka, [f"{topic_prefix}.{name}.v1" for name in ("visits", "scoring")])
    async with serving(wire, settings_for(LeadsSettings, leads_database, kafka, topic_prefix)) as leads:
        status = (await leads.get("/v1/status")).json()
        assert status["faults"] == {}
        assert status["ready"] is True
        assert status["reports"]["customers"] == {"customers": 0, "unconfirmed": 0, "archived": 0}
        assert status["reports"]["policy"]["version"] == "default-1"
        assert (await leads.http.get("/readyz")).status_code == 200


async def test_a_process_that_cannot_hear_of_the_policy_is_not_ready(leads: Caller) -> None:
    answer = await leads.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["faults"] == {"policy_heard": "what was announced of the policy is not yet heard"}


async def test_many_systems_at_once_capture_one_outside_customer_once(leads: Caller) -> None:
    told = LEAD | {"customer": {"source": "fair-app", "ref": str(uuid4())}}
    answers = await asyncio.gather(*(leads.post("/v1/customers", told) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    (customer_id,) = {answer.json()["customer_id"] for answer in answers}
    assert (await leads.get(f"/v1/customers/{customer_id}")).json()["version"] == 1
