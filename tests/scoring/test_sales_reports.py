"""What people and customers are measured by: effort, sales with satisfaction, relations, goals."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from services.scoring.sales.lookup import Sales
from shared.contracts.leads import PurchaseReturned
from shared.contracts.visits import ComplaintBreached, ComplaintFiled, VisitLogged
from shared.kit.postgres.pool import Pool
from shared.policy import default_book
from tests.scoring.facts import CUSTOMER, day
from tests.scoring.projections import SALES, Log, Spoken, opened, project
from tests.scoring.sayings import (
    ID,
    OTHER,
    captured,
    complaint_story,
    purchase,
    signed,
    surveyed,
    tier_changed,
    visit,
)
from tests.support.policies import announced

JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"


async def heard(pool: Pool, *facts: Spoken) -> None:
    log, projector = Log(), await opened(pool, SALES)
    await project(projector, [log.say(fact, day(100)) for fact in facts])
    await projector.close()


async def shown(pool: Pool, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in await pool.fetch(query, *arguments)]


def owned(owner: str, customer: UUID = ID) -> Spoken:
    return captured(customer).model_copy(update={"owner": owner})


def met(at: float, *purposes: str) -> VisitLogged:
    return VisitLogged.model_validate(visit(day(at)).model_dump() | {"purposes": purposes})


def complained(customer: UUID) -> list[ComplaintFiled | ComplaintBreached]:
    """A complaint was filed, and its first clock ran out."""
    return [one for one in complaint_story(customer) if isinstance(one, ComplaintFiled | ComplaintBreached)]


async def test_s9_06_the_logged_effort_is_split_beside_the_forty_thirty_twenty_ten(pool: Pool) -> None:
    told = [met(1, "solve_problem"), met(2, "learn_needs", "promote"), met(3, "advance_sale"), met(4)]
    await heard(pool, *told, met(5, "handle_complaint"), met(40, "promote"))
    query = (
        "SELECT effort, contacts, percent, percent_wanted, percent_over, policy_version"
        " FROM reporting.effort_split_v1 WHERE (month, salesperson) = ($1, 'wang')"
        " ORDER BY percent_wanted DESC"
    )
    assert await shown(pool, query, JANUARY) == [
        ("trust", Decimal(2), Decimal(50), Decimal(40), Decimal(10), "default-1"),
        ("needs", Decimal("0.5"), Decimal("12.5"), Decimal(30), Decimal("-17.5"), "default-1"),
        ("product", Decimal("0.5"), Decimal("12.5"), Decimal(20), Decimal("-7.5"), "default-1"),
        ("closing", Decimal(1), Decimal(25), Decimal(10), Decimal(15), "default-1"),
    ]
    assert [row[2] for row in await shown(pool, query, FEBRUARY)] == [0, 0, 100, 0]


async def test_what_a_purpose_counts_as_is_that_of_the_book_in_force_at_the_contact(pool: Pool) -> None:
    effort = default_book().effort.model_dump(mode="json")
    effort["purposes"]["promote"]["effort"] = "trust"
    effort["shares"]["trust"]["percent"], effort["shares"]["needs"]["percent"] = 50.0, 20.0
    before_purposes = announced("older", day(70), effort=effort | {"purposes": {}})
    book = announced("2026-02", day(31), effort=effort)
    await heard(pool, book, before_purposes, met(2, "promote"), met(40, "promote"), met(75, "promote"))
    rows = await shown(
        pool,
        "SELECT month, effort, percent_wanted, policy_version FROM reporting.effort_split_v1"
        " WHERE contacts > 0 ORDER BY month",
    )
    assert rows == [
        (JANUARY, "product", Decimal(20), "default-1"),
        (FEBRUARY, "trust", Decimal(50), "2026-02"),
        ("2026-03", "product", Decimal(20), "older"),
    ]


async def test_s6_12_the_basis_of_rewards_is_sales_and_satisfaction_and_leads_to_its_events(
    pool: Pool,
) -> None:
    bought = [purchase(day(3), 600), purchase(day(4), 400), purchase(day(5), 10, currency="USD")]
    said = [surveyed(ID, day(6), 80.0), surveyed(ID, day(7), 60.0), *complained(ID)]
    await heard(pool, owned("wang"), owned("li", OTHER), *bought, *said, purchase(day(8), 50, OTHER))
    basis = await shown(
        pool,
        "SELECT salesperson, currency, sales, purchases, satisfaction, answers, complaints, breaches,"
        " evidence"
        " FROM reporting.reward_basis_v1 WHERE month = $1 ORDER BY 1, 2",
        JANUARY,
    )
    assert basis == [
        ("li", "CNY", Decimal(50), 1, None, 0, 0, 0, 1),
        ("wang", "CNY", Decimal(1_000), 2, Decimal(70), 2, 1, 1, 6),
        ("wang", "USD", Decimal(10), 1, Decimal(70), 2, 1, 1, 5),
    ]
    # Every figure is the sum, the mean or the number of the events that it names.
    events = await shown(
        pool,
        "SELECT figure, currency, sum(value), count(*), count(DISTINCT event_id)"
        " FROM reporting.reward_evidence_v1 WHERE (month, salesperson) = ($1, 'wang')"
        " GROUP BY 1, 2 ORDER BY 1, 2",
        JANUARY,
    )
    assert events == [
        ("breaches", None, None, 1, 1),
        ("complaints", None, None, 1, 1),
        ("sales", "CNY", Decimal(1_000), 2, 2),
        ("sales", "USD", Decimal(10), 1, 1),
        ("satisfaction", None, Decimal(140), 2, 2),
    ]


async def test_s6_12_what_came_back_is_less_sold_and_stands_among_the_evidence(pool: Pool) -> None:
    returned = PurchaseReturned(
        customer_id=ID,
        purchase_id=uuid5(ID, "bought"),
        return_id=uuid5(ID, "returned"),
        amount_minor=15_000,
        currency="CNY",
        returned_at=day(40),
        purchased_at=day(3),
    )
    bought = [purchase(day(3), 600), purchase(day(35), 400)]
    late = returned.model_copy(update={"return_id": uuid5(ID, "late"), "returned_at": day(65)})
    await heard(pool, owned("wang"), *bought, returned, late)
    query = "SELECT month, sales, purchases, buyers, evidence FROM reporting.reward_basis_v1 ORDER BY 1"
    assert await shown(pool, query) == [
        (JANUARY, Decimal(600), 1, 1, 1),
        (FEBRUARY, Decimal(250), 1, 1, 2),
        # Who only gives back is no buyer of that month.
        (MARCH, Decimal(-150), 0, 0, 1),
    ]
    goals = "SELECT sales, purchases, buyers FROM reporting.goals_monthly_v1 WHERE month = $1"
    assert await shown(pool, goals, FEBRUARY) == [(Decimal(250), 1, 1)]
    actual = await Sales(pool).actual(day(31), day(59), ["wang"], [])
    assert [tuple(row) for row in actual] == [("wang", "CNY", 25_000, 0)]


async def test_what_came_back_is_not_expected_again(pool: Pool) -> None:
    bought = [purchase(day(at), 100) for at in (0, 10, 20)]
    whole = {"customer_id": ID, "purchase_id": ID, "amount_minor": 10_000, "currency": "CNY"}
    told = [
        PurchaseReturned.model_validate(
            whole | {"return_id": uuid5(ID, str(at)), "returned_at": day(21), "purchased_at": day(at)}
        )
        for at in (0, 10)
    ]
    await heard(pool, *bought, *told)
    page = await Sales(pool).page("", 10, day(20.5), 60.0, (day(30).date(), day(60).date()))
    (before,) = page.decayed
    page = await Sales(pool).page("", 10, day(22), 60.0, (day(30).date(), day(60).date()))
    (after,) = page.decayed
    # The first purchase counts neither as bought nor as come back; of the others one is left.
    assert before["decayed"] > 18_000
    assert 9_000 < after["decayed"] < 10_000


async def test_a_sale_stays_with_whoever_owned_the_customer_then(pool: Pool) -> None:
    await heard(pool, owned("wang"), purchase(day(3), 600), owned("li"), purchase(day(4), 400))
    query = "SELECT salesperson, sales FROM reporting.reward_basis_v1 ORDER BY 1"
    assert await shown(pool, query) == [("li", Decimal(400)), ("wang", Decimal(600))]


async def test_s2_14_a_relation_has_its_age_renewals_and_the_trends_of_loyalty_and_satisfaction(
    pool: Pool,
) -> None:
    year = timedelta(days=365)
    first = signed(day(-400), 1_000).model_copy(update={"ends_on": (day(-400) + year).date()})
    renewed = signed(day(-30), 1_200).model_copy(update={"ends_on": (day(-30) + year).date()})
    bought = [purchase(day(at), 100) for at in (-200, -50, 0)]
    said = [surveyed(ID, day(-90), 60.0), surveyed(ID, day(10), 85.0)]
    await heard(pool, owned("wang"), first, renewed, *bought, *said, purchase(day(-200), 9, OTHER))
    rows = await shown(
        pool,
        "SELECT customer_id, since, days_of_relation, contracts, renewals, contract_ends_on, loyalty_trend,"
        " answers, satisfaction, satisfaction_change FROM reporting.relation_v1 ORDER BY customer_id",
    )
    assert rows == [
        (
            *(CUSTOMER, day(-400).date(), Decimal(500), 2, 1, (day(-30) + year).date(), "rising"),
            *(2, Decimal(85), Decimal(25)),
        ),
        (str(OTHER), day(-200).date(), Decimal(300), 0, 0, None, "silent", None, None, None),
    ]


async def test_s8_01_the_purchase_behaviour_of_a_customer_is_analysed(pool: Pool) -> None:
    await heard(pool, *(purchase(day(at), 100) for at in (-300, -290, -280, 10)))
    rows = await shown(
        pool,
        "SELECT purchases, last_purchase_on, days_between_purchases, purchases_180_days,"
        " purchases_180_days_before, loyalty_trend FROM reporting.relation_v1",
    )
    # Counted back from the hundredth day: none of the old ones are within two half years.
    assert rows == [(4, day(10).date(), Decimal("103.3"), 1, 0, "rising")]


async def test_s6_01_goals_are_measured_by_month_customers_satisfaction_and_growth(pool: Pool) -> None:
    grown = captured(OTHER).model_copy(update={"captured_at": day(35)})
    bought = [purchase(day(3), 1_000), purchase(day(40), 1_200), purchase(day(41), 300, OTHER)]
    moves = [
        tier_changed("potential", "ordinary", day(3)),
        tier_changed("ordinary", "key", day(40)),
        tier_changed("potential", "ordinary", day(41), OTHER),
    ]
    await heard(pool, captured(), grown, *bought, *moves, surveyed(ID, day(42), 75.0), *complained(ID))
    rows = await shown(
        pool,
        "SELECT month, sales, sales_growth_percent, new_customers, customers, key_customers,"
        " ordinary_customers, potential_customers, satisfaction, complaints"
        " FROM reporting.goals_monthly_v1 ORDER BY month",
    )
    assert rows == [
        (JANUARY, Decimal(1_000), None, 1, 1, 0, 1, 0, None, 1),
        (FEBRUARY, Decimal(1_500), Decimal(50), 1, 2, 1, 1, 0, Decimal(75), 0),
    ]


async def test_s8_05_an_answer_of_our_own_staff_is_no_satisfaction(pool: Pool) -> None:
    own = surveyed(ID, day(3), 10.0).model_copy(update={"audience": "staff", "answer_id": uuid5(ID, "own")})
    await heard(pool, owned("wang"), own, surveyed(ID, day(4), 90.0), surveyed(ID, day(35), 70.0))
    query = "SELECT month, satisfaction, answers FROM reporting.goals_monthly_v1 WHERE answers > 0 ORDER BY 1"
    assert await shown(pool, query) == [(JANUARY, Decimal(90), 1), (FEBRUARY, Decimal(70), 1)]
