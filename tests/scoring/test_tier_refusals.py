"""What the tier fold refuses: each with a stable reason, its key parked, others flowing."""

from dataclasses import replace

import msgspec
import pytest

from shared.contracts.envelope import Message
from shared.kit.kafka.records import decode
from shared.kit.postgres.pool import Pool
from shared.kit.projection.port import Fact, Poison
from tests.scoring.facts import day
from tests.scoring.projections import TIER, Log, opened, project
from tests.scoring.sayings import OTHER, purchase


async def test_data_that_cannot_be_read_parks_its_key_with_a_reason_and_others_flow(pool: Pool) -> None:
    log, projector = Log(), await opened(pool, TIER)
    good = log.say(purchase(day(1), customer=OTHER), day(1))
    bad = log.say(purchase(day(1)), day(1))
    await project(projector, [replace(bad, value=b'{"amount_minor":"much"}'), good])
    assert await pool.fetchval("SELECT reason FROM tier.parked") == "invalid_data"
    assert await pool.fetchval("SELECT key FROM tier.customers") == str(OTHER)
    await projector.close()


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"dataschema": "urn:tuoke:schema:leads.purchase-recorded:2"}, "unknown_version"),
        ({"type": "tuoke.leads.told", "dataschema": "urn:tuoke:schema:leads.told:1"}, "unknown_type"),
        ({"data": b"{"}, "invalid_data"),
        (
            {"data": b'{"amount_minor":1,"currency":"CNY","purchased_at":"2026-01-01T00:00:00"}'},
            "invalid_data",
        ),
        (
            {"data": b'{"amount_minor":-1,"currency":"CNY","purchased_at":"2026-01-01T00:00:00Z"}'},
            "invalid_data",
        ),
        ({"id": "a\x00b"}, "unstorable_id"),
    ],
)
def test_what_no_fold_could_take_is_poison_with_a_stable_reason(
    changed: dict[str, object], reason: str
) -> None:
    message = msgspec.structs.replace(said(), **changed)
    with pytest.raises(Poison) as poison:
        TIER.decode(message)
    assert poison.value.reason == reason


def said() -> Message:
    record = Log().say(purchase(day(1)), day(1))
    return decode(record.key, record.value, record.headers)


def test_the_same_event_is_not_counted_twice_under_another_number() -> None:
    fact = Fact(said(), TIER.decode(said()))
    state = TIER.evolve(TIER.start(said().key), fact)
    with pytest.raises(Poison) as poison:
        TIER.evolve(state, fact)
    assert poison.value.reason == "event_twice"


def test_a_key_that_names_no_customer_is_refused_before_it_could_be_said() -> None:
    with pytest.raises(Poison) as poison:
        TIER.evolve(TIER.start("nobody"), Fact(said(), TIER.decode(said())))
    assert poison.value.reason == "key_is_no_customer"
