"""The verbs of leads on the command line: what an operator does with a store and with refused events."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.leads.__main__ import leads_cli
from services.leads.settings import LeadsSettings
from services.leads.wiring import MIGRATIONS, MODELS, wire
from shared.contracts.inbox import RecordPurchase
from shared.contracts.roles import Role
from shared.kit.cli import DEGRADED, OK, USAGE, main
from tests.support.among_services import make_topics_around
from tests.support.databases import execute
from tests.support.whole_service import SECRET, Caller, prepare, serving, settings_for

GOOD = {"amount_minor": 2_933, "currency": "USD", "purchased_at": "2026-01-01T04:00:00Z"}

SET_ASIDE = """
INSERT INTO deadlines (id, key, stream, kind, due_at, detail, attempts, quarantined_at, reason)
VALUES ('signing', 'k', 'customer-1', 'lead-to-signed', now(), '{}', 6, now(), 'evidence_missing')
"""


@pytest.fixture
def leads_environment(database: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A migrated database of this test's own, named by the environment."""
    asyncio.run(prepare(database, MIGRATIONS, MODELS))
    values = {"DATABASE_URL": database, "KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    values |= {"API_KEY_PEPPER": SECRET, "CURSOR_SECRET": SECRET, "TOPIC_PREFIX": "test"}
    for name, value in values.items():
        monkeypatch.setenv(f"LEADS_{name}", value)
    return database


def sent(database: str, *data: dict[str, Any]) -> None:
    """Another system sent these purchases to `POST /v1/events`."""

    async def send(leads: Caller) -> None:
        envelope = {"specversion": "1.0", "source": "erp", "type": RecordPurchase.TYPE}
        batch = [envelope | {"id": str(uuid4()), "data": one} for one in data]
        headers = {"Content-Type": "application/cloudevents-batch+json"}
        await leads.post("/v1/events", content=json.dumps(batch).encode(), role=Role.system, headers=headers)

    async def run() -> None:
        async with serving(wire, settings_for(LeadsSettings, database)) as leads:
            await send(leads)

    asyncio.run(run())


def said(*words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Return the exit code and what was printed."""
    capsys.readouterr()
    code = main(leads_cli(), words)
    return code, capsys.readouterr().out.strip()


def test_a_refused_event_is_listed_shown_tried_again_and_discarded(
    leads_environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sent(leads_environment, {"customer": {"id": str(uuid4())}} | GOOD | {"currency": "yuan"})
    code, listed = said("dead-letters", "list", "--json", capsys=capsys)
    (letter,) = json.loads(listed)
    assert (code, letter["reason"]) == (OK, "schema_violation")
    name = letter["letter"]
    code, shown = said("dead-letters", "show", name, capsys=capsys)
    assert "yuan" in json.loads(shown)["value"]
    code, tried = said("dead-letters", "redrive", "--by", "ops", "--dry-run", capsys=capsys)
    assert (code, tried) == (DEGRADED, f"{name}  schema_violation  True")
    code, tried = said("dead-letters", "redrive", name, "--by", "ops", "--json", capsys=capsys)
    assert (code, json.loads(tried)[0]["outcome"]) == (DEGRADED, "schema_violation")
    code, _ = said("dead-letters", "discard", name, "--by", "ops", "--note", "a test", capsys=capsys)
    assert code == OK
    assert said("dead-letters", "list", capsys=capsys) == (OK, "none")
    code, shown = said("dead-letters", "show", name, capsys=capsys)
    assert json.loads(shown)["note"] == "a test"
    for again in (("discard", name, "--note", "again"), ("redrive", name)):
        assert said("dead-letters", *again, "--by", "ops", capsys=capsys)[0] == DEGRADED
    assert said("dead-letters", "show", "nowhere/1", capsys=capsys)[0] == USAGE


def test_a_deadline_that_was_set_aside_is_listed_and_released(
    leads_environment: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(execute(leads_environment, SET_ASIDE))
    code, listed = said("deadlines", "list", "--json", capsys=capsys)
    assert (code, [row["reason"] for row in json.loads(listed)]) == (OK, ["evidence_missing"])
    assert said("deadlines", "release", "signing", "--dry-run", capsys=capsys) == (OK, "signing")
    assert said("deadlines", "release", "--all", capsys=capsys) == (OK, "signing")
    assert said("deadlines", "list", capsys=capsys) == (OK, "none")
    assert said("deadlines", "release", "signing", capsys=capsys)[0] == DEGRADED
    assert said("deadlines", "release", capsys=capsys)[0] == USAGE


def test_a_store_says_again_what_it_said(leads_environment: str, capsys: pytest.CaptureFixture[str]) -> None:
    customer = {"customer": {"id": str(uuid4())}}
    sent(leads_environment, customer | GOOD, customer | GOOD | {"amount_minor": 1})
    asyncio.run(execute(leads_environment, "DELETE FROM outbox"))
    code, told = said("replay", "--key", customer["customer"]["id"], "--after", "1", capsys=capsys)
    assert (code, told) == (OK, "1 messages stand in the outbox again")


def test_the_list_is_verified_rebuilt_and_found_wrong_when_it_is(
    leads_environment: str,
    kafka: str,
    topic_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LEADS_KAFKA_BOOTSTRAP", kafka)
    monkeypatch.setenv("LEADS_TOPIC_PREFIX", topic_prefix)
    asyncio.run(listed(leads_environment, kafka, topic_prefix))
    sound = "store  sound\ncustomers  1 rows equal to the log\nopportunities  1 rows equal to the log"
    assert said("verify", capsys=capsys) == (
        OK,
        f"{sound}\nplans  0 rows equal to the log\npolicy  0 rows equal to the log",
    )
    asyncio.run(execute(leads_environment, "UPDATE customers.customer SET lifecycle = 'signed'"))
    code, found = said("verify", capsys=capsys)
    assert (code, found.splitlines()[1]) == (DEGRADED, "customers  1 wrong")
    code, found = said("verify", "--json", capsys=capsys)
    wrong = {name: part["wrong"] for name, part in json.loads(found).items()}
    assert wrong == {"store": 0, "customers": 1, "opportunities": 0, "plans": 0, "policy": 0}
    code, _ = said("rebuild", "customers", capsys=capsys)
    assert code == OK
    code, found = said("verify", capsys=capsys)
    assert (code, found.startswith(sound)) == (OK, True)
    assert said("rebuild", "nobody", capsys=capsys)[0] == USAGE


async def listed(database: str, kafka: str, prefix: str) -> None:
    await make_topics_around("leads", kafka, prefix)
    settings = settings_for(LeadsSettings, database, kafka, prefix)
    settings = settings.model_copy(update={"position_wait": timedelta(seconds=20)})
    async with serving(wire, settings, roles=lambda _: True) as leads:
        lead = {"kind": "person", "name": "Zhang", "source": "referral"}
        customer_id = (await leads.post("/v1/customers", lead)).json()["customer_id"]
        await leads.get(f"/v1/customers/{customer_id}", min_position="leads:1")
        told = {"customer": {"id": customer_id}, "pipeline": "unheard_of", "title": "-"}
        # Refused, but not before that was heard.
        await leads.post("/v1/opportunities?min_position=leads:1", told)
