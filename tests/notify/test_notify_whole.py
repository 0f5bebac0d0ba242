"""notify with every role running, on real Kafka: from a topic to a receiver, and what it says itself."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID, uuid4

import pytest

from services.notify.dispatch import looks
from services.notify.dispatch.looks import POLL_S
from services.notify.wiring import MIGRATIONS, MODEL, wire
from shared.contracts.base import CustomerFact
from shared.contracts.roles import Role
from tests.notify.receiver import Receiver
from tests.notify.whole import settings
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.speaking import Speaker, heard
from tests.support.whole_service import Caller, prepare


class SomethingOfNextYear(CustomerFact):
    """A type that notify has never heard of."""

    TYPE: ClassVar[str] = "tuoke.leads.something-of-next-year"

    colour: str


@dataclass
class Whole:
    """The running service, someone who speaks on its topics, and where those are."""

    call: Caller
    speak: Speaker
    kafka: str
    prefix: str


@pytest.fixture
async def whole(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    """notify with all its roles, on topics of its own."""
    await prepare(database, MIGRATIONS, [MODEL])
    given = settings(database, kafka, topic_prefix)
    async with among_services(wire, given) as (call, speak):
        yield Whole(call, speak, kafka, topic_prefix)


async def test_from_a_topic_to_a_receiver_and_a_gone_endpoint_to_the_topic(
    whole: Whole, receiver: Receiver
) -> None:
    receiver.answers("/in", 200, 410)
    body = {"url": receiver.url + "/in", "filters": ["tuoke.leads.*"]}
    made = (await whole.call.post("/v1/endpoints", body, role=Role.manager)).json()
    customer = uuid4()
    await whole.speak.fact("leads", SomethingOfNextYear(customer_id=customer, colour="red"), 1)
    await eventually(lambda: len(receiver.calls) == 1, within_s=15)
    assert json.loads(receiver.calls[0].body)["data"] == {"customer_id": str(customer), "colour": "red"}
    assert json.loads(receiver.calls[0].body)["partitionkey"] == str(customer)

    await whole.speak.fact("leads", SomethingOfNextYear(customer_id=customer, colour="blue"), 2)
    (said,) = await heard(whole.kafka, f"{whole.prefix}.notify.v1", 1)
    assert (said.type, said.key, said.sequence) == ("tuoke.notify.endpoint-disabled", made["id"], 1)
    assert UUID(json.loads(said.data)["endpoint_id"]) == UUID(made["id"])
    reports = (await whole.call.get("/v1/status")).json()["reports"]
    assert reports["dispatch"]["shards"] == 64
    assert reports["ledger"]["endpoints_disabled"] == 1


async def test_what_it_has_heard_it_sends_without_waiting_for_the_next_look(
    whole: Whole, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looks_for_nothing() -> bool:
        return bool((await whole.call.get("/v1/status")).json()["reports"]["dispatch"]["shards"])

    await eventually(looks_for_nothing, within_s=15)
    monkeypatch.setattr(looks, "POLL_S", 3_600.0)
    await asyncio.sleep(2 * POLL_S)  # the look that began before ends, and the next is an hour away
    await whole.call.post("/v1/endpoints", {"url": receiver.url + "/in", "filters": ["*"]}, role=Role.manager)
    await whole.speak.fact("leads", SomethingOfNextYear(customer_id=uuid4(), colour="red"), 1)
    try:
        await eventually(lambda: len(receiver.calls) == 1, within_s=15)
    finally:
        monkeypatch.undo()
