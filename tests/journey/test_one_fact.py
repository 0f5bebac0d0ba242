"""One fact from request to webhook through real processes; then twice, poisoned, and through a kill -9."""

import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from aiokafka import AIOKafkaProducer

from shared.contracts.topics import topic
from shared.kit.external_ids import external_customer_id
from tests.journey.household import Household, household
from tests.journey.receiver import Receiver, receiving
from tests.support.eventually import eventually

pytestmark = [pytest.mark.timeout(240), pytest.mark.asyncio(loop_scope="module")]

LEAD = {"kind": "company", "name": "苏州恒远机电有限公司", "source": "industry_event", "owner": "liu.wei"}
CAPTURED = "tuoke.leads.lead-captured"
PURCHASED = "tuoke.leads.purchase-recorded"
TIER = "tuoke.scoring.tier-changed"


@dataclass
class World:
    """The system, its subscriber, and the broker's address for senders from outside."""

    house: Household
    receiver: Receiver
    kafka: str
    prefix: str

    async def tell(self, *events: bytes | dict[str, Any], key: bytes | None = None) -> None:
        """Send CloudEvents (or bytes that are none) to the inbox topic of leads, as another system would."""
        producer = AIOKafkaProducer(bootstrap_servers=self.kafka)
        await producer.start()
        try:
            for event in events:
                value = event if isinstance(event, bytes) else json.dumps(event).encode()
                headers = [("content-type", b"application/cloudevents+json")]
                await producer.send_and_wait(
                    topic("leads", "inbox.v1", self.prefix), value, key=key, headers=headers
                )
        finally:
            await producer.stop()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def system(
    postgres_url: str, kafka: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Household, str]]:
    """The four services and the first part of their topics' names; asked to, each of them ends well."""
    prefix = f"journey{secrets.token_hex(4)}"
    async with household(postgres_url, kafka, prefix, tmp_path_factory.mktemp("logs")) as house:
        yield house, prefix
        assert house.stop_all() == dict.fromkeys(house.running, 0)


@pytest_asyncio.fixture(loop_scope="module")
async def world(system: tuple[Household, str], kafka: str) -> AsyncIterator[World]:
    """The system with a subscriber of this test's own, which hears what happens from now on."""
    house, prefix = system
    async with receiving() as receiver:
        body = {"url": receiver.url, "filters": ["*"], "description": "journey"}
        made = await house.post("notify", "/v1/endpoints", body)
        assert made.status_code == 201, made.text
        receiver.secret = made.json()["secret"]
        yield World(house, receiver, kafka, prefix)
        await house.post("notify", f"/v1/endpoints/{made.json()['id']}/disable", {})


def _purchase(number: int, amount_minor: int, customer: dict[str, str]) -> dict[str, Any]:
    """Each test has numbers of its own."""
    return {
        "specversion": "1.0",
        "id": f"order-{number}",
        "source": "/erp",
        "type": "tuoke.leads.inbox.record-purchase",
        "datacontenttype": "application/json",
        "data": {
            "customer": customer,
            "external_ref": {"source": "erp", "ref": f"SO-{number}"},
            "amount_minor": amount_minor,
            "currency": "CNY",
            "purchased_at": (datetime.now(UTC) - timedelta(days=1)).isoformat(),
        },
    }


async def test_a_fact_goes_from_request_to_webhook_and_explains_itself(world: World) -> None:
    house, receiver = world.house, world.receiver
    captured = await house.post("leads", "/v1/customers", LEAD, once="capture-1")
    assert captured.status_code == 201, captured.text
    customer = captured.json()["customer_id"]
    again = await house.post("leads", "/v1/customers", LEAD, once="capture-1")
    assert again.json() == captured.json()
    assert again.headers["Idempotency-Replayed"] == "true"

    bought = await house.post("leads", "/v1/purchases", _purchase(2_001, 500_000, {"id": customer})["data"])
    assert bought.status_code == 201, bought.text
    position = bought.headers["Position"]

    async def has_a_tier() -> dict[str, Any]:
        answer = await house.get("scoring", f"/v1/customers/{customer}/tier", min_position=position)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    tier = await eventually(has_a_tier, 30)
    assert tier["tier"] in {"ordinary", "key"}
    assert sum(event["points"] for event in tier["events"]) == pytest.approx(tier["score"])
    await eventually(lambda: {CAPTURED, PURCHASED, TIER} <= set(receiver.types()), 30)
    assert receiver.types().count(CAPTURED) == 1
    board = await house.get("scoring", "/v1/customers", **{"class": tier["tier"]})
    assert customer in {item["customer_id"] for item in board.json()["items"]}


async def test_what_is_refused_is_a_letter_and_what_is_sound_goes_on(world: World) -> None:
    outside = {"source": "shop", "ref": "4711"}
    customer = external_customer_id("shop", "4711")
    sound, twice = _purchase(1_001, 10_000, outside), _purchase(1_001, 99_999, outside)
    unknown = {**_purchase(1_002, 1, outside), "type": "tuoke.leads.inbox.unheard-of"}
    await world.tell(b"\xff no json", unknown, sound, sound, twice, key=b"4711")

    async def letters() -> dict[str, int]:
        status = (await world.house.get("leads", "/v1/status")).json()
        found: dict[str, int] = status["reports"]["dead_letters"]
        assert sum(found.values()) == 3, status
        return found

    assert set(await eventually(letters, 30)) >= {"unknown_type", "command_reused"}
    await eventually(lambda: PURCHASED in world.receiver.types(), 30)
    assert world.receiver.types().count(PURCHASED) == 1

    async def unconfirmed() -> set[str]:
        answer = await world.house.get("leads", "/v1/customers", confirmed="false")
        return {item["customer_id"] for item in answer.json()["items"]}

    assert str(customer) in await eventually(unconfirmed, 30)
    confirmed = await world.house.post("leads", "/v1/customers", {**LEAD, "customer": outside})
    assert confirmed.json()["customer_id"] == str(customer)

    async def known_to_all() -> bool:
        here, there = await unconfirmed(), await world.house.get("visits", "/v1/customers", confirmed="false")
        return str(customer) not in here and str(customer) not in there.text

    await eventually(known_to_all, 30)


async def test_every_process_killed_in_turn_loses_and_doubles_nothing(world: World) -> None:
    customers = [{"source": "shop", "ref": str(number)} for number in range(5)]
    victims = ("leads", "scoring", "tiers", "notify", "visits")
    for round_, victim in enumerate(victims):
        orders = [_purchase(round_ * 100 + n, 5_000, customers[n % 5]) for n in range(40)]
        await world.tell(*orders, key=None)
        world.house.kill(victim)
        world.house.start(victim)
        await world.house.ready(victim)
    expected = 40 * len(victims)

    async def all_came() -> bool:
        return world.receiver.types().count(PURCHASED) == expected

    await eventually(all_came, 90)
    events = [event for event in world.receiver.events() if event["type"] == PURCHASED]
    assert len({event["id"] for event in events}) == expected


async def test_a_receiver_that_is_down_gets_everything_once_it_is_back(world: World) -> None:
    world.receiver.status = 503
    captured = await world.house.post("leads", "/v1/customers", LEAD)
    assert captured.status_code == 201
    await eventually(lambda: world.receiver.came, 30)
    world.receiver.status = 204
    tried = len(world.receiver.came)
    await eventually(lambda: len(world.receiver.came) > tried, 60)
    assert len({message for message, event in world.receiver.came if event["type"] == CAPTURED}) == 1
