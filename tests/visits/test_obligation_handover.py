"""What is owed follows the customer to another owner, once."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from services.visits.obligation.decide import OBLIGATION, HandOverObligation
from services.visits.obligation.events import ObligationCancelled, ObligationHandedOver, ObligationMet
from shared.contracts.ownership import OwnerChanged
from tests.support.speaking import heard
from tests.support.spec import specify
from tests.visits.owing import Owing, owing_something
from tests.visits.test_obligation_rules import AFTER, OPENED, OWED

given = specify(OBLIGATION)

HAND_OVER = HandOverObligation("wang.wei", AFTER)
THEIRS = replace(OWED, person="wang.wei")
HANDED_OVER = ObligationHandedOver(THEIRS, OWED.person, AFTER)


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


def test_an_open_obligation_is_handed_over_once_with_its_clock_as_it_was() -> None:
    given(OPENED).when(HAND_OVER).then(HANDED_OVER).then_deadlines()
    given(OPENED, HANDED_OVER).when(HAND_OVER).then_nothing()
    given(OPENED).when(replace(HAND_OVER, person=OWED.person)).then_nothing()


def test_what_has_ended_stays_whose_it_was() -> None:
    met = ObligationMet(OWED, late=False, by=None, note=None, occurred_at=AFTER)
    cancelled = ObligationCancelled(OWED, "superseded", None, None, AFTER)
    given(OPENED, met).when(HAND_OVER).then_nothing()
    given(OPENED, cancelled).when(HAND_OVER).then_nothing()


async def test_what_is_owed_follows_the_customer_to_another_owner(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    owed = (await at_work.owes(customer, "first_contact"))["first_contact"]
    now = at_work.clock.now()
    for _ in range(2):
        changed = OwnerChanged(
            customer_id=customer,
            owner="wang.wei",
            previous_owner="li.na",
            cause="assigned",
            changed_by="chen.yu",
            owned_since=now,
            changed_at=now,
        )
        await at_work.hears("leads", changed)
    await at_work.reads(owed["obligation_id"], person="wang.wei", due_at=owed["due_at"])
    await at_work.rested()
    await at_work.owes(customer, "first_contact", owner="wang.wei")
    await at_work.owes(customer, owner="li.na")
    messages = await heard(at_work.kafka, f"{at_work.prefix}.visits.v1", 2, str(customer))
    assert [message.type.rpartition(".")[2] for message in messages] == [
        "obligation-opened",
        "obligation-handed-over",
    ]
