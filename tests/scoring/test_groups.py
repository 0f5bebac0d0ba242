"""Sales, points, visits and complaints roll up to whatever group a customer belongs to now (S1-08)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.groups import GroupJoined, GroupLeft
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import ID, OTHER, captured, complaint, purchase, tier_changed, visit
from tests.support.whole_service import Caller, problem, serving, settings_for

GROUP = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a00f")
STRANGER = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a00e")


@pytest.fixture
async def scoring(pool: Pool, database: str) -> AsyncIterator[Caller]:
    """The API of scoring, with no role running."""
    del pool
    async with serving(wire, settings_for(ScoringSettings, database)) as caller:
        yield caller


def joined(customer: UUID, group: UUID) -> GroupJoined:
    return GroupJoined(customer_id=customer, group_id=group, joined_by="li", joined_at=day(1))


async def heard(pool: Pool, log: Log, *facts: Any) -> None:
    projector = await opened(pool, BOARD)
    await project(projector, [log.say(fact, day(30)) for fact in facts])
    await projector.close()


async def read(scoring: Caller, group: UUID) -> dict[str, Any]:
    told: dict[str, Any] = (await scoring.get(f"/v1/groups/{group}")).json()
    return told


async def test_s1_08_a_group_comes_to_what_its_members_on_all_levels_do(scoring: Caller, pool: Pool) -> None:
    """The view that dashboards read says the same; membership that changes is followed at once."""
    log = Log()
    await heard(
        pool,
        log,
        captured(GROUP, "group"),
        captured(ID),
        joined(ID, GROUP),
        joined(OTHER, ID),  # of whom nothing else was heard yet
        purchase(day(2), 300),
        purchase(day(3), 100, GROUP),
        purchase(day(4), 600, STRANGER),
        visit(day(5)),
        complaint(day(6)),
        tier_changed("potential", "ordinary", day(2)),
    )
    await heard(
        pool, log, purchase(day(7), 600, OTHER), purchase(day(8), 10, OTHER, "USD"), visit(day(8), OTHER)
    )
    told = await read(scoring, GROUP)
    counts = {name: told[name] for name in ("members", "levels", "visits", "complaints", "open_complaints")}
    assert counts == {"members": 2, "levels": 2, "visits": 2, "complaints": 1, "open_complaints": 1}
    assert told["points"] == 42.5
    assert told["sales"] == [
        {"currency": "CNY", "amount": "1000.00", "share_of_sales": 0.625},
        {"currency": "USD", "amount": "10.00", "share_of_sales": 1.0},
    ]
    parts = [
        (one["customer_id"], one["level"], one["currency"], one["share_of_group"]) for one in told["parts"]
    ]
    assert parts == [
        (str(GROUP), 0, "CNY", 0.1),
        (str(ID), 1, "CNY", 0.3),
        (str(OTHER), 2, "CNY", 0.6),
        (str(OTHER), 2, "USD", 1.0),
    ]
    shown = await pool.fetch(
        "SELECT group_id, amount FROM reporting.groups_v1 WHERE currency = 'CNY' ORDER BY 2"
    )
    assert [tuple(row) for row in shown] == [(str(ID), 900), (str(GROUP), 1000)]

    left = GroupLeft(customer_id=OTHER, group_id=ID, left_by="li", left_at=day(9))
    await heard(pool, log, left, joined(STRANGER, GROUP))
    told = await read(scoring, GROUP)
    assert (told["members"], told["sales"][0]["amount"]) == (2, "1000.00")
    problem(await scoring.get(f"/v1/groups/{ID}"), 404, "not_found")


async def test_a_circle_that_two_links_of_one_moment_closed_is_gone_around_once(
    scoring: Caller, pool: Pool
) -> None:
    facts = [joined(ID, OTHER), joined(OTHER, ID)]
    bought = [purchase(day(2) + timedelta(hours=n), 100, one) for n, one in enumerate((ID, OTHER))]
    await heard(pool, Log(), *facts, *bought)
    told = await read(scoring, ID)
    assert (told["members"], told["sales"][0]["amount"]) == (1, "200.00")
