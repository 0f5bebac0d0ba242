"""How satisfied a customer is, is to be asked at intervals, after a delivery and after a complaint."""

from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from shared.contracts.leads import PurchaseRecorded
from shared.contracts.roles import Role
from tests.visits.owing import A_DAY, Owing, owing_something


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def test_s7_09_a_delivery_is_followed_by_a_survey(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    now = at_work.clock.now()
    await at_work.hears("leads", _purchase(customer, at_work))
    owed = (await at_work.owes(customer, "first_contact", "survey_after_delivery"))["survey_after_delivery"]
    await at_work.comes_due(customer, "survey_after_delivery", now + 30 * A_DAY)
    at_work.clock.advance(29 * A_DAY)
    await _asked_how_satisfied(customer, at_work)
    await at_work.reads(owed["obligation_id"], standing="met", late=False)


async def test_s3_12_satisfaction_is_asked_at_the_interval_of_the_class(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(tier="ordinary")
    owed = (await at_work.owes(customer, "first_contact", "survey_interval"))["survey_interval"]
    at_work.clock.advance(181 * A_DAY)
    await at_work.reads(owed["obligation_id"], standing="open", breached_at=owed["due_at"])
    now = at_work.clock.now()
    await _asked_how_satisfied(customer, at_work)
    await at_work.reads(owed["obligation_id"], standing="met", late=True)
    await at_work.comes_due(customer, "survey_interval", now + 180 * A_DAY)


async def test_s3_07_a_resolved_complaint_is_asked_about(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    now = at_work.clock.now()
    await _complained(customer, at_work)
    owed = (await at_work.owes(customer, "first_contact", "survey_after_complaint"))["survey_after_complaint"]
    await at_work.comes_due(customer, "survey_after_complaint", now + 7 * A_DAY)
    at_work.clock.advance(6 * A_DAY)
    await _asked_how_satisfied(customer, at_work)
    await at_work.reads(owed["obligation_id"], standing="met", late=False)


async def test_s10_04_a_complaint_that_nobody_asked_about_goes_up_the_ladder(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    await _complained(customer, at_work)
    owed = (await at_work.owes(customer, "first_contact", "survey_after_complaint"))["survey_after_complaint"]
    at_work.clock.advance(8 * A_DAY)
    await at_work.reads(owed["obligation_id"], standing="open", breached_at=owed["due_at"])

    async def told() -> bool:
        page = await at_work.call.get("/v1/obligations", customer=str(customer), overdue=True)
        return "supervision" in {item["step"] for item in page.json()["items"]}

    await at_work.soon(told)


async def _complained(customer: UUID, at_work: Owing) -> None:
    complaint = {"customer": {"id": str(customer)}, "summary": "两台减速机异响"}
    filed = await at_work.call.post("/v1/complaints", complaint)
    outcome = {"outcome": "已更换"}
    location = filed.headers["location"]
    ended = await at_work.call.post(f"{location}/resolution", outcome, role=Role.after_sales, version=1)
    assert ended.status_code == 200, ended.text


async def _asked_how_satisfied(customer: UUID, at_work: Owing) -> None:
    answer = {
        "customer": {"id": str(customer)},
        "form": "satisfaction",
        "mode": "phone",
        "items": {"product": 5, "service": 4},
        "answered_by": "li.na",
    }
    told = await at_work.call.post("/v1/form-answers", answer)
    assert told.status_code == 201, told.text


def _purchase(customer: UUID, at_work: Owing) -> PurchaseRecorded:
    return PurchaseRecorded(
        customer_id=customer,
        purchase_id=uuid4(),
        amount_minor=500_000,
        currency="CNY",
        purchased_at=at_work.clock.now(),
    )
