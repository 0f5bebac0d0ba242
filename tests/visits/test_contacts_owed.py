"""Contacts of a kind with an interval come round; who has come how far decides what is shown."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pydantic import JsonValue

from services.visits.obligation.assess.intervals import Duties
from shared.contracts.leads import SectionRecorded
from shared.known.facts import Known, met_for
from shared.known.words import Customer
from shared.policy import default_book
from shared.policy.obligations import OF_KINDS
from tests.visits.owing import Owing, owing_something
from tests.visits.test_contact_kinds import contact
from tests.visits.test_planned_api import plan, sunday

MEETING = "kind_feedback_meeting"
HALF_A_YEAR = timedelta(days=182)


@pytest.fixture
async def visits_at_work(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Owing]:
    async with owing_something(visits_database, kafka, topic_prefix) as owing:
        yield owing


async def test_s8_06_a_key_customer_is_asked_to_a_feedback_meeting_that_has_minutes(
    visits_at_work: Owing,
) -> None:
    at_work = visits_at_work
    customer = await at_work.captured(tier="key", lifecycle="intending")
    others = (
        "key_without_team",
        "first_contact",
        "visit_interval",
        "survey_interval",
        "form_feedback_report",
    )
    owed = (await at_work.owes(customer, MEETING, *others))[MEETING]
    assert (owed["person"], owed["title_zh"]) == ("li.na", "进行：客户反馈会议")
    told = contact(customer={"id": str(customer)}, kind="feedback_meeting", effective=True)
    minutes = {"participants": "采购、质检", "minutes": "交期缩短一周"}
    refused = await at_work.call.post("/v1/visits", told | {"details": {"participants": "采购"}})
    assert refused.json()["params"]["missing"] == "minutes"
    assert (await at_work.call.post("/v1/visits", told | {"details": minutes})).status_code == 201
    met = await at_work.reads(owed["obligation_id"], standing="met", late=False)
    again = at_work.clock.now() + HALF_A_YEAR
    await at_work.comes_due(customer, MEETING, again)
    assert met["met_by"] == MEETING


def test_training_comes_round_once_it_was_given_and_a_feedback_meeting_from_the_first() -> None:
    told = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def asked(tier: Any, *kinds: str) -> dict[str, datetime]:
        known = Known(acts={met_for(kind): (told,) for kind in kinds})
        duties = Duties(UUID(int=1), Customer("signed", tier, "li.na", 0, known), default_book(), told)
        return {one.rule: one.due_at for one in duties.asked() if one.rule.startswith(OF_KINDS)}

    assert asked("ordinary") == {}
    assert asked("key") == {MEETING: told + HALF_A_YEAR}
    assert asked("ordinary", "training", "support") == {"kind_training": told + HALF_A_YEAR}


def recorded(customer: UUID, at: datetime) -> SectionRecorded:
    """The customer's file says that they are busy on every Sunday morning."""
    busy: JsonValue = [{"days": "free", "from_hour": 9, "to_hour": 12}]
    return SectionRecorded(
        customer_id=customer,
        section="visiting_hours",
        section_version=1,
        content={"busy": busy},
        completeness=0.5,
        recorded_by="li",
        as_of=at,
    )


async def test_s11_17_nobody_is_visited_at_busy_hours_and_who_has_shown_intent_sees_policy_papers(
    visits_at_work: Owing,
) -> None:
    at_work = visits_at_work
    customer = await at_work.captured("wang.fang", lifecycle="intending")
    told = contact(customer={"id": str(customer)}, shown=[{"material": "quotation"}])

    async def early() -> list[str]:
        answer = await at_work.call.post("/v1/visits", told)
        read: list[str] = (await at_work.call.get(answer.headers["location"])).json()["shown_early"]
        return read

    assert await early() == ["quotation"]
    await at_work.hears("leads", recorded(customer, at_work.clock.now()))
    await at_work.lists("/v1/customers", [{"contacts": 1, "lifecycle": "intending"}], owner="wang.fang")
    assert await early() == []

    async def busy() -> bool:
        at_nine = plan(customer={"id": str(customer)}, shows=["quotation"])
        answer = await at_work.call.post("/v1/planned-contacts", at_nine)
        return bool(answer.json().get("code") == "busy_hours")

    await at_work.soon(busy)
    afternoon = sunday() + timedelta(hours=4)
    allowed = plan(customer={"id": str(customer)}, shows=["quotation"], starts_at=afternoon)
    answer = await at_work.call.post("/v1/planned-contacts", allowed)
    assert (answer.status_code, answer.json()["timing"]) == (201, "preferred")
    await is_seen(at_work)


async def is_seen(at_work: Owing) -> None:
    """What is planned is listed, and stands in the calendar of who goes until it is called off."""
    person = f"chen.jie {uuid4()}"
    path = (await at_work.call.post("/v1/planned-contacts", plan(salesperson=person))).headers["location"]
    await at_work.call.post("/v1/planned-contacts", plan(salesperson=person, channel="phone"))
    found = await at_work.lists("/v1/planned-contacts", [{}, {}], person=person, standing="planned")
    assert {one["channel"]: one["missing"] for one in found} == {"visit": 8, "phone": 0}
    feed = (await at_work.call.post("/v1/calendar-feeds", {"person": person})).json()
    read = (await at_work.call.http.get(feed["path"])).text
    for line in ("SUMMARY:计划：上门拜访，准备未齐", "SUMMARY:计划：电话", "CATEGORIES:planned_contact"):
        assert line in read
    await at_work.call.post(f"{path}/calling-off", {"reason": "客户出差"})
    off = {"person": person, "standing": "called_off"}
    await at_work.lists("/v1/planned-contacts", [{"channel": "visit"}], **off)
    assert (await at_work.call.get("/v1/status")).json()["reports"]["planned"]["ahead"] >= 1
