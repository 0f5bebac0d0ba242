"""What serves more than business is sealed before it reaches the events, and read as it was said (S4-10)."""

import json
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from services.leads.customer.content_key import EVIDENCE, ContentKey, Place
from services.leads.customer.content_keys import ContentKeys
from services.leads.customer.events.sealed import Sealed
from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.inbox import RecordSection
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import opened_pool
from tests.leads.test_consent_api import consented, put, shown
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.planted import tables_with
from tests.support.whole_service import Caller, serving, settings_for

ZHANG = UUID("0195a6d0-0000-7000-8000-000000000001")
PLACE = Place(ZHANG, "greetings", "home")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


@given(JSON)
def test_what_is_sealed_opens_in_its_place_and_is_the_same_text_each_time(content: Any) -> None:
    key = ContentKey.random()
    sealed = key.seal(content, PLACE)
    assert (sealed.key_id, key.open(sealed, PLACE), key.seal(content, PLACE)) == (key.id, content, sealed)


@pytest.mark.parametrize(
    "elsewhere",
    [
        PLACE._replace(customer_id=UUID(int=1)),
        PLACE._replace(purpose="birthday_care"),
        PLACE._replace(part="shop"),
        PLACE._replace(part=EVIDENCE),
    ],
)
def test_what_is_sealed_opens_in_no_other_place_and_by_no_other_key(elsewhere: Place) -> None:
    key = ContentKey.random()
    sealed = key.seal({"hobby": "围棋"}, PLACE)
    for other, place in ((key, elsewhere), (ContentKey.random(), PLACE)):
        with pytest.raises(InvalidTag):
            other.open(sealed, place)


async def test_of_two_who_make_a_key_at_once_both_have_the_same_one(leads_database: str) -> None:
    async with opened_pool(leads_database, application_name="keys") as pool:
        customer, keys = uuid4(), ContentKeys(pool)
        first = await keys.of(customer, "greetings")
        assert await keys.of(customer, "greetings") == first
        assert (await keys.of(customer, "birthday_care")).secret != first.secret
        assert await keys.held(customer) == {
            one.id: one for one in (first, await keys.of(customer, "birthday_care"))
        }


async def test_s4_10_content_and_evidence_are_sealed_in_every_table_and_read_as_they_were_said(
    leads: Caller, leads_database: str
) -> None:
    customer, planted = str(uuid4()), f"planted-{uuid4()}"
    await consented(leads, customer, evidence=f"柜 {planted}")
    dossier = {"hobbies": f"茶艺 {planted}"}
    assert (await put(leads, customer, "person_dossier", dossier)).status_code == 201
    assert (await shown(leads, customer, "person_dossier"))["current"]["content"] == dossier
    given_consents = (await leads.get(f"/v1/customers/{customer}/consents", role=Role.salesperson)).json()
    assert [one["evidence"] for one in given_consents] == [f"柜 {planted}"]
    async with connected(leads_database) as connection:
        assert await tables_with(connection, planted) == set()
        stored = await connection.fetch(
            "SELECT data FROM events WHERE key = $1 AND type = 'section-recorded'", customer
        )
    assert [json.loads(row["data"])["content"] for row in stored] == [{}]


async def test_without_the_seal_every_reader_of_the_database_reads_what_was_planted(
    leads: Caller, leads_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plain(key: ContentKey, content: Any, place: Place) -> Sealed:
        del place
        return Sealed(key.id, json.dumps(content).encode())

    monkeypatch.setattr(ContentKey, "seal", plain)
    customer, planted = str(uuid4()), f"planted-{uuid4()}"
    await consented(leads, customer)
    await put(leads, customer, "person_dossier", {"hobbies": planted})
    async with connected(leads_database) as connection:
        assert await tables_with(connection, planted) == {"public.events"}


async def test_s4_10_the_same_content_told_again_is_no_news_though_it_is_sealed(leads: Caller) -> None:
    customer = str(uuid4())
    await consented(leads, customer)
    body = {"content": {"hobbies": "茶艺"}, "as_of": "2026-01-05T02:00:00Z"}
    path = f"/v1/customers/{customer}/sections/person_dossier"
    first, again = await leads.post(path, body), await leads.post(path, body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert len((await shown(leads, customer, "person_dossier"))["history"]) == 1


async def test_s4_10_what_was_refused_for_want_of_a_consent_is_forgotten_in_time(
    leads: Caller, leads_database: str
) -> None:
    planted, customer = f"planted-{uuid4()}", {"source": "erp", "ref": str(uuid4())}
    data = {"customer": customer, "section": "person_dossier", "content": {"hobbies": planted}}
    envelope = {"specversion": "1.0", "id": str(uuid4()), "source": "erp", "type": RecordSection.TYPE}
    headers = {"Content-Type": "application/cloudevents+json"}
    body = json.dumps(envelope | {"data": data}).encode()
    refused = await leads.post("/v1/events", content=body, role=Role.system, headers=headers)
    assert "consent_missing" in refused.text
    async with connected(leads_database) as connection:
        assert await tables_with(connection, planted) == {"public.dead_letters"}

        async def forgotten() -> bool:
            return not await tables_with(connection, planted)

        later = partial(wire, clock=FixedClock(datetime.now(UTC) + timedelta(days=31)))
        settings = settings_for(LeadsSettings, leads_database)
        async with serving(later, settings, roles=lambda name: name == "letters"):
            await eventually(forgotten)
