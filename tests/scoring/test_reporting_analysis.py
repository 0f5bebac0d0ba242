"""The funnel, stays, sources, moves of class, coverage and clocks, as dashboards read them."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.contracts.leads import Evidence, LifecycleChanged
from shared.contracts.obligations import ObligationOpened
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.matter_sayings import measure_story
from tests.scoring.projections import BOARD, Log, opened, project
from tests.scoring.sayings import (
    ID,
    OTHER,
    board_story,
    captured,
    complaint,
    complaint_story,
    moved_on,
    owed,
    purchase,
    tier_changed,
    visit,
)
from tests.scoring.stage_sayings import stage_story

THIRD = UUID("018f3f6e-7c1a-7b52-9a3e-2f60c1d4a003")


async def shown(pool: Pool, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query, *arguments)]


def became_signed(customer: UUID, at: float, before: str = "intending") -> LifecycleChanged:
    evidence = Evidence(kind="contract", ref="c-1")
    return LifecycleChanged.model_validate(
        {
            "customer_id": customer,
            "before": before,
            "after": "signed",
            "evidence": evidence,
            "changed_at": day(at),
        }
    )


async def funnel(pool: Pool) -> None:
    """Three are captured: one goes step by step, one signs at once, one stays; a fourth is unconfirmed."""
    log, projector = Log(), await opened(pool, BOARD)
    facts = [captured(), moved_on(), became_signed(ID, 10)]
    facts += [captured(OTHER), became_signed(OTHER, 5, "potential"), purchase(day(6), customer=OTHER)]
    facts += [captured(THIRD), purchase(day(1), customer=UUID(int=ID.int + 9))]
    await project(projector, [log.say(fact, day(20)) for fact in facts])
    await projector.close()


async def test_the_funnel_counts_who_reached_each_step(pool: Pool) -> None:
    await funnel(pool)
    query = "SELECT lifecycle, customers, reached, reached_rate FROM reporting.lead_funnel_v1 ORDER BY step"
    assert await shown(pool, query) == [
        ("potential", 1, 3, Decimal(1)),
        ("intending", 0, 2, Decimal("0.6667")),
        ("signed", 2, 2, Decimal("0.6667")),
    ]


async def test_s5_10_conversion_has_counts_rates_and_times_between_steps(pool: Pool) -> None:
    await funnel(pool)
    query = "SELECT * FROM reporting.lifecycle_conversion_v1 ORDER BY step, next_lifecycle"
    assert await shown(pool, query) == [
        (1, "potential", "intending", 3, 1, 1, Decimal("0.3333"), Decimal(3), Decimal(3), day(20)),
        (1, "potential", "signed", 3, 1, 1, Decimal("0.3333"), Decimal(5), Decimal(5), day(20)),
        (2, "intending", "signed", 1, 1, 0, Decimal(1), Decimal(7), Decimal(7), day(20)),
    ]


async def test_conversion_has_a_row_for_each_step_before_anything_was_heard(pool: Pool) -> None:
    rows = await shown(pool, "SELECT entered, moved, remaining, rate FROM reporting.lifecycle_conversion_v1")
    assert rows == [(0, 0, 0, None)] * 3


async def test_s7_10_a_stay_lasts_from_entering_to_leaving(pool: Pool) -> None:
    await funnel(pool)
    query = (
        "SELECT lifecycle, entered_at, left_at, left_for, days FROM reporting.lifecycle_stays_v1"
        " WHERE customer_id = $1 ORDER BY step"
    )
    assert await shown(pool, query, CUSTOMER) == [
        ("potential", day(0), day(3), "intending", Decimal(3)),
        ("intending", day(3), day(10), "signed", Decimal(7)),
        ("signed", day(10), None, None, None),
    ]


async def test_a_step_told_as_earlier_than_the_capture_has_no_days(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(one, day(1)) for one in (captured(), became_signed(ID, -2))])
    days = await shown(pool, "SELECT days FROM reporting.lifecycle_stays_v1 WHERE left_at IS NOT NULL")
    assert days == [(None,)]
    await projector.close()


async def test_s10_06_sources_show_what_became_of_the_new_customers_of_a_month(pool: Pool) -> None:
    await funnel(pool)
    query = "SELECT source, captured, intending, signed, buyers, as_of FROM reporting.lead_sources_v1"
    assert await shown(pool, query) == [("referral", 3, 2, 2, 1, day(20))]
    assert await pool.fetchval("SELECT captured_month FROM reporting.lead_sources_v1") == day(0).date()


async def test_every_move_of_class_is_kept_with_its_event(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    await project(projector, [log.say(captured(), day(1)), log.say(visit(day(1)), day(1))])
    told = [
        log.say(tier_changed("potential", "key", day(2)), day(4)),
        log.say(tier_changed("key", "ordinary", day(90)), day(91)),
    ]
    await project(projector, told)
    # The same records again, as after a lost acknowledgement: known, and passed over.
    await project(projector, told)
    query = (
        "SELECT customer_id, tier_before, tier_after, letter_before, letter_after, score, cause, changed_at,"
        " policy_version, as_of FROM reporting.tier_moves_v1 ORDER BY changed_at"
    )
    assert await shown(pool, query) == [
        (CUSTOMER, "potential", "key", "B", "A", Decimal("42.5"), "fact", day(2), "default-1", day(4)),
        (CUSTOMER, "key", "ordinary", "A", "C", Decimal("42.5"), "fact", day(90), "default-1", day(91)),
    ]
    ids = {row["event_id"] for row in await pool.fetch("SELECT event_id FROM reporting.tier_moves_v1")}
    assert ids == {dict(record.headers)["ce_id"].decode() for record in told}
    await projector.close()


async def test_coverage_counts_back_from_what_was_heard(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    facts = [captured(), captured(OTHER), captured(THIRD), visit(day(95)), visit(day(50), OTHER)]
    await project(projector, [log.say(fact, day(100)) for fact in facts])
    assert await shown(pool, "SELECT * FROM reporting.visit_coverage_v1") == [
        ("potential", 3, 2, 1, 2, Decimal("0.6667"), day(100))
    ]
    await projector.close()


async def test_each_clock_of_a_complaint_says_how_it_ended(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    facts = [*complaint_story(), complaint(day(10), OTHER)]
    late = complaint_story(THIRD)[:3]
    await project(projector, [log.say(fact, day(12)) for fact in (*facts, *late)])
    query = (
        "SELECT clock, state, hours_allowed, hours_taken FROM reporting.complaint_clocks_v1"
        " WHERE customer_id = $1 ORDER BY clock"
    )
    assert await shown(pool, query, str(ID)) == [
        ("acknowledge", "met_late", Decimal(4), Decimal(24)),
        ("resolve", "met", Decimal(72), Decimal(48)),
    ]
    assert [row[1] for row in await shown(pool, query, str(OTHER))] == ["running", "running"]
    assert [row[1] for row in await shown(pool, query, str(THIRD))] == ["breached", "running"]
    totals = "SELECT * FROM reporting.complaint_clock_totals_v1 ORDER BY clock"
    assert await shown(pool, totals) == [
        ("serious", "acknowledge", 3, 1, 0, 1, 1, Decimal(0), Decimal(24), Decimal(24), day(12), 2, 0),
        ("serious", "resolve", 3, 2, 1, 0, 0, Decimal(1), Decimal(48), Decimal(48), day(12), 0, 0),
    ]
    await projector.close()


async def test_no_view_is_empty_after_a_story_of_every_kind_of_fact(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, BOARD)
    asked = owed(ObligationOpened, ID, owed_since=day(1), due_at=day(2))
    told = board_story(log)
    told += [log.say(fact, day(200)) for fact in (asked, *measure_story(), *stage_story())]
    await project(projector, told)
    rows = await pool.fetch("SELECT viewname FROM pg_views WHERE schemaname = 'reporting'")
    # Those over sales have a story of their own.
    views = [row["viewname"] for row in rows if f"VIEW reporting.{row['viewname']} AS" in BOARD.views]
    assert len(views) >= 13
    for view in views:
        assert await pool.fetchval(f"SELECT count(*) FROM reporting.{view}"), view  # noqa: S608
    await projector.close()
