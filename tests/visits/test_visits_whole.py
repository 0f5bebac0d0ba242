"""visits at work, on real Kafka: whom it knows, what it says, hears and refuses."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.contracts.inbox import AnswerForm, FileComplaint, LogVisit
from shared.contracts.leads import Evidence, LeadCaptured, LifecycleChanged
from shared.contracts.roles import Role
from shared.contracts.scoring import Rest, TierChanged
from shared.contracts.visits import FormAnswered
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.speaking import Speaker, heard
from tests.support.whole_service import Caller, settings_for

VISIT = {
    "channel": "phone",
    "purposes": ["advance_sale"],
    "summary": "Agreed on lot 2.",
    "salesperson": "li.na",
}


@dataclass
class Whole:
    """The running service, someone who speaks on its topics, and where those are."""

    call: Caller
    speak: Speaker
    kafka: str
    prefix: str

    async def knows(self, customer_id: UUID | str, **expected: Any) -> None:
        """The customer is soon shown as expected."""
        expected["customer_id"] = str(customer_id)

        async def shown() -> bool:
            items = (await self.call.get("/v1/customers", limit=200)).json()["items"]
            return any(expected.items() <= item.items() for item in items)

        await eventually(shown)


@pytest.fixture
async def whole(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    """visits on topics of its own, with all roles but `reviews`: what is owed would be said in between."""
    settings = settings_for(VisitsSettings, visits_database, kafka, topic_prefix)
    async with among_services(wire, settings, lambda name: name != "reviews") as (call, speak):
        yield Whole(call, speak, kafka, topic_prefix)


def captured(customer_id: UUID) -> LeadCaptured:
    return LeadCaptured(
        customer_id=customer_id,
        kind="company",
        name="杭州张记茶业",
        source="referral",
        owner="li.na",
        captured_at=datetime.now(UTC),
    )


async def test_a_customer_met_first_is_unconfirmed_until_leads_says_who_it_is(whole: Whole) -> None:
    customer_id = uuid4()
    await whole.call.post("/v1/visits", VISIT | {"customer": {"id": str(customer_id)}})
    await whole.knows(customer_id, confirmed=False, contacts=1, name=None)
    unconfirmed = (await whole.call.get("/v1/customers", confirmed=False)).json()["items"]
    assert str(customer_id) in [item["customer_id"] for item in unconfirmed]
    await whole.speak.fact("leads", captured(customer_id), 1)
    await whole.knows(customer_id, confirmed=True, name="杭州张记茶业", owner="li.na", contacts=1)
    unconfirmed = (await whole.call.get("/v1/customers", confirmed=False)).json()["items"]
    assert str(customer_id) not in [item["customer_id"] for item in unconfirmed]


async def test_tier_and_lifecycle_come_from_those_who_own_them(whole: Whole) -> None:
    customer_id, now = uuid4(), datetime.now(UTC)
    signed = LifecycleChanged(
        customer_id=customer_id,
        before="potential",
        after="signed",
        evidence=Evidence(kind="contract", ref="c-1"),
        changed_at=now,
    )
    tier = TierChanged(
        customer_id=customer_id,
        before="potential",
        after="key",
        letter_before="B",
        letter_after="A",
        score=71.5,
        changed_at=now,
        cause="fact",
        policy_version="default-1",
        reasons=(),
        rest=Rest(count=0, points=0.0),
    )
    await whole.speak.fact("scoring", tier, 1)
    await whole.speak.fact("leads", signed, 1)
    await whole.knows(customer_id, tier="key", lifecycle="signed", confirmed=False)


async def test_a_complaint_is_open_until_it_is_resolved_and_every_step_is_said(whole: Whole) -> None:
    customer_id = str(uuid4())
    complaint = {"customer": {"id": customer_id}, "summary": "The May lot is mouldy."}
    filed = await whole.call.post("/v1/complaints", complaint, role=Role.after_sales)
    await whole.knows(customer_id, open_complaints=1)
    resolution = {"outcome": "Lot replaced"}
    location = filed.headers["location"]
    await whole.call.post(f"{location}/resolution", resolution, role=Role.after_sales, version=1)
    await whole.knows(customer_id, open_complaints=0)
    messages = await heard(whole.kafka, f"{whole.prefix}.visits.v1", 3)
    assert [(message.sequence, message.type.rpartition(".")[2]) for message in messages] == [
        (1, "complaint-filed"),
        (2, "complaint-acknowledged"),
        (3, "complaint-resolved"),
    ]


async def test_events_of_other_systems_arrive_by_topic(whole: Whole) -> None:
    customer = {"source": "call-centre", "ref": str(uuid4())}
    visit = json.dumps(VISIT | {"customer": customer}).encode()
    await whole.speak.event("visits.inbox.v1", LogVisit.TYPE, visit)
    complaint = json.dumps({"customer": customer, "summary": "Too late.", "severity": "serious"}).encode()
    await whole.speak.event("visits.inbox.v1", FileComplaint.TYPE, complaint)
    survey = json.dumps({"customer": customer, "form": "satisfaction", "items": {"service": 2}}).encode()
    await whole.speak.event("visits.inbox.v1", AnswerForm.TYPE, survey)
    await whole.speak.event("visits.inbox.v1", FileComplaint.TYPE, b'{"summary": "whose?"}')
    messages = await heard(whole.kafka, f"{whole.prefix}.visits.v1", 3)
    # Events without a key come in any order.
    assert FormAnswered.TYPE in {message.type for message in messages}
    await whole.knows(messages[0].key, contacts=1, open_complaints=1, confirmed=False)

    async def kept() -> bool:
        letters = (await whole.call.get("/v1/status")).json()["reports"]["dead_letters"]
        return bool(letters.get("schema_violation") == 1)

    await eventually(kept)
