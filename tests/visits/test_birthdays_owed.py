"""Birthday care 客户生日关怀: owed ahead of the day, each year (S4-06)."""

from collections.abc import AsyncIterator

import pytest

from shared.contracts.leads import SectionRecorded
from tests.visits.owing import A_DAY, Owing, owing_something

YEARS = (
    ({"period": "1"}, 18 * A_DAY, ("first_contact", "birthday_care")),
    ({"period": "2"}, 360 * A_DAY, ("first_contact", "birthday_care", "file_review")),
)
"""Which time it is, how long it is until then, and all that is owed then."""


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def test_s4_06_somebody_cares_about_a_birthday_each_year(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer, now = await at_work.captured(), at_work.clock.now()
    birthday = SectionRecorded(
        customer_id=customer,
        section="birthday",
        section_version=1,
        content={"day": (now + 20 * A_DAY).strftime("%m-%d")},
        purpose="birthday_care",
        completeness=0.0,
        recorded_by="li.na",
        as_of=now,
    )
    await at_work.hears("leads", birthday)
    await at_work.owes(customer, "first_contact")
    for which, ahead, rules in YEARS:
        await at_work.rested()
        at_work.clock.advance(ahead)
        owed = (await at_work.owes(customer, *rules))["birthday_care"]
        await at_work.reads(owed["obligation_id"], **which)
        done = await at_work.call.post(f"/v1/obligations/{owed['obligation_id']}/fulfilment")
        assert done.status_code == 200, done.text
        at_work.clock.advance(5 * A_DAY)
