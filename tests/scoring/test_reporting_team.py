"""What a team sees of itself: who helps whom, and what is improved (S3-19)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.contracts.matters import (
    MatterBreached,
    MatterClosed,
    MatterFact,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
)
from shared.contracts.visits import VisitLogged
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.matter_sayings import measure_story, raised
from tests.scoring.projections import BOARD, SALES, Log, Spoken, opened, project
from tests.scoring.sayings import ID, OTHER, captured, visit

YEARS = timedelta(days=36_500)
SHOWN = (
    "opened_month, kind, opened, open, overdue, closed, closed_late, median_days, measured, changed, reopened"
)
QUESTION, MEASURE = UUID(int=1), UUID(int=2)
MONTH = day(10).date().replace(day=1)


def met(at: float, who: str, customer: UUID = ID) -> VisitLogged:
    return visit(day(at), customer).model_copy(update={"salesperson": who})


def question(contract: type[MatterFact], **fields: Any) -> MatterFact:
    return raised(contract, QUESTION, OTHER, kind="question", **fields)


def questioned() -> list[MatterFact]:
    """A question is answered late, leads to a measure, and is not solved by it."""
    due, ahead = day(12), datetime.now(UTC) + YEARS
    return [
        question(MatterOpened, summary="?", due_at=due, opened_by="li", opened_at=day(10)),
        question(MatterPaused, reason="-", until=day(13), due_at=day(15), paused_by="li", paused_at=day(11)),
        question(MatterResumed, due_at=due, resumed_by="li", resumed_at=day(11)),
        question(MatterBreached, breached_at=due, noticed_at=due),
        question(MatterLinked, measure_id=MEASURE, linked_by="li", linked_at=day(14)),
        question(MatterClosed, outcome="!", late=True, closed_by="li", closed_at=day(16)),
        question(MatterReopened, reason="-", due_at=ahead, reopened_by="li", reopened_at=day(20)),
    ]


EXPECTED = [
    (MONTH, "measure", 1, 0, 0, 1, 0, Decimal("10.0"), 0, 1, 0),
    (MONTH, "question", 1, 1, 0, 0, 0, None, 1, 0, 1),
]


async def shown(pool: Pool, *batches: list[MatterFact]) -> list[tuple[Any, ...]]:
    log, projector = Log(), await opened(pool, BOARD)
    for batch in batches:
        await project(projector, [log.say(fact, day(40)) for fact in batch])
    await projector.close()
    rows = await pool.fetch(f"SELECT {SHOWN} FROM reporting.matters_monthly_v1 ORDER BY kind")  # noqa: S608
    return [tuple(row) for row in rows]


async def test_s3_19_what_is_raised_and_what_it_improves_is_seen_by_month(pool: Pool) -> None:
    assert await shown(pool, [*questioned(), *measure_story()]) == EXPECTED


async def test_s10_05_needs_of_products_are_counted_across_customers(pool: Pool) -> None:
    said = {"summary": "-", "due_at": day(30), "opened_by": "li", "opened_at": day(10)}
    needs = [(ID, "service"), (ID, "product_upgrade"), (OTHER, "product_upgrade")]
    told = [
        raised(MatterOpened, UUID(int=n), one, "product_need", **said).model_copy(
            update={"category": category}
        )
        for n, (one, category) in enumerate(needs)
    ]
    await shown(pool, told)
    rows = await pool.fetch("SELECT category, opened FROM reporting.matters_monthly_v1 ORDER BY 1")
    assert [tuple(row) for row in rows] == [("product_upgrade", 2), ("service", 1)]


async def test_rows_of_matters_do_not_depend_on_where_batches_end(pool: Pool) -> None:
    assert await shown(pool, *([fact] for fact in [*questioned(), *measure_story()])) == EXPECTED


async def test_a_matter_closed_late_counts_as_such(pool: Pool) -> None:
    (row,) = await shown(pool, questioned()[:-1])
    assert row[2:] == (1, 0, 0, 1, 1, Decimal("6.0"), 1, 0, 0)


async def test_s3_19_who_helps_whom_is_seen_by_month_and_person(pool: Pool) -> None:
    told: list[Spoken] = [
        captured(ID).model_copy(update={"owner": "li"}),
        captured(OTHER).model_copy(update={"owner": None}),
        *(met(1, "li"), met(2, "wang"), met(3, "wang"), met(4, "wang", OTHER), met(40, "chen")),
    ]
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [log.say(fact, day(100)) for fact in told])
    await projector.close()
    rows = await pool.fetch(
        "SELECT month, salesperson, contacts, given, customers_given, got, customers_got"
        " FROM reporting.team_sharing_v1 ORDER BY month, salesperson"
    )
    assert [tuple(row) for row in rows] == [
        ("2026-01", "li", 1, 0, 0, 2, 1),
        ("2026-01", "wang", 3, 2, 1, 0, 0),
        ("2026-02", "chen", 1, 1, 1, 0, 0),
        ("2026-02", "li", 0, 0, 0, 1, 1),
    ]
