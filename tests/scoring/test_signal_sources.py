"""Every kind of event that tells what a customer is worth counts, over HTTP; what comes back is taken off."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.scoring.heard import Purchased, Returned
from services.scoring.tier.scored import ScoredFact
from shared.contracts.leads import PurchaseReturned
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import DAY_0, RULES, day, tier_after, unhurried
from tests.scoring.policy_company import DECEMBER, NOW, Company
from tests.scoring.projections import Log
from tests.scoring.sayings import ID, answered, complaint, moved_on, purchase, recorded, signed, visit
from tests.scoring.test_own_signals_api import TIER, hear, signal

SIGNALS = {
    "intending": signal(
        "customer.lifecycle.state", "有意向", "intends to buy", points=8, when="value == 'intending'"
    ),
    "complete": signal(
        "customer.file.completeness", "档案完整", "a complete file", points=4, when="value >= 50"
    ),
    "satisfied": signal("forms.satisfaction.total", "满意", "satisfied", points=20, when="value >= 80.0"),
}


def gave_back(at: datetime, bought_at: datetime, yuan: int, left: int) -> PurchaseReturned:
    return PurchaseReturned(
        customer_id=ID,
        purchase_id=uuid5(ID, bought_at.isoformat()),
        return_id=uuid5(ID, f"{bought_at} {left}"),
        amount_minor=yuan * 100,
        currency="CNY",
        returned_at=at,
        purchased_at=bought_at,
        left_minor=left * 100,
    )


async def test_s4_02_spending_loyalty_satisfaction_and_intention_are_weighed_from_every_event(
    company: Company, pool: Pool
) -> None:
    """Purchases, returns, contracts, contacts, complaints, answers, lifecycle and the file: each by name."""
    ago = [NOW - timedelta(days=days) for days in range(10)]
    await company.announced(signals={"signals": SIGNALS})
    company.clock.moment = DECEMBER + timedelta(days=1)
    told: list[Any] = [
        moved_on(),
        purchase(ago[9], 400),
        signed(ago[8], 500),
        visit(ago[7]),
        complaint(ago[6]),
        answered(ago[5], {"product": 5}, 90.0),
        recorded(ago[4], "basic_profile", industry="machinery"),
        gave_back(ago[3], ago[9], 100, 300),
    ]
    await hear(pool, Log(), *told)
    english = (await company.read(TIER, "en")).json()
    weighed = {(one["type"].rpartition(".")[2], one["title"]): one["points"] > 0 for one in english["events"]}
    assert weighed == {
        ("lifecycle-changed", "intends to buy"): True,
        ("purchase-recorded", "Purchase"): True,
        ("contract-signed", "Contract signed"): True,
        ("visit-logged", "Visit or other contact"): True,
        ("complaint-filed", "Complaint"): False,
        ("form-answered", "satisfied"): True,
        ("section-recorded", "a complete file"): True,
        ("purchase-returned", "Purchase"): False,
    }
    assert sum(one["points"] for one in english["events"]) == pytest.approx(english["score"])
    # What came back takes a quarter of what the purchase is still worth, whenever it did.
    points = {one["type"].rpartition(".")[2]: one["points"] for one in english["events"]}
    assert points["purchase-returned"] == pytest.approx(-points["purchase-recorded"] / 4, abs=1e-5)


async def test_s4_03_who_gives_back_what_made_a_key_customer_is_an_ordinary_one_from_that_day(
    company: Company, pool: Pool
) -> None:
    """A return that is heard before another purchase, or long after it, takes back as much."""
    bought = [purchase(NOW - timedelta(days=days), 600) for days in (9, 8)]
    back = gave_back(NOW - timedelta(days=5), NOW - timedelta(days=9), 600, 0)
    log = Log()
    await hear(pool, log, *bought)
    assert (await company.read(TIER, "en")).json()["tier"] == "key"
    await hear(pool, log, back)
    after = (await company.read(TIER, "en")).json()
    assert (after["tier"], after["since"][:10]) == ("ordinary", "2026-11-19")


@unhurried
@given(
    st.integers(1, 2_000),
    st.lists(st.tuples(st.integers(1, 500), st.floats(0, 90)), max_size=4),
    st.randoms(use_true_random=False),
)
def test_returns_in_any_order_take_back_what_the_purchase_is_no_longer_worth(
    yuan: int, returns: list[tuple[int, float]], chance: Any
) -> None:
    left, facts = yuan * 100, [_fact("bought", 0, Purchased(yuan * 100, "CNY", DAY_0))]
    for number, (back, at) in enumerate(returns):
        amount = min(back * 100, left)
        left -= amount
        data = Returned(amount, "CNY", day(at), DAY_0, left)
        facts.append(_fact(f"returned-{number}", at, data))
    chance.shuffle(facts)
    basis = tier_after(facts).basis
    assert basis is not None
    assert basis.score(day(120)) == pytest.approx(RULES.purchase.worth(left, "CNY") / 2, abs=1e-6)


def _fact(event_id: str, number: float, data: Purchased | Returned) -> ScoredFact:
    return ScoredFact(day(number), event_id, "leads", "tuoke.leads.purchase-recorded", day(number), data)
