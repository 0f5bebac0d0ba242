"""How customers are met, as dashboards read it: acts beside the sale, topics, methods and proofs used."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from shared.contracts.visits import VisitLogged
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.planned_sayings import planned_facts
from tests.scoring.projections import SALES, Log, Spoken, opened, project
from tests.scoring.sayings import ID, OTHER, captured, purchase, visit


def met(at: float, customer: UUID = ID, **told: Any) -> VisitLogged:
    return VisitLogged.model_validate(visit(day(at), customer).model_dump() | told)


async def heard(pool: Pool, *facts: Spoken) -> None:
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [log.say(fact, day(100)) for fact in facts])
    await projector.close()


async def shown(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query)]


async def test_s10_02_acts_for_new_and_for_old_customers_are_counted_apart(pool: Pool) -> None:
    await heard(
        pool,
        captured(),
        met(1, kind="brand_exposure", counts_as="brand"),
        met(2, channel="phone"),
        purchase(day(3)),
        met(4, kind="loyalty_care", counts_as="loyalty"),
        met(5, kind="loyalty_care", counts_as="loyalty", effective=False),
    )
    query = (
        "SELECT channel, kind, counts_as, contacts, effective, new_customers, old_customers, customers"
        " FROM reporting.contact_acts_v1 WHERE (month, salesperson) = ('2026-01', 'wang') ORDER BY kind"
    )
    assert await shown(pool, query) == [
        ("phone", "", "sale", 1, 1, 1, 0, 1),
        ("visit", "brand_exposure", "brand", 1, 1, 1, 0, 1),
        ("visit", "loyalty_care", "loyalty", 2, 1, 0, 2, 1),
    ]


async def test_s11_20_a_dashboard_shows_which_topics_each_customer_was_not_told_of(pool: Pool) -> None:
    everything = ("company", "brand", "product", "profit", "service", "support")
    await heard(
        pool,
        captured(),
        captured(OTHER),
        met(1, topics=("product", "profit")),
        met(2, topics=("product", "company")),
        met(3, OTHER, topics=everything),
    )
    query = (
        "SELECT contacts, covered, wanted, percent, missing, policy_version"
        " FROM reporting.topic_coverage_v1 ORDER BY customer_id"
    )
    assert await shown(pool, query) == [
        (2, 3, 6, Decimal("50.0"), "brand, service, support", "default-1"),
        (1, 6, 6, Decimal("100.0"), "", "default-1"),
    ]


async def test_s11_21_a_dashboard_shows_how_often_each_method_is_used_and_which_never(pool: Pool) -> None:
    proof = [{"material": "award"}, {"material": "award"}, {"material": "samples"}]
    await heard(pool, captured(), met(1, methods=("case", "proof"), shown=proof), met(2, methods=("case",)))
    query = (
        "SELECT name, contacts, percent FROM reporting.contact_practice_v1"
        " WHERE (month, salesperson, subject) = ('2026-01', 'wang', '{}') ORDER BY place"
    )
    never = Decimal("0.0")
    assert await shown(pool, query.format("method")) == [
        ("case", 2, Decimal("100.0")),
        *((name, 0, never) for name in ("calculation", "abcd", "demo")),
        ("proof", 1, Decimal("50.0")),
        *((name, 0, never) for name in ("listening", "questions")),
    ]
    proofs = {name: contacts for name, contacts, _ in await shown(pool, query.format("proof"))}
    assert (len(proofs), proofs["award"], sum(proofs.values())) == (12, 1, 1)


async def test_s11_17_a_dashboard_shows_at_which_hours_visits_are_planned_and_how_prepared(
    pool: Pool,
) -> None:
    await heard(
        pool,
        *planned_facts("one", "prepared", "begun", timing="preferred"),
        *planned_facts("two", "missed", timing="busy"),
        *planned_facts("three", "prepared", "called_off"),
        *planned_facts("four"),
        *planned_facts("five", salesperson="li", at=day(40)),
    )
    columns = "month, salesperson, planned, prepared, begun, missed, called_off, ahead, preferred, busy"
    assert await shown(pool, f"SELECT {columns} FROM reporting.contacts_planned_v1 ORDER BY month") == [  # noqa: S608
        ("2026-01", "wang", 4, 2, 1, 1, 1, 1, 1, 1),
        ("2026-02", "li", 1, 0, 0, 0, 0, 1, 0, 0),
    ]
