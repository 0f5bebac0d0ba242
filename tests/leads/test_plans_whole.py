"""Plans at work: time nodes are warned of and told as overdue, market information is taken up again."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from services.leads.wiring import MIGRATIONS, MODELS
from shared.contracts.envelope import Message
from shared.kit.clock import FixedClock
from tests.leads.plans_told import approve, goal, in_force, node, shown, whole
from tests.leads.timed import DAY, NOW, Timed
from tests.support.eventually import eventually
from tests.support.speaking import heard
from tests.support.whole_service import prepare, problem

REVIEW = {"information": "两家外资恢复原价", "analysis": "可提高目标"}


@pytest.fixture
async def timed(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Timed]:
    await prepare(database, MIGRATIONS, MODELS)
    async with Timed.at_work(database, kafka, topic_prefix, FixedClock(NOW), "plans") as timed:
        yield timed


async def told(timed: Timed, plan: str, count: int) -> list[Message]:
    """The first facts that leads said of the plan, so many."""
    topic = f"{timed.prefix}.leads.v1"
    return list(await heard(timed.kafka, topic, count, f"plan-{plan.rpartition('/')[2]}"))[:count]


async def listed(timed: Timed, **filters: Any) -> list[dict[str, Any]]:
    answer = await timed.call.get("/v1/plans", **filters)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_s3_05_a_node_is_owed_by_its_date_and_market_information_is_taken_up_again(
    timed: Timed,
) -> None:
    nodes = [node("visits_done", NOW + 30 * DAY, "sales"), node("offers_made", NOW + 200 * DAY)]
    plan = await in_force(timed.call, whole("development", NOW, nodes=nodes))
    timed.clock.advance(31 * DAY)

    async def overdue() -> bool:
        return [one["plan_id"] for one in await listed(timed, overdue="true")] == [plan.rpartition("/")[2]]

    await eventually(overdue)
    late = await timed.call.post(f"{plan}/nodes/visits_done/proof", {"evidence": "走访记录"})
    assert late.status_code == 200
    assert (await shown(timed.call, plan))["nodes"][0]["late"] is True
    timed.clock.advance(60 * DAY)

    async def review_due() -> bool:
        return [one["review_due"] for one in await listed(timed, review="true")] == [True]

    await eventually(review_due)
    said = await timed.call.post(f"{plan}/review", REVIEW | {"revise": True})
    assert datetime.fromisoformat(said.json()["review_at"]) == NOW + 181 * DAY
    assert (await shown(timed.call, plan))["revise"] is True
    problem(await timed.call.post(f"{plan}/versions", {"title": "x", "owner": "li.na"}), 422, "invalid")
    nodes[0]["item"], nodes[0]["due_at"] = "走访四十家", (NOW + 150 * DAY).isoformat()
    goals = [goal("sales", 600_000_000, NOW, "CNY")]
    revision = whole("development", NOW, nodes=nodes, goals=goals, reason="对手恢复原价，提高目标")
    del revision["kind"]
    await timed.call.post(f"{plan}/versions", revision)
    assert (await shown(timed.call, plan))["in_force"] == 1
    assert (await approve(timed.call, plan, 2)).status_code == 200
    after = await shown(timed.call, plan)
    assert (after["in_force"], after["revise"], after["goals"][0]["ideal"]) == (2, False, 600_000_000)
    assert [one["reached_at"] for one in after["nodes"]] == [None, None]
    assert [one["version"] for one in after["versions"]] == [1, 2]
    facts = await told(timed, plan, 10)
    assert [fact.type.removeprefix("tuoke.leads.plan-") for fact in facts] == [
        *("submitted", "approved", "node-warned", "node-warned", "node-overdue", "node-reached"),
        *("review-due", "reviewed", "submitted", "approved"),
    ]

    async def settled() -> bool:
        (item,) = await listed(timed, kind="development", owner="li.na", standing="in_force")
        return (item["in_force"], item["overdue"], item["review_due"]) == (2, False, False)

    await eventually(settled)
    counted = (await timed.call.get("/v1/status")).json()
    assert '"in_force": 1' in str(counted).replace("'", '"')
