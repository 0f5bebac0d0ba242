"""Purchases and contracts over HTTP (S7-08), and the step that a signature takes by itself (S5-03)."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.inbox import RecordReturn
from shared.contracts.roles import Role
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, problem, serving, settings_for

CONTRACT: dict[str, Any] = {
    "title": "Spring tea 2026",
    "amount_minor": 48_000_000,
    "currency": "CNY",
    "our_duties": ["deliver 200 kg by the 5th"],
    "their_duties": ["pay within 30 days"],
    "our_rights": ["suspend delivery after 60 days unpaid"],
    "their_rights": ["return a lot that fails inspection"],
    "starts_on": "2026-05-01",
    "ends_on": "2027-04-30",
    "signed_by": "li.na",
}


def purchase(**changes: Any) -> dict[str, Any]:
    body = {
        "customer": {"source": "cdnow", "ref": str(uuid4())},
        "external_ref": {"source": "cdnow", "ref": str(uuid4())},
        "amount_minor": 2_933,
        "currency": "USD",
        "quantity": 2,
        "purchased_at": "2026-01-01T04:00:00Z",
        "original_date": "1997-01-01",
    }
    return body | changes


def contract(**changes: Any) -> dict[str, Any]:
    return CONTRACT | {"customer": {"id": str(uuid4())}} | changes


@pytest.fixture
async def with_deadlines(leads_database: str) -> AsyncIterator[Caller]:
    """leads with its deadlines taking effect."""
    settings = settings_for(LeadsSettings, leads_database)
    async with serving(wire, settings, roles=lambda name: name == "deadlines") as caller:
        yield caller


async def test_a_purchase_of_a_customer_never_heard_of_is_accepted(leads: Caller) -> None:
    answer = await leads.post("/v1/purchases", purchase(), role=Role.system)
    assert answer.status_code == 201
    assert answer.headers["position"] == "leads:1"


async def test_the_same_purchase_told_again_under_another_key_changes_nothing(leads: Caller) -> None:
    told = purchase()
    first = await leads.post("/v1/purchases", told)
    again = await leads.post("/v1/purchases", told)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["position"] == "leads:1"
    assert again.headers["idempotency-replayed"] == "true"


async def test_the_same_purchase_with_another_amount_is_refused(leads: Caller) -> None:
    told = purchase()
    await leads.post("/v1/purchases", told)
    refused = await leads.post("/v1/purchases", told | {"amount_minor": 1})
    problem(refused, 409, "purchase_recorded_otherwise")
    of_another = await leads.post("/v1/purchases", told | {"customer": {"id": str(uuid4())}})
    problem(of_another, 409, "purchase_recorded_otherwise")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"amount_minor": -1}, "/amount_minor"),
        ({"amount_minor": 10.5}, "/amount_minor"),
        ({"currency": "yuan"}, "/currency"),
        ({"quantity": 0}, "/quantity"),
    ],
)
async def test_money_is_whole_minor_units_of_a_currency(
    leads: Caller, change: dict[str, Any], pointer: str
) -> None:
    document = problem(await leads.post("/v1/purchases", purchase(**change)), 422, "invalid")
    assert [error["pointer"] for error in document["errors"]] == [pointer]


async def test_what_was_bought_comes_back_over_http_and_from_other_systems_up_to_the_rest(
    leads: Caller, leads_database: str
) -> None:
    bought = purchase()
    named = (await leads.post("/v1/purchases", bought)).json()
    path = f"/v1/purchases/{named['purchase_id']}/returns"
    part = {"amount_minor": 2_000, "currency": "USD", "reason": "wrong size"}
    first = await leads.post(path, part)
    assert (first.status_code, first.headers["position"]) == (201, "leads:2")
    refused = problem(await leads.post(path, part), 409, "return_over_purchase")
    assert refused["params"]["left_minor"] == "933"
    problem(await leads.post(path, part | {"currency": "CNY"}), 409, "return_in_other_currency")
    problem(await leads.post(path, part | {"amount_minor": 0}), 422, "invalid")
    problem(await leads.post(f"/v1/purchases/{uuid4()}/returns", part), 404, "purchase_unknown")
    told = {
        "customer": bought["customer"],
        "purchase": bought["external_ref"],
        "external_ref": {"source": "erp", "ref": str(uuid4())},
        **part,
        "amount_minor": 933,
    }
    envelope = {"specversion": "1.0", "source": "erp", "type": RecordReturn.TYPE}
    batch = [envelope | {"id": str(uuid4()), "data": told} for _ in range(2)]
    stranger = told | {"customer": {"id": str(uuid4())}}
    batch.append(envelope | {"id": str(uuid4()), "data": stranger})
    headers = {"Content-Type": "application/cloudevents-batch+json"}
    answer = await leads.post(
        "/v1/events", content=json.dumps(batch).encode(), role=Role.system, headers=headers
    )
    assert "purchase_unknown" in answer.text
    async with connected(leads_database) as connection:
        rows = await connection.fetch(
            "SELECT value FROM outbox WHERE key = $1 ORDER BY sequence", named["customer_id"]
        )
    returned = [json.loads(row["value"]) for row in rows[1:]]
    assert [one["amount_minor"] for one in returned] == [2_000, 933]
    assert {one["purchased_at"] for one in returned} == {"2026-01-01T04:00:00Z"}


async def test_s7_08_a_signed_contract_can_be_read(leads: Caller) -> None:
    answer = await leads.post("/v1/contracts", contract())
    read = await leads.get(answer.headers["location"])
    assert {name: read.json()[name] for name in CONTRACT} == CONTRACT


async def test_s7_08_a_contract_that_leaves_a_side_open_is_refused(leads: Caller) -> None:
    refused = await leads.post("/v1/contracts", contract(their_rights=[], our_duties=[]))
    assert problem(refused, 409, "terms_missing")["params"] == {"missing": "our_duties, their_rights"}


async def test_a_contract_never_signed_is_not_found(leads: Caller) -> None:
    problem(await leads.get(f"/v1/contracts/{uuid4()}"), 404, "contract_unknown")


@pytest.mark.parametrize("versions", [1, 2])
async def test_s5_03_a_signature_makes_the_customer_signed_whether_captured_or_not(
    with_deadlines: Caller, versions: int
) -> None:
    leads, customer = with_deadlines, {"source": "fair-app", "ref": str(uuid4())}
    if versions == 2:
        lead = {"customer": customer, "kind": "company", "name": "张记", "source": "referral"}
        await leads.post("/v1/customers", lead)
    answer = (await leads.post("/v1/contracts", contract(customer=customer))).json()

    async def signed() -> bool:
        shown = await leads.get(f"/v1/customers/{answer['customer_id']}")
        return shown.status_code == 200 and shown.json()["lifecycle"] == "signed"

    await eventually(signed)
    shown = (await leads.get(f"/v1/customers/{answer['customer_id']}")).json()
    assert (shown["confirmed"], shown["version"]) == (versions == 2, versions)


async def test_a_second_contract_of_a_signed_customer_leaves_no_deadline_standing(
    with_deadlines: Caller,
) -> None:
    customer = {"id": str(uuid4())}
    for _ in range(2):
        await with_deadlines.post("/v1/contracts", contract(customer=customer))

    async def settled() -> bool:
        shown = await with_deadlines.get(f"/v1/customers/{customer['id']}")
        open_ = (await with_deadlines.get("/v1/status")).json()["reports"]["deadlines"]["open"]
        return shown.status_code == 200 and open_ == 0

    await eventually(settled)
    shown = (await with_deadlines.get(f"/v1/customers/{customer['id']}")).json()
    assert (shown["lifecycle"], shown["version"]) == ("signed", 1)
