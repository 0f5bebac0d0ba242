"""Obligations as dashboards read them: open, late, done and kept, by rule and person (S6-04)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from shared.contracts.obligations import (
    ObligationBreached,
    ObligationCancelled,
    ObligationFact,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
)
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import ID, OTHER, owed

YEARS = timedelta(days=36_500)
SHOWN = "rule, person, open, overdue, breached, met, met_late, cancelled, kept_rate"


def told(contract: type[ObligationFact], number: int, **fields: Any) -> ObligationFact:
    return owed(contract, uuid5(ID, str(number)), **fields)


def story() -> list[ObligationFact]:
    """li.na keeps one of two; one is taken back and asked for again; wang.wei takes the other over, late."""
    due, late = day(10), day(12)
    return [
        told(ObligationOpened, 1, owed_since=day(1), due_at=due),
        told(ObligationMet, 1, met_at=day(5), late=False, due_at=due),
        told(ObligationOpened, 2, owed_since=day(1), due_at=due),
        told(ObligationBreached, 2, breached_at=due, noticed_at=due, due_at=due),
        told(ObligationMet, 2, met_at=late, late=True, due_at=due),
        told(ObligationOpened, 3, owed_since=day(1), due_at=due),
        told(ObligationBreached, 3, breached_at=due, noticed_at=due, due_at=due),
        told(ObligationCancelled, 3, cancelled_at=late, reason="superseded", due_at=due),
        told(ObligationOpened, 3, owed_since=late, due_at=datetime.now(UTC) + YEARS),
        told(ObligationOpened, 4, owed_since=day(1), due_at=due),
        told(ObligationHandedOver, 4, person="wang.wei", before="li.na", handed_over_at=late, due_at=due),
        told(ObligationBreached, 4, person="wang.wei", breached_at=due, noticed_at=late, due_at=due),
    ]


EXPECTED = [
    ("contact_interval", "li.na", 1, 0, 1, 2, 1, 0, Decimal("0.5")),
    ("contact_interval", "wang.wei", 1, 1, 1, 0, 0, 0, Decimal(0)),
]


async def shown(pool: Pool, *batches: list[ObligationFact]) -> list[tuple[Any, ...]]:
    log, projector = Log(), await opened(pool, BOARD)
    for batch in batches:
        await project(projector, [log.say(fact, day(20)) for fact in batch])
    await projector.close()
    rows = await pool.fetch(f"SELECT {SHOWN} FROM reporting.obligations_v1 ORDER BY person")  # noqa: S608
    return [tuple(row) for row in rows]


async def test_who_keeps_what_is_owed_is_seen_by_rule_and_person(pool: Pool) -> None:
    assert await shown(pool, story()) == EXPECTED


async def test_the_rows_do_not_depend_on_where_batches_end(pool: Pool) -> None:
    assert await shown(pool, *([fact] for fact in story())) == EXPECTED


async def test_obligations_of_other_customers_and_of_nobody_are_counted_apart(pool: Pool) -> None:
    facts = [
        owed(ObligationOpened, UUID(int=1), OTHER, owed_since=day(1), due_at=day(2), person=None),
        owed(ObligationOpened, UUID(int=2), ID, owed_since=day(1), due_at=day(2), rule="file_review"),
    ]
    rows = await shown(pool, facts)
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("file_review", "li.na", 1),
        ("contact_interval", None, 1),
    ]
