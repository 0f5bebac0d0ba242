"""What is seen of the stages of a pipeline: how long they take, who drops off, who goes on (S7-10, S5-10)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.contracts.opportunities import OpportunityFact
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.stage_sayings import goes_on, lost, moved, stage_story, won
from tests.scoring.stage_sayings import opened as begun

SHOWN = (
    "stage, number, title_en, entered, open, overdue, moved_on, back, lost, conversion_rate, drop_off_rate,"
    " median_days, late"
)
YEARS = timedelta(days=36_500)
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def told() -> list[OpportunityFact]:
    """One is lost late and goes on, one passes a stage over, goes back and is won, one is left standing."""
    ahead = datetime.now(UTC) + YEARS
    return [
        *(begun(A, day(1)), moved(A, "mining", "screening", day(1), day(3))),
        *(lost(A, "screening", day(3), day(23)), goes_on(A, "screening", day(30))),
        *(begun(B, day(1)), moved(B, "mining", "contact", day(1), day(5), passed=("screening",))),
        moved(B, "contact", "mining", day(5), day(6), forward=False, reason="需求变了", expected_by=ahead),
        won(B, "mining", day(6), day(8), passed=("screening", "contact")),
        *(begun(C, day(1)), moved(C, "mining", "screening", day(1), day(9), expected_by=ahead)),
    ]


def share(text: str) -> Decimal:
    return Decimal(text)


EXPECTED = [
    ("mining", 1, "mining", 4, 0, 0, 4, 0, 0, share("1.0000"), share("0.0000"), share("3.0"), 0),
    ("screening", 2, "screening", 5, 2, 1, 2, 0, 1, share("0.6667"), share("0.3333"), share("20.0"), 1),
    ("contact", 3, "contact", 2, 0, 0, 1, 1, 0, share("0.5000"), share("0.0000"), share("1.0"), 0),
]


async def shown(pool: Pool, *batches: list[OpportunityFact]) -> list[tuple[Any, ...]]:
    log, projector = Log(), await opened(pool, BOARD)
    for batch in batches:
        await project(projector, [log.say(fact, day(40)) for fact in batch])
    await projector.close()
    rows = await pool.fetch(f"SELECT {SHOWN} FROM reporting.pipeline_stages_v1 ORDER BY number")  # noqa: S608
    return [tuple(row) for row in rows]


async def test_s7_10_each_stage_shows_its_duration_its_drop_off_and_who_goes_on(pool: Pool) -> None:
    assert await shown(pool, told()) == EXPECTED


async def test_s5_10_the_rows_of_stages_do_not_depend_on_where_batches_end(pool: Pool) -> None:
    assert await shown(pool, *([fact] for fact in told())) == EXPECTED


async def test_an_opportunity_that_was_lost_counts_in_the_stage_where_it_ended(pool: Pool) -> None:
    mining, screening = await shown(pool, stage_story())
    assert (mining[6:9], screening[6:9]) == ((1, 0, 0), (0, 0, 1))
    assert (screening[11], screening[12]) == (share("20.0"), 1)
