"""What-ifs over HTTP, on a real database with a story in it: asked, watched, cancelled, answered (S6-14)."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from services.scoring.studies import processes
from services.scoring.studies.use_cases import UNFINISHED_MAX
from shared.contracts.roles import Role
from shared.kit.postgres.pool import Pool
from tests.scoring.demo_story import play
from tests.scoring.policy_company import Company
from tests.scoring.studying import ended, studying
from tests.support.eventually import eventually
from tests.support.whole_service import problem

RUNS = "/v1/policy/what-ifs"
HARDER: dict[str, Any] = {
    "tier": {"key": {"enter": 5_000.0, "leave": 4_000.0}},
    "cadence": {"classes": {"ordinary": {"contact_days": 5}}},
}
"""Nobody is 重点 any more, and ordinary customers are met more often than key ones were."""


@pytest.fixture
async def asking(pool: Pool, database: str) -> AsyncIterator[Company]:
    """A company with a past; nobody answers what-ifs yet."""
    await play(pool)
    async with studying(database, roles=()) as company:
        yield company


@pytest.fixture
async def answered(pool: Pool, database: str) -> AsyncIterator[Company]:
    """The same, and what-ifs are answered."""
    await play(pool)
    async with studying(database) as company:
        yield company


async def asked(company: Company, key: str | None = None, **changes: Any) -> dict[str, Any]:
    draft = await company.drafted(**changes)
    answer = await company.call.post(f"{draft}/what-ifs", role=Role.supervisor, key=key)
    assert answer.status_code == 202, answer.text
    run: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"{RUNS}/{run['study_id']}"
    return run


async def ended_run(company: Company, run: dict[str, Any]) -> dict[str, Any]:
    return await ended(company, f"{RUNS}/{run['study_id']}")


async def classes(pool: Pool) -> dict[str, int]:
    rows = await pool.fetch("SELECT tier, count(*) AS customers FROM tier.customers GROUP BY tier")
    return {row["tier"]: row["customers"] for row in rows}


async def test_s6_14_a_draft_is_previewed_in_words_and_numbers_before_it_is_approved(
    answered: Company, pool: Pool
) -> None:
    before = await pool.fetch("SELECT * FROM outbox ORDER BY position")
    run = await ended_run(answered, await asked(answered, **HARDER))
    answer = run["answer"]
    counts = await classes(pool)
    assert {name: pair["before"] for name, pair in answer["classes"].items() if pair["before"]} == counts
    moved = answer["moves"]["key>ordinary"]
    assert moved > 0
    assert answer["classes"]["key"]["after"] == counts["key"] - moved == 0
    assert answer["contacts"]["after"] > answer["contacts"]["before"]
    assert set(answer["breached"]) == {"acknowledge", "resolve"}
    assert (run["state"], run["done"]) == ("done", run["total"])
    moves = (await answered.call.get(f"{RUNS}/{run['study_id']}/moves", limit=200)).json()["items"]
    assert len(moves) == answer["moved"]
    assert {(move["before"], move["after"]) for move in moves} == {("key", "ordinary")}
    english = (await answered.read(f"{RUNS}/{run['study_id']}", "en")).json()["words"]
    chinese = (await answered.read(f"{RUNS}/{run['study_id']}", "zh-CN")).json()["words"]
    assert f"{moved} change class: key → ordinary {moved}" in english[0]
    assert f"{moved} 名变更等级：重点客户 → 普通客户 {moved} 名" in chinese[0]
    # Side effects are off: nothing is said, nobody's class has moved.
    assert await pool.fetch("SELECT * FROM outbox ORDER BY position") == before
    assert await classes(pool) == counts


async def test_a_draft_that_changes_nothing_here_moves_nobody(answered: Company) -> None:
    answer = (await ended_run(answered, await asked(answered, complaint={})))["answer"]
    assert (answer["moved"], answer["moves"]) == (0, {})
    assert answer["contacts"]["before"] == pytest.approx(answer["contacts"]["after"])
    assert answer["returned"]["before"] == answer["returned"]["after"]


async def test_the_same_request_is_one_run_and_another_body_under_its_key_is_refused(asking: Company) -> None:
    draft = await asking.drafted()
    first = await asking.call.post(f"{draft}/what-ifs", role=Role.supervisor, key="once")
    again = await asking.call.post(f"{draft}/what-ifs", role=Role.supervisor, key="once")
    assert first.json() == again.json()
    other = await asking.call.post(f"{draft}/what-ifs", {"more": 1}, role=Role.supervisor, key="once")
    problem(other, 422, "command_reused")
    assert len((await asking.call.get(RUNS)).json()["items"]) == 1


async def test_who_waits_can_be_cancelled_and_too_many_are_refused(asking: Company) -> None:
    draft = await asking.drafted()
    runs = [
        (await asking.call.post(f"{draft}/what-ifs", role=Role.supervisor)).json()
        for _ in range(UNFINISHED_MAX)
    ]
    refused = await asking.call.post(f"{draft}/what-ifs", role=Role.supervisor)
    assert problem(refused, 409, "studies_too_many")["params"] == {"most": str(UNFINISHED_MAX)}
    cancelled = await asking.call.post(f"{RUNS}/{runs[0]['study_id']}/cancellation", role=Role.manager)
    assert (cancelled.json()["state"], cancelled.json()["answer"]) == ("cancelled", None)
    assert (await asking.call.post(f"{draft}/what-ifs", role=Role.supervisor)).status_code == 202


async def test_a_run_that_is_cancelled_at_work_ends_its_processes(
    answered: Company, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = processes._started

    async def noted(share: Any) -> asyncio.subprocess.Process:
        started.append(await start(share))
        return started[-1]

    monkeypatch.setattr(processes, "_started", noted)
    async with pool.acquire() as connection, connection.transaction():
        # The facts are locked away, so that the fold waits for them until it is ended.
        await connection.execute("LOCK TABLE tier.scored_facts, tier.customers IN ACCESS EXCLUSIVE MODE")
        run = await asked(answered)
        await eventually(lambda: bool(started))
        await answered.call.post(f"{RUNS}/{run['study_id']}/cancellation", role=Role.supervisor)
        await eventually(lambda: all(one.returncode is not None for one in started))
    assert (await ended_run(answered, run))["state"] == "cancelled"


async def test_a_run_whose_worker_died_is_answered_by_the_next(
    asking: Company, pool: Pool, database: str
) -> None:
    run = await asked(asking, **HARDER)
    await pool.execute("UPDATE studies SET state = 'running', done = 3, total = 9")
    await pool.execute(
        "INSERT INTO study_moves SELECT study_id, 'left behind', 'key', 'ordinary', 0 FROM studies"
    )
    async with studying(database) as company:
        assert (await ended_run(company, run))["state"] == "done"
        moves = (await company.call.get(f"{RUNS}/{run['study_id']}/moves", limit=200)).json()["items"]
        assert "left behind" not in {move["customer_id"] for move in moves}


async def test_a_share_that_fails_ends_the_run_with_its_reason(
    asking: Company, pool: Pool, database: str
) -> None:
    run = await asked(asking)
    book = json.loads(await pool.fetchval("SELECT after FROM studies"))
    del book["cadence"]
    await pool.execute("UPDATE studies SET after = $1", json.dumps(book))
    async with studying(database):
        failed = await eventually(lambda: _state(pool))
        assert failed == "failed"
    assert "cadence" in await pool.fetchval("SELECT reason FROM studies WHERE study_id = $1", run["study_id"])


async def _state(pool: Pool) -> str | None:
    state: str = await pool.fetchval("SELECT state FROM studies")
    return None if state in {"waiting", "running"} else state


async def test_an_unknown_run_is_told_so_and_only_drafters_may_ask(asking: Company) -> None:
    unknown = f"{RUNS}/00000000-0000-0000-0000-000000000000"
    for path in (unknown, f"{unknown}/moves"):
        problem(await asking.call.get(path), 404, "study_unknown")
    answer = await asking.call.post(f"{await asking.drafted()}/what-ifs", role=Role.salesperson)
    problem(answer, 403, "forbidden")
