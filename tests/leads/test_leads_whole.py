"""leads with every role running, on real Kafka: what it says, hears, shows and refuses."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.inbox import CaptureLead, RecordPurchase, RecordSection
from shared.contracts.roles import Role
from shared.contracts.scoring import Rest, TierChanged
from shared.kit.external_ids import external_customer_id
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.speaking import Speaker, heard
from tests.support.whole_service import Caller, problem, settings_for

LEAD = {"kind": "company", "name": "杭州张记茶业", "source": "referral", "owner": "li.na"}
PURCHASE = {"amount_minor": 2_933, "currency": "USD", "purchased_at": "2026-01-01T04:00:00Z"}


@dataclass
class Whole:
    """The running service, someone who speaks on its topics, and where those are."""

    call: Caller
    speak: Speaker
    kafka: str
    prefix: str

    async def listed(self, customer_id: str) -> dict[str, Any] | None:
        """Return the customer as the list shows them, if it does."""
        items = (await self.call.get("/v1/customers")).json()["items"]
        return next((item for item in items if item["customer_id"] == customer_id), None)


@pytest.fixture
async def whole(leads_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    """leads with all its roles, on topics of its own."""
    settings = settings_for(LeadsSettings, leads_database, kafka, topic_prefix)
    async with among_services(wire, settings) as (call, speak):
        yield Whole(call, speak, kafka, topic_prefix)


async def test_from_request_to_topic_to_list_and_back(whole: Whole) -> None:
    customer = {"source": "fair-app", "ref": str(uuid4())}
    answer = await whole.call.post("/v1/customers", LEAD | {"customer": customer})
    customer_id = answer.json()["customer_id"]
    purchase = await whole.call.post("/v1/purchases", PURCHASE | {"customer": customer})
    unknown = {"source": "fair-app", "ref": str(uuid4())}
    await whole.call.post("/v1/purchases", PURCHASE | {"customer": unknown})

    awaited = await whole.call.get(f"/v1/customers/{customer_id}", min_position=purchase.headers["position"])
    assert awaited.status_code == 200, awaited.text
    listed = await whole.listed(customer_id)
    assert listed is not None
    assert (listed["name"], listed["confirmed"], listed["owner"]) == ("杭州张记茶业", True, "li.na")
    assert [event["type"] for event in listed["last_events"]] == [
        "tuoke.leads.purchase-recorded",
        "tuoke.leads.lead-captured",
    ]

    messages = await heard(whole.kafka, f"{whole.prefix}.leads.v1", 3)
    mine = [message for message in messages if message.key == customer_id]
    assert [message.sequence for message in mine] == [1, 2]
    assert mine[0].dataschema == "urn:tuoke:schema:leads.lead-captured:1"
    assert json.loads(mine[0].data)["external_ref"] == customer

    async def stranger_is_listed() -> bool:
        unconfirmed = (await whole.call.get("/v1/customers", confirmed=False)).json()["items"]
        stranger = str(external_customer_id(unknown["source"], unknown["ref"]))
        return stranger in [item["customer_id"] for item in unconfirmed]

    await eventually(stranger_is_listed)
    counts = (await whole.call.get("/v1/status")).json()["reports"]["customers"]
    assert counts["unconfirmed"] >= 1


async def test_s4_13_who_came_by_a_campaign_or_by_research_keeps_that_and_is_found_by_it(
    whole: Whole,
) -> None:
    campaign = f"spring fair {uuid4()}"
    found = [
        (await whole.call.post("/v1/customers", LEAD | how)).json()["customer_id"]
        for how in ({"source": "promotion", "campaign": campaign}, {"source": "research"}, {})
    ]
    for customer_id in found:
        await whole.call.get(f"/v1/customers/{customer_id}", min_position="leads:1")
    of_campaign = (await whole.call.get("/v1/customers", campaign=campaign)).json()["items"]
    assert [(one["customer_id"], one["source"]) for one in of_campaign] == [(found[0], "promotion")]
    by_research = (await whole.call.get("/v1/customers", source="research")).json()["items"]
    assert [one["customer_id"] for one in by_research] == [found[1]]
    assert (await whole.call.get(f"/v1/customers/{found[0]}")).json()["campaign"] == campaign


async def test_what_scoring_says_shows_as_the_tier(whole: Whole) -> None:
    customer_id = (await whole.call.post("/v1/customers", LEAD)).json()["customer_id"]
    told = TierChanged(
        customer_id=UUID(customer_id),
        before="potential",
        after="key",
        letter_before="B",
        letter_after="A",
        score=71.5,
        changed_at=datetime.now(UTC),
        cause="fact",
        policy_version="default-1",
        reasons=(),
        rest=Rest(count=0, points=0.0),
    )
    await whole.speak.fact("scoring", told, 1)
    answer = await whole.call.get(f"/v1/customers/{customer_id}", min_position="scoring:1")
    assert answer.json()["tier"] == "key"
    page = (await whole.call.get("/v1/customers", tier="key", lifecycle="potential")).json()
    assert customer_id in [item["customer_id"] for item in page["items"]]


async def test_s11_24_the_dealers_of_a_user_are_found_and_a_dealer_is_not_its_own_user(whole: Whole) -> None:
    dealer, user, former = (str(uuid4()) for _ in range(3))
    path = f"/v1/customers/{dealer}/sections/dealer_users"

    async def serves(*users: str) -> Any:
        rows = [{"customer": one, "name": "吴江丝绸厂"} for one in users]
        return await whole.call.post(path, {"content": {"reasons": ["fast_delivery"], "users": rows}})

    async def dealers_of(one: str) -> list[str]:
        listed = (await whole.call.get("/v1/customers", serves=one)).json()["items"]
        return [item["customer_id"] for item in listed]

    await serves(former)
    last = await serves(user)
    problem(await serves(user, dealer), 409, "section_names_itself")
    await whole.call.get(f"/v1/customers/{dealer}", min_position=last.headers["position"])
    assert [await dealers_of(one) for one in (user, former, dealer)] == [[dealer], [], []]
    known = (await whole.call.get(path)).json()["current"]["content"]
    assert known["reasons"] == ["fast_delivery"]
    other = {"content": {"reasons": ["because"]}}
    problem(await whole.call.post(path, other), 422, "invalid")


async def test_events_of_other_systems_arrive_by_topic_in_any_order(whole: Whole) -> None:
    customer = {"source": "erp", "ref": str(uuid4())}
    bought = {"customer": customer, "external_ref": {"source": "erp", "ref": "po-1"}} | PURCHASE
    event_id = str(uuid4())
    for _ in range(2):
        await whole.speak.event("leads.inbox.v1", RecordPurchase.TYPE, json.dumps(bought).encode(), event_id)
    needs = {"customer": customer, "section": "needs", "content": {"needs": ["tea"]}}
    await whole.speak.event("leads.inbox.v1", RecordSection.TYPE, json.dumps(needs).encode())
    await whole.speak.event(
        "leads.inbox.v1", CaptureLead.TYPE, json.dumps(LEAD | {"customer": customer}).encode()
    )
    customer_id = str(external_customer_id("erp", customer["ref"]))

    async def known() -> bool:
        listed = await whole.listed(customer_id)
        return listed is not None and len(listed["last_events"]) == 3

    await eventually(known)
    listed = await whole.listed(customer_id)
    assert listed is not None
    assert (listed["confirmed"], listed["completeness"]) == (True, 0.1)


async def test_what_is_refused_is_a_dead_letter_with_its_reason(whole: Whole) -> None:
    customer = {"source": "erp", "ref": str(uuid4())}
    wrong = [
        (RecordSection.TYPE, {"customer": customer, "section": "needs", "content": {"shoe_size": 43}}),
        (RecordSection.TYPE, {"customer": customer, "section": "shoes", "content": {}}),
        (RecordPurchase.TYPE, {"customer": customer} | PURCHASE | {"purchased_at": "2999-01-01T00:00:00Z"}),
        ("tuoke.leads.inbox.sell-soul", {"customer": customer}),
    ]
    for type_, data in wrong:
        await whole.speak.event("leads.inbox.v1", type_, json.dumps(data).encode())
    expected = {
        "section_content_invalid": 1,
        "section_undeclared": 1,
        "time_in_future": 1,
        "unknown_type": 1,
    }

    async def kept() -> bool:
        letters = (await whole.call.get("/v1/status")).json()["reports"]["dead_letters"]
        return {reason: letters.get(reason) for reason in expected} == expected

    await eventually(kept)


async def test_events_over_http_are_answered_one_by_one(whole: Whole) -> None:
    customer = {"source": "erp", "ref": str(uuid4())}
    envelope = {"specversion": "1.0", "source": "erp", "datacontenttype": "application/json"}
    good = envelope | {"id": "1", "type": RecordPurchase.TYPE, "data": {"customer": customer} | PURCHASE}
    bad = envelope | {"id": "2", "type": RecordPurchase.TYPE, "data": {"customer": customer}}
    batch = {"Content-Type": "application/cloudevents-batch+json"}
    body = json.dumps([good, bad]).encode()
    answer = await whole.call.post("/v1/events", content=body, role=Role.system, headers=batch)
    assert answer.status_code == 207, answer.text
    assert [(one["id"], one["status"]) for one in answer.json()] == [("1", "accepted"), ("2", "refused")]
    again = await whole.call.post("/v1/events", content=body, role=Role.system, headers=batch)
    assert again.json()[0]["status"] == "duplicate"
    problem(await whole.call.post("/v1/events", content=body, headers=batch), 403, "forbidden")
