"""One trace from the request to the webhook, the numbers at `/metrics`, and logs without a name in them."""

import json
import logging as standard
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import structlog
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from services.leads import wiring as leads
from services.leads.settings import LeadsSettings
from services.notify import wiring as notify
from shared.contracts.roles import Role
from shared.kit import logging, tracing
from tests.notify.receiver import Receiver, receiving
from tests.notify.whole import settings as notify_settings
from tests.support import databases
from tests.support.collector import collecting
from tests.support.eventually import eventually
from tests.support.speaking import heard, speaking
from tests.support.topics import make_topics
from tests.support.whole_service import Caller, prepare, serving, settings_for

TOPICS = (
    *("leads.v1", "leads.inbox.v1", "leads.dead-letter.v1"),
    *("visits.v1", "scoring.v1", "notify.v1"),
)
CANARY = "canary-7c1"
TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = f"00-{TRACE}-b7ad6b7169203331-01"
LEAD = {"kind": "person", "name": CANARY, "source": "referral", "owner": "li.na"}
CONTRACT = {
    "title": f"Tea for {CANARY}",
    "amount_minor": 48_000_000,
    "currency": "CNY",
    "our_duties": ["deliver"],
    "their_duties": ["pay"],
    "our_rights": ["suspend"],
    "their_rights": ["return"],
    "starts_on": "2026-05-01",
    "signed_by": "li.na",
}


@dataclass
class World:
    """leads and notify in this process, every role at work, and a receiver that hears all of leads."""

    leads: Caller
    notify: Caller
    receiver: Receiver
    kafka: str
    prefix: str

    async def tell(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a command of the caller's trace."""
        answer = await self.leads.post(path, body, headers={"traceparent": CALLER})
        assert answer.status_code == 201, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def delivered(self, type_: str) -> tuple[str, dict[str, Any]]:
        """Return the trace and the event of the webhook of that type, once it came."""

        def came() -> list[tuple[str, dict[str, Any]]]:
            calls = [(call.headers["traceparent"], json.loads(call.body)) for call in self.receiver.calls]
            return [(trace, event) for trace, event in calls if event["type"] == type_]

        return (await eventually(came, 30))[0]


@pytest.fixture
async def world(postgres_url: str, kafka: str, topic_prefix: str) -> AsyncIterator[World]:
    await make_topics(kafka, [f"{topic_prefix}.{name}" for name in TOPICS])
    urls = [await databases.create(postgres_url) for _ in range(2)]
    try:
        await prepare(urls[0], leads.MIGRATIONS, leads.MODELS)
        await prepare(urls[1], notify.MIGRATIONS, [notify.MODEL])
        async with AsyncExitStack() as stack:
            of_leads = settings_for(LeadsSettings, urls[0], kafka, topic_prefix)
            of_notify = notify_settings(urls[1], kafka, topic_prefix)
            told = await stack.enter_async_context(serving(leads.wire, of_leads, roles=lambda _: True))
            sent = await stack.enter_async_context(serving(notify.wire, of_notify, roles=lambda _: True))
            receiver = await stack.enter_async_context(receiving())
            body = {"url": f"{receiver.url}/in", "filters": ["tuoke.leads.*"]}
            assert (await sent.post("/v1/endpoints", body, role=Role.manager)).status_code == 201
            yield World(told, sent, receiver, kafka, topic_prefix)
    finally:
        for url in urls:
            await databases.drop(url, postgres_url)


@pytest.fixture
def log() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What this process logs, at the level that tells most."""
    root = standard.getLogger()
    handlers, level, out = root.handlers, root.level, BytesIO()
    logging.configure("leads", "debug", out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    structlog.reset_defaults()
    root.handlers, root.level = handlers, level


async def test_the_callers_trace_reaches_the_receiver_where_nothing_is_recorded(world: World) -> None:
    await world.tell("/v1/customers", LEAD)
    (fact,) = await heard(world.kafka, f"{world.prefix}.leads.v1", 1)
    assert fact.traceparent is not None
    assert fact.traceparent.split("-")[1] == TRACE
    assert fact.traceparent != CALLER
    trace, event = await world.delivered(fact.type)
    assert (event["id"], trace) == (fact.id, fact.traceparent)


async def test_every_step_is_a_span_and_batches_link_to_the_trace(world: World) -> None:
    with collecting() as collector:
        end = tracing.configure("leads", collector.url)
        try:
            customer = await world.tell("/v1/customers", LEAD)
            await world.tell("/v1/contracts", CONTRACT | {"customer": {"id": customer["customer_id"]}})
            captured, _ = await world.delivered("tuoke.leads.lead-captured")
            signed, _ = await world.delivered("tuoke.leads.lifecycle-changed")
            await _listed(world, customer["customer_id"])
        finally:
            end()
    spans = collector.spans()
    request, append = _one(spans, "POST /v1/customers"), _one(spans, "append", TRACE)
    webhook = _one(spans, "webhook", TRACE)
    assert request.parent_span_id.hex() == CALLER.split("-")[2]
    assert append.parent_span_id == webhook.parent_span_id == request.span_id
    assert captured == f"00-{TRACE}-{webhook.span_id.hex()}-01"
    for batch in (f"send {world.prefix}.leads.v1", "project customers", "project intake"):
        linking = [span for span in spans if span.name == batch and _links_to(span, request)]
        assert linking, sorted({span.name for span in spans})
        assert all(span.trace_id.hex() != TRACE for span in linking)
    deadline = _one(spans, "deadline lead-to-signed")
    assert signed.split("-")[1] == deadline.trace_id.hex() != TRACE
    assert CANARY.encode() not in b"".join(collector.bodies)


async def test_metrics_tell_of_every_part(world: World) -> None:
    customer = await world.tell("/v1/customers", LEAD)
    bought = {"customer": {"id": customer["customer_id"]}, "purchased_at": "2999-01-01T00:00:00Z"}
    refused = await world.leads.post("/v1/purchases", bought | {"amount_minor": 1, "currency": "CNY"})
    assert refused.json()["code"] == "time_in_future"
    async with speaking(world.kafka, world.prefix) as speak:
        await speak.event("leads.inbox.v1", "tuoke.leads.inbox.unheard-of", b"{}")
    await world.delivered("tuoke.leads.lead-captured")
    topic, inbox = f"{world.prefix}.leads.v1", f"{world.prefix}.leads.inbox.v1"

    async def said() -> bool:
        numbers = await _scraped(world.leads)
        assert numbers == numbers | {
            "tuoke_outbox_oldest_age_seconds": 0,
            "tuoke_relay_active": 1,
            f"tuoke_consumer_lag_events customers {topic}": 0,
            f"tuoke_consumer_lag_seconds intake {topic}": 0,
            f"tuoke_consumer_lag_events inbox {inbox}": 0,
            f"tuoke_consumer_lag_seconds inbox {inbox}": 0,
            "tuoke_parked_keys customers": 0,
            "tuoke_deadlines_overdue": 0,
            "tuoke_deadlines_quarantined": 0,
            "tuoke_pool_waiters leads api": 0,
            "tuoke_webhook_due": 0,
            "tuoke_webhook_oldest_ready_age_seconds": 0,
            "tuoke_webhook_lanes open": 0,
            "tuoke_webhook_lanes half_open": 0,
            "tuoke_webhook_lanes closed": 1,
        }
        grown = {
            "tuoke_relay_sent_total",
            "tuoke_consumer_rebalances_total customers",
            "tuoke_consumer_rebalances_total inbox",
            "tuoke_dead_letters_total inbox unknown_type",
            "tuoke_webhook_attempts_total 2xx",
            "tuoke_webhook_write_outcomes_count",
            "tuoke_webhook_write_seconds_count",
            "tuoke_rejections_total time_in_future",
        }
        assert {name for name in grown if numbers.get(name, 0) < 1} == set()
        return True

    await eventually(said, 30)
    # The registry is the process's: what other tests' topics brought is not counted.
    ours = [name for name in await _scraped(world.notify) if world.prefix in name]
    assert 0 < len(ours) < 200


async def test_no_log_names_a_customer(world: World, log: Callable[[], list[dict[str, Any]]]) -> None:
    customer = await world.tell("/v1/customers", LEAD)
    path = f"/v1/customers/{customer['customer_id']}"
    for body in (LEAD | {"kind": CANARY}, LEAD | {"name": [CANARY]}, LEAD | {"source": f"{CANARY}\0"}):
        assert (await world.leads.post("/v1/customers", body)).status_code in {400, 422}
    section = {"content": {"needs": CANARY, "shoe_size": CANARY}}
    assert (await world.leads.post(f"{path}/sections/needs", section)).status_code == 422
    async with speaking(world.kafka, world.prefix) as speak:
        for data in (LEAD | {"kind": CANARY}, LEAD | {"customer": {"source": "erp", "ref": CANARY}}):
            await speak.event(
                "leads.inbox.v1", "tuoke.leads.inbox.capture-lead", json.dumps(data).encode(), str(uuid4())
            )
    await eventually(lambda: len(world.receiver.calls) >= 2, 30)
    assert [line["event"] for line in log()]
    assert [line for line in log() if CANARY in json.dumps(line, ensure_ascii=False)] == []
    assert all(line["event"] == line["event"].lower() and " " not in line["event"] for line in log())


async def _listed(world: World, customer: str) -> None:
    async def known() -> bool:
        return customer in (await world.leads.get("/v1/customers")).text

    assert await eventually(known, 30)


def _one(spans: Any, name: str, trace: str | None = None) -> Span:
    named = [span for span in spans if span.name == name and trace in {None, span.trace_id.hex()}]
    assert named, sorted({span.name for span in spans})
    first: Span = min(named, key=lambda span: span.start_time_unix_nano)
    return first


def _links_to(batch: Span, span: Span) -> bool:
    return span.span_id in {link.span_id for link in batch.links}


async def _scraped(of: Caller) -> dict[str, float]:
    """Return every number by its name and the values of its labels."""
    text = (await of.http.get("/metrics")).text
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
