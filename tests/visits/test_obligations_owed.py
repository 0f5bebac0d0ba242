"""What the policy asks for is owed without anybody having planned it, and raised when it is not done."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.contracts.leads import ContractSigned, LeadCaptured, SectionRecorded
from shared.contracts.roles import Role
from shared.policy import default_book
from tests.support.policies import announced
from tests.visits.owing import A_DAY, Owing, owing_something


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def test_s6_04_an_overdue_visit_is_raised_by_class(visits_at_work: Owing) -> None:
    """S3-10: the interval follows the class. A visit told late counts for the day it happened."""
    at_work = visits_at_work
    key, ordinary = await at_work.captured(tier="key"), await at_work.captured(tier="ordinary")
    now = await at_work.met(key, "visit")
    await at_work.met(ordinary, "visit")
    owed = await at_work.owes(
        key,
        *(
            "key_without_team",
            "contact_interval",
            "visit_interval",
            "survey_interval",
            "form_feedback_report",
            "kind_feedback_meeting",
        ),
    )
    asked = await at_work.owes(ordinary, "contact_interval", "survey_interval")
    assert owed["contact_interval"]["due_at"] == _utc(now + 14 * A_DAY)
    assert owed["visit_interval"]["due_at"] == _utc(now + 30 * A_DAY)
    assert asked["contact_interval"]["due_at"] == _utc(now + 30 * A_DAY)
    at_work.clock.advance(33 * A_DAY)
    late = await at_work.owes(key, "key_without_team", "contact_interval", "visit_interval", overdue=True)
    assert (late["visit_interval"]["days_late"], late["visit_interval"]["person"]) == (3, "li.na")
    visit = late["visit_interval"]["obligation_id"]
    raised = await at_work.reads(visit, standing="open", breached_at=owed["visit_interval"]["due_at"])
    assert [step["to"] for step in raised["ladder"]] == ["supervisor", "manager"]
    await at_work.met(key, "visit", days_ago=4)
    await at_work.reads(visit, standing="met", late=False)
    await at_work.comes_due(key, "visit_interval", now + 59 * A_DAY)


async def test_s4_06_the_situation_of_a_customer_decides_how_often_they_are_met(
    visits_at_work: Owing,
) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(lifecycle="intending")
    met_at = await at_work.met(customer)
    await at_work.comes_due(customer, "contact_interval", met_at + 7 * A_DAY)


async def test_s3_10_another_class_asks_for_another_interval_at_once(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    met_at = await at_work.met(customer)
    first = await at_work.owes(customer, "contact_interval")
    await at_work.graded(customer, "ordinary")
    await at_work.reads(
        first["contact_interval"]["obligation_id"], standing="cancelled", cancelled_for="superseded"
    )
    await at_work.comes_due(customer, "contact_interval", met_at + 30 * A_DAY)


async def test_s3_13_return_visits_come_round_by_themselves(visits_at_work: Owing) -> None:
    """S1-04, S2-04: the first contact, then one an interval, each met by the one that is logged."""
    at_work = visits_at_work
    customer = await at_work.captured()
    first = (await at_work.owes(customer, "first_contact"))["first_contact"]
    await at_work.met(customer)
    await at_work.reads(first["obligation_id"], standing="met", late=False)
    await at_work.owes(customer, "contact_interval")
    # The clock moves only when all that was told has been looked at.
    await at_work.rested()
    second = (await at_work.owes(customer, "contact_interval"))["contact_interval"]
    at_work.clock.advance(44 * A_DAY + timedelta(hours=21))

    async def warned() -> bool:
        told = (await at_work.call.get(f"/v1/obligations/{second['obligation_id']}")).json()
        assert ([one["given"] for one in told["warnings"]], told["breached_at"]) == ([True], None)
        return True

    await at_work.soon(warned)
    met_at = await at_work.met(customer)
    await at_work.reads(second["obligation_id"], standing="met", late=False)
    await at_work.comes_due(customer, "contact_interval", met_at + 45 * A_DAY)


async def test_s2_09_a_key_account_without_a_team_is_raised_until_one_is_named(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(tier="key")
    rules = (
        *("first_contact", "visit_interval", "survey_interval"),
        *("form_feedback_report", "kind_feedback_meeting"),
    )
    owed = (await at_work.owes(customer, "key_without_team", *rules))["key_without_team"]
    assert owed["party"] == "supervisor"
    at_work.clock.advance(20 * A_DAY)
    told = await at_work.reads(owed["obligation_id"], standing="open", breached_at=owed["due_at"])
    assert [step["to"] for step in told["ladder"]] == ["manager"]
    done = await at_work.call.post(
        f"/v1/obligations/{owed['obligation_id']}/fulfilment", role=Role.supervisor
    )
    assert done.status_code == 200, done.text
    await at_work.owes(customer, *rules)
    await at_work.rested()
    await at_work.graded(customer, "ordinary")
    await at_work.graded(customer, "key")
    await at_work.rested()
    await at_work.owes(customer, *rules)


async def test_s6_08_a_customer_whom_nobody_owns_is_raised_until_somebody_does(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(owner=None)
    owed = (await at_work.owes(customer, "nobody_in_charge", "first_contact"))["nobody_in_charge"]
    await at_work.hears("leads", _captured_again(customer, at_work))
    await at_work.reads(owed["obligation_id"], standing="met", late=False)
    await at_work.owes(customer, "first_contact")


async def test_s4_11_a_stale_file_is_reviewed(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    await at_work.hears("leads", _section(customer, "needs", at_work))
    await at_work.owes(customer, "first_contact")
    await at_work.rested()
    at_work.clock.advance(181 * A_DAY)
    owed = (await at_work.owes(customer, "first_contact", "file_review"))["file_review"]
    await at_work.hears("leads", _section(customer, "needs", at_work))
    await at_work.reads(owed["obligation_id"], standing="met")
    await at_work.owes(customer, "first_contact")


async def test_s11_25_an_acute_risk_of_a_dealer_is_raised_until_it_is_not(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    await at_work.hears("leads", _section(customer, "dealer_risks", at_work, margin="watched"))
    await at_work.owes(customer, "first_contact")
    await at_work.hears("leads", _section(customer, "dealer_risks", at_work, replacement="acute"))
    owed = (await at_work.owes(customer, "first_contact", "dealer_risk"))["dealer_risk"]
    await at_work.hears("leads", _section(customer, "dealer_risks", at_work, replacement="low"))
    await at_work.reads(owed["obligation_id"], standing="met", person="li.na")
    await at_work.owes(customer, "first_contact")


async def test_s5_09_a_ready_customer_left_idle_is_raised_each_time_anew(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(lifecycle="intending")
    await at_work.hears("leads", _section(customer, "needs", at_work))
    await at_work.met(customer)
    await at_work.owes(customer, "contact_interval")
    for period in ("1", "2"):
        await at_work.rested()
        at_work.clock.advance(4 * A_DAY)
        owed = (await at_work.owes(customer, "contact_interval", "ready_but_idle"))["ready_but_idle"]
        await at_work.reads(owed["obligation_id"], period=period)
        await at_work.met(customer)
        await at_work.reads(owed["obligation_id"], standing="met", late=False)
        await at_work.owes(customer, "contact_interval")


async def test_a_contract_about_to_end_is_renewed_ahead(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(lifecycle="signed")
    await at_work.hears("leads", _contract(customer, at_work, ends_in=100))
    await at_work.owes(customer, "first_contact")
    await at_work.rested()
    at_work.clock.advance(41 * A_DAY)
    owed = (await at_work.owes(customer, "first_contact", "contract_ending"))["contract_ending"]
    await at_work.hears("leads", _contract(customer, at_work, ends_in=400))
    await at_work.reads(owed["obligation_id"], standing="met")


async def test_a_new_book_changes_what_everybody_owes_from_its_time_on(visits_at_work: Owing) -> None:
    at_work = visits_at_work
    customer = await at_work.captured()
    met_at = await at_work.met(customer)
    await at_work.owes(customer, "contact_interval")
    book = announced("weekly", at_work.clock.now() + timedelta(hours=2), cadence=_every(7))
    await at_work.hears("scoring", book)
    await at_work.rested()
    at_work.clock.advance(timedelta(hours=3))

    await at_work.comes_due(customer, "contact_interval", met_at + 7 * A_DAY)


def _utc(at: Any) -> str:
    text: str = at.isoformat().replace("+00:00", "Z")
    return text


def _every(days: int) -> dict[str, Any]:
    chapter: dict[str, Any] = default_book().cadence.model_dump(mode="json")
    for cadence in chapter["classes"].values():
        cadence["contact_days"] = days
    return chapter


def _captured_again(customer: UUID, at_work: Owing) -> Any:
    return LeadCaptured(
        customer_id=customer,
        kind="company",
        name="杭州张记茶业",
        source="referral",
        owner="wang.wei",
        captured_at=at_work.clock.now(),
    )


def _section(customer: UUID, section: str, at_work: Owing, **content: Any) -> SectionRecorded:
    return SectionRecorded(
        customer_id=customer,
        section=section,
        section_version=1,
        content=content or {"pain_points": ["异响"]},
        completeness=0.4,
        recorded_by="li.na",
        as_of=at_work.clock.now(),
    )


def _contract(customer: UUID, at_work: Owing, ends_in: int) -> ContractSigned:
    now = at_work.clock.now()
    return ContractSigned(
        customer_id=customer,
        contract_id=uuid4(),
        title="年度供货",
        amount_minor=1,
        currency="CNY",
        our_duties=(),
        their_duties=(),
        our_rights=(),
        their_rights=(),
        signed_at=now,
        starts_on=now.date(),
        signed_by="li.na",
        ends_on=(now + ends_in * A_DAY).date(),
    )
