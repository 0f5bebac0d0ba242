"""What is seen of plans: versions, time nodes, and the gap to each goal with its next step (S1-01, S9-10)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.groups import GroupJoined
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.plan_sayings import (
    GOALS,
    OFFERS,
    VISITS,
    approved,
    ended,
    measured,
    overdue,
    reached,
    review_due,
    reviewed,
    submitted,
)
from tests.scoring.projections import BOARD, SALES, Log, Spoken, opened, project
from tests.scoring.sayings import ID, OTHER, purchase

LATER = datetime(2027, 1, 1, tzinfo=UTC)
FAR_NODE = OFFERS.model_copy(update={"item": "报价四十家", "due_at": day(160)})


@dataclass
class Shown:
    """The views after what was told, each batch projected by itself."""

    pool: Pool

    async def hears(self, *batches: list[Spoken]) -> None:
        log = Log()
        records = [[log.say(fact, LATER) for fact in batch] for batch in batches]
        for model in (BOARD, SALES):
            projector = await opened(self.pool, model)
            for batch in records:
                await project(projector, batch)
            await projector.close()

    async def rows(self, columns: str, view: str, order: str) -> list[tuple[Any, ...]]:
        found = await self.pool.fetch(f"SELECT {columns} FROM reporting.{view} ORDER BY {order}")  # noqa: S608
        return [tuple(row) for row in found]


IN_FORCE: list[Spoken] = [submitted(day(90)), approved(day(95)), overdue(VISITS), measured(1_100, day(112))]
BOUGHT: list[Spoken] = [
    GroupJoined(customer_id=OTHER, group_id=ID, joined_by="li", joined_at=day(3)),
    *(purchase(day(50), 500, ID), purchase(day(101), 1_000, ID), purchase(day(150), 1_200, OTHER)),
    purchase(day(250), 9_000, ID),
]


@pytest.mark.parametrize("whole", [True, False], ids=["in one batch", "each by itself"])
async def test_s1_01_progress_against_each_objective_of_a_group_is_seen(pool: Pool, whole: bool) -> None:  # noqa: FBT001 -- pytest names it
    told, shown = [*BOUGHT, *IN_FORCE], Shown(pool)
    await shown.hears(*([told] if whole else [[fact] for fact in told]))
    columns = "measure, ideal, actual, gap, progress, known_from, next_item, next_owner, next_due_at"
    way = (VISITS.item, VISITS.owner, VISITS.due_at)
    assert await shown.rows(columns, "plan_goals_v1", "measure") == [
        ("added_revenue", 3000, 1700, 1300, Decimal("0.5667"), "purchases", None, None, None),
        ("market_share", 15, 11, 4, Decimal("0.7333"), "measured", None, None, None),
        ("sales", 5000, 2200, 2800, Decimal("0.4400"), "purchases", *way),
    ]


async def test_s9_10_time_nodes_are_seen_with_owner_item_and_time(pool: Pool) -> None:
    shown = Shown(pool)
    await shown.hears([*IN_FORCE, reached(VISITS, day(111))])
    columns = "item, owner, due_at, standing, late"
    assert await shown.rows(columns, "plan_nodes_v1", "due_at") == [
        (VISITS.item, "wang", VISITS.due_at, "reached", True),
        (OFFERS.item, "zhao", OFFERS.due_at, "open", None),
    ]
    plan = "standing, version, in_force, nodes, reached, overdue, next_due_at, review_due, revise"
    assert await shown.rows(plan, "plans_v1", "plan_id") == [
        ("in_force", 1, 1, 2, 1, 0, OFFERS.due_at, False, False)
    ]


async def test_s3_05_a_revision_that_a_review_asks_for_is_seen_until_it_is_approved(pool: Pool) -> None:
    shown, columns = Shown(pool), "standing, version, in_force, nodes, overdue, review_due, revise"
    again = {"version": 2, "nodes": (FAR_NODE,), "goals": GOALS[:1]}
    await shown.hears([*IN_FORCE, review_due(day(190))])
    assert await shown.rows(columns, "plans_v1", "plan_id") == [("in_force", 1, 1, 2, 1, True, False)]
    revised = [reviewed(day(191)), submitted(day(192), **again)]
    await shown.hears([*IN_FORCE, review_due(day(190)), *revised])
    assert await shown.rows(columns, "plans_v1", "plan_id") == [("in_force", 2, 1, 2, 1, False, True)]
    done = [*revised, approved(day(193), **again), ended(day(200), version=2)]
    await shown.hears([*IN_FORCE, review_due(day(190)), *done])
    assert await shown.rows(columns, "plans_v1", "plan_id") == [("completed", 2, 2, 1, 0, False, False)]
    assert await shown.rows("goal, gap", "plan_goals_v1", "goal") == [("market_share", 4)]
    assert await shown.rows("item, standing", "plan_nodes_v1", "node") == [("报价四十家", "ended")]


@pytest.mark.parametrize("whole", [True, False], ids=["in one batch", "each by itself"])
async def test_what_another_version_leaves_out_is_gone(pool: Pool, whole: bool) -> None:  # noqa: FBT001 -- pytest names it
    """Whether a goal is counted in money, a node serves a goal, or market information is taken up again."""
    other = GOALS[1].model_copy(update={"measure": "satisfaction", "currency": None, "ideal": 8_000})
    for_none = VISITS.model_copy(update={"goal": None})
    again = {"version": 2, "goals": (other,), "nodes": (for_none,), "review_at": None}
    told = [*IN_FORCE, review_due(day(190)), approved(day(193), **again)]
    shown = Shown(pool)
    await shown.hears(*([told] if whole else [[fact] for fact in told]))
    columns = "measure, currency, ideal, known_from, next_item"
    assert await shown.rows(columns, "plan_goals_v1", "goal") == [("satisfaction", None, 80, None, None)]
    assert await shown.rows("node, goal", "plan_nodes_v1", "node") == [("visits", None)]
    assert await shown.rows("review_at, review_due", "plans_v1", "plan_id") == [(None, False)]
