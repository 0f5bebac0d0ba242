"""What is erased though nobody asks: by the years of the policy, and again after a restore (S4-10, S4-12)."""

from datetime import datetime
from typing import Any

from services.leads.wiring import MIGRATIONS, MODELS
from shared.kit.clock import FixedClock
from shared.kit.eventstore.verify import verify
from shared.kit.postgres.pool import opened_pool
from shared.policy import default_book
from tests.leads.consents_told import AGAIN, ERASED, OTHER_OVER, OVER, ZHANG
from tests.leads.test_consent_api import shown, withdrawn
from tests.leads.test_customers_read_model import folded
from tests.leads.test_erasure_api import MESSAGES, PLANTED, erased, filed, keys_of, readable, until_gone
from tests.leads.timed import DAY, HOUR, NOW, Timed
from tests.support import databases
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.speaking import heard
from tests.support.whole_service import prepare

YEAR = 366 * DAY


async def test_s4_12_what_was_recorded_under_a_consent_is_erased_when_its_years_are_over(
    database: str, kafka: str, topic_prefix: str
) -> None:
    await prepare(database, MIGRATIONS, MODELS)
    async with Timed.at_work(database, kafka, topic_prefix, FixedClock(NOW), "erasure") as timed:
        early, late, consenting = [await timed.captured(HOUR) for _ in range(3)]
        for customer in (early, late, consenting):
            await filed(timed.call, customer, PLANTED)
        await withdrawn(timed.call, early)
        timed.clock.advance(YEAR)
        await withdrawn(timed.call, late)
        timed.clock.advance(YEAR)
        await until_left(timed, early, 1)
        assert [await keys_of(database, one) for one in (late, consenting)] == [2, 2]
        by_default = await history(timed, early)
        assert (by_default["content"], by_default["erased"]["cause"]) == ({}, "retention")
        assert by_default["erased"]["policy_version"] == "default-1"
        assert datetime.fromisoformat(by_default["erased"]["since"]) == timed.clock.now()

        chapter = default_book().customer_file.model_dump(mode="json")
        chapter["retention"]["personal"]["years"] = 1
        await timed.speak.fact("scoring", announced("shorter", NOW, customer_file=chapter), 1)
        await until_left(timed, late, 1)
        assert (await history(timed, late))["erased"]["policy_version"] == "shorter"
        assert (await history(timed, consenting))["erased"] is None
        assert await keys_of(database, consenting) == 2


async def test_s4_10_a_restore_to_before_the_erasure_brings_nothing_back(
    database: str, postgres_url: str, kafka: str, topic_prefix: str
) -> None:
    await prepare(database, MIGRATIONS, MODELS)
    clock = FixedClock(NOW)
    async with Timed.at_work(database, kafka, topic_prefix, clock) as timed:
        customer = await timed.captured(HOUR)
        await filed(timed.call, customer, PLANTED)
    backup = await databases.copy_of(database, postgres_url)
    async with Timed.at_work(database, kafka, topic_prefix, clock) as timed:
        await erased(timed.call, customer)
        await until_gone(database, customer)
        await heard(kafka, f"{topic_prefix}.leads.v1", MESSAGES)
    assert PLANTED not in await readable(database, customer)
    # Whoever restores has events and keys of before, until the service starts.
    assert PLANTED in await readable(backup, customer)
    async with Timed.at_work(backup, kafka, topic_prefix, clock, "erasure"):
        await until_gone(backup, customer)
    assert PLANTED not in await readable(backup, customer)
    async with opened_pool(backup, application_name="verify") as pool:
        assert await verify(pool) == []
    await databases.drop(backup, postgres_url)


def test_something_is_kept_since_its_consent_ended_until_another_one_or_its_erasure() -> None:
    assert (folded([OTHER_OVER, OVER]).kept_since, folded([OVER, OTHER_OVER]).kept_since) == (NOW, NOW)
    assert folded([OVER, AGAIN]).kept_since is None
    left = folded([OTHER_OVER, OVER, ERASED])
    assert (left.kept_since, left.erased_keys) == (NOW + DAY, [ZHANG])


async def history(timed: Timed, customer: str) -> Any:
    """Return the one recording of the dossier as it reads."""
    (only,) = (await shown(timed.call, customer, "person_dossier"))["history"]
    return only


async def until_left(timed: Timed, customer: str, keys: int) -> None:
    """So many keys of the customer are left."""

    async def so() -> bool:
        return await keys_of(timed.database, customer) == keys

    await eventually(so)
