"""Forms as dashboards read them: every answer, satisfaction and loyalty over time (S8-05)."""

from datetime import UTC, date, datetime
from decimal import Decimal

from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import ID, OTHER, answered

JANUARY, FEBRUARY = datetime(2026, 1, 31, 15, 59, tzinfo=UTC), datetime(2026, 1, 31, 16, 0, tzinfo=UTC)


async def story(pool: Pool) -> None:
    """Two customers answer the survey, one of them twice; a supervisor fills in a checklist."""
    log, projector = Log(), await opened(pool, BOARD)
    facts = [
        answered(JANUARY, {"product": 5, "loyalty": 4}, 100.0),
        answered(FEBRUARY, {"product": 2, "loyalty": 2}, 25.0),
        answered(FEBRUARY, {"product": 4, "loyalty": None}, 75.5, OTHER),
        answered(FEBRUARY, {"respect": 1}, 0.0, form="conduct"),
    ]
    await project(projector, [log.say(fact, day(n)) for n, fact in enumerate(facts)])
    await projector.close()


async def test_s8_05_satisfaction_is_followed_by_month_in_shanghai(pool: Pool) -> None:
    await story(pool)
    rows = await pool.fetch("SELECT * FROM reporting.satisfaction_monthly_v1 ORDER BY answered_month")
    assert [tuple(row) for row in rows] == [
        (date(2026, 1, 1), "satisfaction", 1, 1, Decimal(100), 0, Decimal(0), day(0)),
        (date(2026, 2, 1), "satisfaction", 2, 2, Decimal("50.25"), 1, Decimal("0.5"), day(2)),
    ]


async def test_s8_05_loyalty_is_followed_beside_the_three_scores(pool: Pool) -> None:
    await story(pool)
    rows = await pool.fetch(
        "SELECT answered_month, item, answers, score_mean, score_least FROM reporting.form_scores_monthly_v1"
        " WHERE form = 'satisfaction' ORDER BY item, answered_month"
    )
    january, february = date(2026, 1, 1), date(2026, 2, 1)
    assert [tuple(row) for row in rows] == [
        (january, "loyalty", 1, Decimal(4), 4),
        (february, "loyalty", 1, Decimal(2), 2),
        (january, "product", 1, Decimal(5), 5),
        (february, "product", 2, Decimal(3), 2),
    ]


async def test_every_answer_is_a_row_with_its_warnings(pool: Pool) -> None:
    await story(pool)
    rows = await pool.fetch(
        "SELECT customer_id, form, audience, flags, low_score, answered_on FROM reporting.form_answers_v1"
        " WHERE flags > 0 ORDER BY form"
    )
    assert [tuple(row) for row in rows] == [
        (str(ID), "conduct", "staff", 1, False, date(2026, 2, 1)),
        (str(ID), "satisfaction", "customer", 2, True, date(2026, 2, 1)),
    ]
