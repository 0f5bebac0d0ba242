"""Violations and sanctions over HTTP, by the policy in force (S6-13, S6-14)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.http.keys import ApiKeys
from shared.kit.postgres.pool import Pool
from tests.scoring.policy_company import DECEMBER, NOW, Company, said
from tests.support.outbox import drained
from tests.support.whole_service import SECRET, Caller, problem, serving, settings_for

PERSON = "salesperson of tests"
DOCUMENT = {"kind": "document", "ref": "报价单 2026-0311"}


@dataclass
class Office:
    """The API; `another` is a second supervisor's key."""

    call: Caller
    clock: FixedClock
    another: str

    async def violated(self, *evidence: Any, **changes: Any) -> str:
        """A violation is recorded by a supervisor; return its id."""
        body = {"person": PERSON, "chapter": "promises", "what": "未经批准承诺七折"} | changes
        shown = list(evidence) or [DOCUMENT]
        answer = await self.call.post("/v1/violations", body | {"evidence": shown}, role=Role.supervisor)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["violation_id"])

    async def proposed(self, measure: str, *violations: str, role: Role = Role.manager) -> httpx.Response:
        """Return the answer to a proposal."""
        body = {"person": PERSON, "measure": measure, "violations": violations, "reason": "事实清楚"}
        return await self.call.post("/v1/sanctions", body, role=role)

    async def acted(
        self, sanction: httpx.Response, act: str, body: Any, role: Role, key: str | None = None
    ) -> httpx.Response:
        """Return the answer to something done about a sanction, from the record as it stands."""
        record = sanction.headers["location"]
        version = int((await self.call.get(record)).headers["etag"].strip('"'))
        path = f"{record}/sanctions/{sanction.json()['sanction_id']}/{act}"
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return await self.call.post(path, body, role=role, version=version, headers=headers)

    async def decided(self, sanction: httpx.Response, role: Role, **more: Any) -> httpx.Response:
        """Return the answer to an approval."""
        return await self.acted(sanction, "decision", {"verdict": "approved", "reason": "属实"}, role, **more)


@pytest.fixture
async def office(pool: Pool, database: str) -> AsyncIterator[Office]:
    clock = FixedClock(NOW)
    async with serving(partial(wire, clock=clock), settings_for(ScoringSettings, database)) as call:
        key = await ApiKeys(pool, SECRET).create("zhao.min", frozenset({Role.supervisor}), NOW)
        yield Office(call, clock, key.text)


async def test_s6_13_warning_demotion_and_dismissal_follow_each_other_with_evidence(
    office: Office, pool: Pool
) -> None:
    first = await office.violated()
    refused = problem(await office.proposed("demotion", first), 409, "sanction_conditions_unmet")
    assert refused["params"]["missing"] == "evidence, warning"
    assert refused["params"]["zh"] == "须有 2 件证据，现有 1 件；违规之前 365 天内须受过警告"
    warning = await office.proposed("warning", first)
    assert warning.status_code == 201, warning.text
    assert (await office.decided(warning, Role.supervisor)).status_code == 200
    office.clock.moment = NOW + timedelta(days=100)
    again = await office.violated(DOCUMENT, {"kind": "event", "ref": str(uuid4())}, chapter="cadence")
    demotion = await office.proposed("demotion", again, role=Role.supervisor)
    other_role = problem(
        await office.decided(demotion, Role.supervisor), 403, "sanction_decided_by_another_role"
    )
    assert other_role["params"] == {"required_role": "manager"}
    assert (await office.decided(demotion, Role.manager)).status_code == 200
    problem(await office.proposed("dismissal", again), 409, "violation_not_free")
    office.clock.moment = NOW + timedelta(days=200)
    third = await office.violated(*({"kind": "event", "ref": str(uuid4())} for _ in range(3)))
    dismissal = await office.proposed("dismissal", third, role=Role.supervisor)
    assert (await office.decided(dismissal, Role.manager)).status_code == 200
    record = (await office.call.get(demotion.headers["location"], role=Role.supervisor)).json()
    assert [(one["measure"], one["standing"]) for one in record["sanctions"]] == [
        ("warning", "in_effect"),
        ("demotion", "in_effect"),
        ("dismissal", "in_effect"),
    ]
    told = await said(pool)
    assert [name for name, _ in told] == 3 * ["violation-recorded", "sanction-decided"]
    assert told[-1][1]["policy_version"] == "default-1"
    assert told[-1][1]["violations"] == [third]


async def test_s6_13_a_measure_is_appealed_by_the_person_and_lifted_by_another(office: Office) -> None:
    warning = await office.proposed("warning", await office.violated())
    approved = await office.decided(warning, Role.supervisor)
    assert approved.status_code == 200, approved.text
    why = {"reason": "当日已口头获主管同意"}
    problem(await office.acted(warning, "appeal", why, Role.after_sales), 403, "conduct_of_another")
    assert (await office.acted(warning, "appeal", why, Role.salesperson)).status_code == 200
    lift = {"verdict": "lifted", "reason": "主管证实已同意"}
    same = await office.acted(warning, "appeal/decision", lift, Role.supervisor)
    assert problem(same, 409, "sanction_needs_another")["params"]["excluded"].startswith(
        "supervisor of tests"
    )
    lifted = await office.acted(warning, "appeal/decision", lift, Role.supervisor, office.another)
    assert lifted.status_code == 200, lifted.text
    (item,) = (await office.call.get("/v1/conduct", role=Role.manager)).json()["items"]
    assert (item["person"], item["in_effect"], item["violations"]) == (PERSON, [], 1)


async def test_s6_14_a_violation_names_the_rule_of_the_book_and_is_disciplined_by_the_book_in_force(
    company: Company, database: str
) -> None:
    await company.announced(sanctions={"measures": {"warning": {"evidence": 2, "approver": "manager"}}})
    office = Office(company.call, company.clock, "")
    before = await office.violated()
    company.clock.moment = DECEMBER
    refused = problem(await office.proposed("warning", before), 409, "sanction_conditions_unmet")
    assert (refused["params"]["missing"], refused["params"]["policy_version"]) == ("evidence", "2026-12")
    after = await office.violated({"kind": "text", "text": "客户证实"}, clause="S9-08", kind="poor_result")
    warning = await office.proposed("warning", before, after, role=Role.supervisor)
    assert warning.status_code == 201, warning.text
    problem(await office.decided(warning, Role.supervisor), 403, "sanction_decided_by_another_role")
    assert (await office.decided(warning, Role.manager)).status_code == 200
    record = (await company.call.get(warning.headers["location"], role=Role.manager)).json()
    assert [one["policy_version"] for one in record["violations"]] == ["default-1", "2026-12"]
    assert record["sanctions"][0]["decided"]["policy_version"] == "2026-12"
    await drained(database)


async def test_a_rule_that_is_not_in_the_policy_cannot_be_violated(office: Office) -> None:
    body = {"person": PERSON, "what": "迟到", "evidence": [DOCUMENT]}
    for rule, code in (
        ({"chapter": "punctuality"}, (409, "conduct_rule_unknown")),
        ({"clause": "S6-99"}, (409, "conduct_rule_unknown")),
        ({}, (422, "invalid")),
        ({"chapter": "tier", "evidence": []}, (422, "invalid")),
        ({"chapter": "tier", "evidence": [{"kind": "event"}]}, (422, "invalid")),
        ({"chapter": "tier", "happened_at": "2999-01-01T00:00:00Z"}, (409, "time_in_future")),
        ({"chapter": "tier", "happened_at": "0001-01-01T00:00:00Z"}, (409, "time_too_ancient")),
    ):
        problem(await office.call.post("/v1/violations", body | rule, role=Role.supervisor), *code)
    problem(await office.call.post("/v1/violations", body | {"chapter": "tier"}), 403, "forbidden")


async def test_names_and_words_are_masked_for_whoever_has_no_business_with_them(office: Office) -> None:
    violation = await office.violated(DOCUMENT, {"kind": "text", "text": "客户证实"})
    warning = await office.proposed("warning", violation)
    record = warning.headers["location"]
    for role in (Role.viewer, Role.after_sales, Role.operator, Role.system):
        shown = await office.call.get(record, role=role)
        assert not any(word in shown.text for word in (PERSON, "七折", "报价单", "客户证实", "事实清楚"))
        assert [one["kind"] for one in shown.json()["violations"][0]["evidence"]] == ["document", "text"]
        (item,) = (await office.call.get("/v1/conduct", role=role)).json()["items"]
        assert item["person"] == "•••"
        problem(await office.call.get("/v1/conduct", role=role, person=PERSON), 403, "conduct_of_another")
        problem(await office.call.get("/v1/conduct", role=role, person="nobody"), 403, "conduct_of_another")
    for role in (Role.salesperson, Role.supervisor, Role.manager):
        own = (await office.call.get(record, role=role)).json()
        assert (own["person"], own["violations"][0]["what"]) == (PERSON, "未经批准承诺七折")
        assert (await office.call.get("/v1/conduct", role=role, person=PERSON)).json()["items"]


async def test_a_violation_is_withdrawn_and_stays_readable(office: Office) -> None:
    violation = await office.violated()
    listed = (await office.call.get("/v1/conduct", person=PERSON, role=Role.manager)).json()["items"]
    record = f"/v1/conduct/{listed[0]['person_id']}"
    why, path = {"reason": "折扣已获批准"}, f"{record}/violations/{violation}/withdrawal"
    problem(await office.call.post(path, why, role=Role.supervisor, version=2), 412, "precondition_failed")
    withdrawn = await office.call.post(path, why, role=Role.supervisor, version=1)
    assert (withdrawn.status_code, withdrawn.headers["etag"]) == (200, '"2"')
    read = (await office.call.get(record, role=Role.manager)).json()
    assert read["violations"][0]["withdrawn"]["reason"] == "折扣已获批准"
    problem(await office.proposed("warning", violation), 409, "violation_not_free")
    problem(await office.call.get(f"/v1/conduct/{uuid4()}"), 404, "conduct_unknown")
    nobody = await office.call.get("/v1/conduct", person="nobody", role=Role.manager)
    assert nobody.json()["items"] == []


async def test_records_are_listed_newest_first_page_by_page(office: Office) -> None:
    people = [f"person {number}" for number in range(3)]
    for person in people:
        await office.violated(person=person)
    seen, path = [], "/v1/conduct?limit=2"
    while path:
        page = (await office.call.get(path, role=Role.manager)).json()
        seen += [item["person"] for item in page["items"]]
        path = page["next"]
    assert seen == people[::-1]
