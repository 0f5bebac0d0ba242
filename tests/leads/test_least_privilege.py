"""leads at work with the rights of its runtime role, on tables that its owner role made."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import MIGRATIONS, MODELS, wire
from shared.contracts.roles import Role
from tests.support.among_services import make_topics_around
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, as_role, owned_by, prepare, serving, settings_for

LEAD = {"kind": "person", "name": "Zhang", "source": "referral"}


@pytest.fixture
async def narrow(database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Caller]:
    """leads with all its roles, as the role that runs it."""
    await prepare(await owned_by(database, "tuoke_leads_owner"), MIGRATIONS, MODELS)
    await make_topics_around("leads", kafka, topic_prefix)
    runtime = settings_for(LeadsSettings, as_role(database, "tuoke_leads"), kafka, topic_prefix)
    async with serving(wire, runtime, roles=lambda _: True) as caller:
        yield caller


async def test_the_runtime_role_has_all_rights_that_leads_needs(narrow: Caller) -> None:
    lead = await narrow.post("/v1/customers", LEAD)
    assert lead.status_code == 201, lead.text
    nonsense = json.dumps({"specversion": "1.0", "id": "1", "source": "erp", "type": "x", "data": {}})
    structured = {"Content-Type": "application/cloudevents+json"}
    refused = await narrow.post("/v1/events", content=nonsense.encode(), role=Role.system, headers=structured)
    assert refused.status_code == 422, refused.text

    async def shown() -> bool:
        items = (await narrow.get("/v1/customers")).json()["items"]
        return [item["customer_id"] for item in items] == [lead.json()["customer_id"]]

    await eventually(shown)


async def test_the_runtime_role_cannot_change_history(narrow: Caller, database: str) -> None:
    await narrow.post("/v1/customers", LEAD)
    async with connected(as_role(database, "tuoke_leads")) as connection:
        for statement in ("UPDATE events SET type = 'x'", "DELETE FROM events", "TRUNCATE events"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"CREATE TABLE t{uuid4().hex} ()")
