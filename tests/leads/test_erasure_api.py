"""Erasure 删除 as people see it: nobody reads the content again, and nothing else is lost (S4-10)."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from services.leads.customer.codec import CODEC
from services.leads.customer.content_keys import ContentKeys, opened
from services.leads.settings import LeadsSettings
from services.leads.wiring import CUSTOMERS, MIGRATIONS, MODELS, open_tools, wire
from shared.contracts.roles import Role
from shared.contracts.topics import KINDS, topic
from shared.kit.clock import FixedClock
from shared.kit.eventstore.replay import requeue
from shared.kit.eventstore.verify import verify
from shared.kit.ground import consumption
from shared.kit.postgres.pool import opened_pool
from shared.kit.projection.rebuild import rebuild
from shared.kit.projection.verify import verify as compared
from tests.leads.test_consent_api import DOSSIER, consented, put, shown
from tests.leads.timed import NOW, Timed
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.planted import records_with, tables_with
from tests.support.speaking import heard
from tests.support.whole_service import Caller, prepare, problem, serving, settings_for

MESSAGES = 10
"""A capture, two consents, two sections; then the birthday's three and the dossier's two."""

PLANTED = "planted-3f6c2a90-7d41-4be5"
ASKED = {"reason": "客户来信要求删除"}


@pytest.fixture
async def timed(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Timed]:
    await prepare(database, MIGRATIONS, MODELS)
    async with Timed.at_work(database, kafka, topic_prefix, FixedClock(NOW)) as at_work:
        yield at_work


async def filed(call: Caller, customer: str, planted: str) -> None:
    """A dossier, a birthday and the evidence of both consents are on file, each with the text."""
    await consented(call, customer, evidence=f"柜 {planted}")
    await consented(call, customer, purpose="birthday_care", evidence=planted)
    dossier = {name: f"{text} {planted}" for name, text in DOSSIER.items()}
    birthday = {"day": "03-15", "whose": planted}
    for section, content in (("person_dossier", dossier), ("birthday", birthday)):
        assert (await put(call, customer, section, content)).status_code == 201


async def erased(call: Caller, customer: str, key: str | None = None, **told: Any) -> Any:
    """Return the answer to a supervisor who asks for the erasure of everything, or of a purpose."""
    path = f"/v1/customers/{customer}/erasure"
    return await call.post(path, ASKED | told, role=Role.supervisor, key=key)


async def readable(database: str, customer: str) -> str:
    """Return all that whoever has the whole database reads of the customer, with the keys that are there."""
    async with opened_pool(database, application_name="reader") as pool:
        rows = await pool.fetch("SELECT type, schema_version, data FROM events WHERE key = $1", customer)
        facts = [CODEC.decode(*row) for row in rows]
        read = await opened(ContentKeys(pool), facts[0].customer_id, facts)
    return msgspec.json.encode(read).decode()


async def keys_of(database: str, customer: str) -> int:
    async with connected(database) as connection:
        counted = "SELECT count(*) FROM content_keys WHERE customer_id = $1::text::uuid"
        return int(await connection.fetchval(counted, customer))


async def until_gone(database: str, customer: str) -> None:
    """No key of the customer is left."""

    async def gone() -> bool:
        return await keys_of(database, customer) == 0

    await eventually(gone)


async def test_s4_10_what_is_erased_is_read_by_nobody_and_whoever_was_told_hears_of_it(timed: Timed) -> None:
    call, database = timed.call, timed.database
    customer = await timed.captured(timedelta(hours=1))
    await filed(call, customer, PLANTED)
    assert PLANTED in await readable(database, customer)
    answer = await erased(call, customer, key="letter-7")
    assert answer.json() == {"customer_id": customer, "erased": ["birthday_care", "person_dossier"]}
    await until_gone(database, customer)
    assert PLANTED not in await readable(database, customer)

    # Sent again, under its own name and as another: nothing changes.
    assert (await erased(call, customer, key="letter-7")).json() == answer.json()
    assert (await erased(call, customer)).json() == answer.json()
    messages = await heard(timed.kafka, f"{timed.prefix}.leads.v1", MESSAGES)
    told = [(one.type.rpartition(".")[2], json.loads(one.data)) for one in messages[-5:]]
    birthday, dossier = (
        ["consent-withdrawn", "section-recorded", "content-erased"],
        ["consent-withdrawn", "content-erased"],
    )
    assert [name for name, _ in told] == birthday + dossier
    assert (told[1][1]["section"], told[1][1]["content"]) == ("birthday", {})
    assert (told[2][1]["purpose"], told[2][1]["cause"], "reason" in told[2][1]) == (
        *("birthday_care", "asked", False),
    )
    await _is_nowhere(timed)
    await _adds_up(timed)
    await _is_nowhere(timed)
    assert (await call.get("/v1/status")).json()["reports"]["deadlines"]["quarantined"] == 0


async def _is_nowhere(timed: Timed) -> None:
    """No table and no topic has the text."""
    async with connected(timed.database) as connection:
        assert await tables_with(connection, PLANTED) == set()
    topics = [topic("leads", kind, timed.prefix) for kind in KINDS]
    assert await records_with(timed.kafka, topics, PLANTED) == set()


async def _adds_up(timed: Timed) -> None:
    """Verify, rebuild and replay pass, and all that was published is published again."""
    settings = settings_for(LeadsSettings, timed.database, timed.kafka, timed.prefix)
    async with AsyncExitStack() as resources:
        tools = await open_tools(settings, resources)
        assert await verify(tools.pool) == []
        fed = consumption(settings, CUSTOMERS)
        assert (await rebuild(tools.pool, CUSTOMERS, fed)).records == MESSAGES
        assert await requeue(tools.pool, tools.store, tools.kinds) == MESSAGES

        async def sent() -> bool:
            return bool(await tools.pool.fetchval("SELECT count(*) = 0 FROM outbox"))

        await eventually(sent)
        assert (await compared(tools.pool, CUSTOMERS, fed)).differing == 0


async def test_without_the_deletion_of_the_key_whoever_has_the_database_reads_on(
    leads_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = str(uuid4())

    async def forgotten(keys: ContentKeys, key_id: UUID) -> None:
        del keys, key_id

    monkeypatch.setattr(ContentKeys, "erase", forgotten)
    async with deadlines_at_work(leads_database) as call:
        await filed(call, customer, PLANTED)
        await erased(call, customer)
        await until_settled(leads_database, customer)
    assert PLANTED in await readable(leads_database, customer)


async def test_a_crash_between_the_fact_and_the_deletion_is_finished_by_the_next_process(
    leads: Caller, leads_database: str
) -> None:
    customer = str(uuid4())
    await filed(leads, customer, PLANTED)
    await erased(leads, customer)
    # Nothing runs that would delete the keys; the fact alone ends every reading.
    assert await keys_of(leads_database, customer) == 2
    section = await shown(leads, customer, "person_dossier")
    (kept,) = section["history"]
    assert (section["current"], kept["content"], kept["erased"]["cause"]) == (None, {}, "asked")
    async with deadlines_at_work(leads_database):
        await until_settled(leads_database, customer)
    assert await keys_of(leads_database, customer) == 0
    assert PLANTED not in await readable(leads_database, customer)


async def test_s4_10_a_reader_is_told_since_when_and_why_it_is_erased(
    leads: Caller, leads_database: str
) -> None:
    customer = str(uuid4())
    await filed(leads, customer, PLANTED)
    assert (await erased(leads, customer, purpose="person_dossier")).json()["erased"] == ["person_dossier"]
    async with deadlines_at_work(leads_database):
        await until_settled(leads_database, customer)
    for role, reason in ((Role.salesperson, ASKED["reason"]), (Role.viewer, "•••")):
        (kept,) = (await shown(leads, customer, "person_dossier", role))["history"]
        assert (kept["content"], kept["withheld"], kept["erased"]["reason"]) == ({}, True, reason)
        assert kept["erased"]["since"] is not None
    consents = (await leads.get(f"/v1/customers/{customer}/consents", role=Role.salesperson)).json()
    by_purpose = {one["purpose"]: (one["evidence"], one["erased"] is None) for one in consents}
    assert by_purpose == {"person_dossier": ("•••", False), "birthday_care": (PLANTED, True)}
    birthday = await shown(leads, customer, "birthday")
    assert birthday["current"]["content"]["whose"] == PLANTED

    # Who consents again is recorded again, under another key; what was erased stays erased.
    await consented(leads, customer, text_version="2026-02", evidence="另见")
    await put(leads, customer, "person_dossier", {"hobbies": "围棋"})
    history = (await shown(leads, customer, "person_dossier"))["history"]
    assert [one["content"] for one in history] == [{"hobbies": "围棋"}, {}]


async def test_only_who_leads_erases_and_only_what_was_recorded(leads: Caller) -> None:
    customer = str(uuid4())
    refused = await erased(leads, customer)
    assert problem(refused, 404, "nothing_to_erase")["title"]
    zh = {"Accept-Language": "zh-CN"}
    path = f"/v1/customers/{customer}/erasure"
    in_chinese = await leads.post(path, ASKED, role=Role.manager, headers=zh)
    assert problem(in_chinese, 404, "nothing_to_erase")["title"] == "该客户没有为该用途登记过内容"
    problem(await leads.post(path, ASKED, role=Role.salesperson), 403, "forbidden")
    problem(await leads.post(path, {}, role=Role.supervisor), 422, "invalid")


@asynccontextmanager
async def deadlines_at_work(database: str) -> AsyncIterator[Caller]:
    """The API, and of its roles only what takes deadlines up."""
    settings = settings_for(LeadsSettings, database)
    async with serving(wire, settings, roles=lambda name: name == "deadlines") as call:
        yield call


async def until_settled(database: str, customer: str) -> None:
    """Every deadline of the customer's keys was taken up."""

    async def settled() -> bool:
        async with connected(database) as connection:
            left = "SELECT count(*) FROM deadlines WHERE key = $1 AND kind = 'content-key'"
            return int(await connection.fetchval(left, customer)) == 0

    await eventually(settled)
