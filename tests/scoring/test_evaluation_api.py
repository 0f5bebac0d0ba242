"""The policy is evaluated at intervals, over HTTP and unattended (S6-15)."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from tests.scoring.policy_company import DECEMBER, NOW, Company, said
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for

EVALUATIONS = "/v1/policy/evaluations"
AT_WORK = frozenset({"deadlines", "evaluation"})
KEPT = {"outcome": "kept", "findings": "各项间隔合适"}
DAY = timedelta(days=1)


async def clock_of(call: Caller) -> dict[str, Any]:
    clock: dict[str, Any] = (await call.get("/v1/policy")).json()["evaluation"]
    return clock


async def told_of(pool: Pool) -> list[tuple[str, str | None]]:
    """What scoring is about to say, with the due date."""
    return [(name, data.get("due_at")) for name, data in await said(pool)]


async def test_s6_15_the_policy_is_due_for_evaluation_once_across_an_outage(
    pool: Pool, database: str
) -> None:
    clock = FixedClock(NOW)
    start, settings = partial(wire, clock=clock), settings_for(ScoringSettings, database)
    async with serving(start, settings, roles=lambda name: name in AT_WORK) as call:
        told = await eventually(lambda: clock_of(call))
        due_at = (NOW + 365 * DAY).isoformat().replace("+00:00", "Z")
        assert (told["due_at"], told["overdue"], told["last"]) == (due_at, False, None)
        clock.moment = NOW + 335 * DAY
        await eventually(lambda: told_of(pool))
        assert await told_of(pool) == [("policy-evaluation-reminded", due_at)]
    clock.moment = NOW + 400 * DAY
    async with serving(start, settings, roles=lambda name: name in AT_WORK) as call:
        told_all = [("policy-evaluation-reminded", due_at), ("policy-evaluation-due", due_at)]

        async def due() -> bool:
            return await told_of(pool) == told_all

        await eventually(due)
        assert (await clock_of(call))["overdue"] is True
        status = (await call.get("/v1/status")).json()["reports"]["evaluation"]
        assert (status["overdue"], status["policy_version"]) == (True, "default-1")
    async with serving(start, settings, roles=lambda name: name in AT_WORK) as call:
        kept = await call.post(EVALUATIONS, KEPT, role=Role.supervisor)
        assert kept.status_code == 201, kept.text
        told = await clock_of(call)
        assert (told["overdue"], told["last"]["outcome"]) == (False, "kept")
        assert told["due_at"] == (clock.moment + 365 * DAY).isoformat().replace("+00:00", "Z")
    assert [name for name, _ in await told_of(pool)] == [name for name, _ in told_all] + ["policy-evaluated"]


async def test_s6_15_another_interval_moves_the_clock_and_an_evaluation_leads_to_a_draft(
    company: Company,
) -> None:
    await eventually(lambda: clock_of(company.call))
    await company.announced(evaluation={"every_days": 90, "remind_before": 10})
    company.clock.moment = DECEMBER + timedelta(minutes=1)

    async def moved() -> bool:
        told = await clock_of(company.call)
        return bool(told["due_at"] == (DECEMBER + 90 * DAY).isoformat().replace("+00:00", "Z"))

    await eventually(moved)
    draft = await company.drafted(version="2027-01", effective_from="2027-01-01T00:00:00Z")
    changed = {"outcome": "change_drafted", "findings": "间隔过短", "draft_id": draft.rpartition("/")[2]}
    assert (await company.call.post(EVALUATIONS, changed, role=Role.manager)).status_code == 201
    (item,) = (await company.call.get(EVALUATIONS)).json()["items"]
    assert (item["draft"], item["policy_version"], item["evaluated_by"]) == (
        *(draft, "2026-12", "manager of tests"),
    )
    nowhere = changed | {"draft_id": str(uuid4())}
    refused = await company.call.post(EVALUATIONS, nowhere, role=Role.manager)
    problem(refused, 404, "policy_draft_unknown")
    for body in (KEPT | {"draft_id": str(uuid4())}, {"outcome": "change_drafted", "findings": "x"}):
        problem(await company.call.post(EVALUATIONS, body, role=Role.manager), 422, "invalid")
    problem(await company.call.post(EVALUATIONS, KEPT), 403, "forbidden")
