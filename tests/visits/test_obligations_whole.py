"""Obligations with every role running, on real Kafka: said, heard again, and listed by due time."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.contracts.obligations import OpenObligation
from shared.kit.clock import FixedClock
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.speaking import Speaker, heard
from tests.support.whole_service import Caller, settings_for


@dataclass
class Whole:
    """The running service, someone who speaks on its topics, and where those are."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    kafka: str
    topic: str

    async def listed(self, customer: str, *expected: dict[str, Any], **wanted: Any) -> None:
        """The list soon shows the customer's obligations as expected, in that order."""

        async def shown() -> bool:
            page = (await self.call.get("/v1/obligations", customer=customer, **wanted)).json()["items"]
            return len(page) == len(expected) and all(
                want.items() <= item.items() for want, item in zip(expected, page, strict=True)
            )

        await eventually(shown)


@pytest.fixture
async def whole(visits_database: str, kafka: str, topic_prefix: str) -> AsyncIterator[Whole]:
    """visits with all its roles, on topics and a clock of its own."""
    settings = settings_for(VisitsSettings, visits_database, kafka, topic_prefix)
    clock = FixedClock(datetime.now(UTC))
    async with among_services(partial(wire, clock=clock), settings) as (call, speak):
        yield Whole(call, speak, clock, kafka, f"{topic_prefix}.visits.v1")


async def test_what_is_owed_is_said_and_listed_until_it_is_done(whole: Whole) -> None:
    customer, now = str(uuid4()), whole.clock.now()
    told = {"customer": {"id": customer}, "title": "回访", "person": "li.na"}
    later = told | {"title": "拜访", "person": "wang.wei", "due_at": (now + timedelta(days=9)).isoformat()}
    await whole.call.post("/v1/obligations", later)
    soon = await whole.call.post("/v1/obligations", told | {"due_at": (now + timedelta(days=2)).isoformat()})
    await whole.listed(customer, {"title_zh": "回访", "days_late": 0}, {"title_zh": "拜访"})
    await whole.listed(customer, {"person": "wang.wei"}, owner="wang.wei")
    await whole.listed(customer, overdue=True)
    whole.clock.advance(timedelta(days=5, hours=1))
    await whole.listed(customer, {"title_zh": "回访", "overdue": True, "days_late": 3}, overdue=True)
    await whole.call.post(f"{soon.headers['location']}/fulfilment")
    await whole.listed(customer, {"title_zh": "拜访"})
    messages = await heard(whole.kafka, whole.topic, 4, customer)
    assert [(message.sequence, message.type.rpartition(".")[2]) for message in messages] == [
        (1, "obligation-opened"),
        (2, "obligation-opened"),
        (3, "obligation-breached"),
        (4, "obligation-met"),
    ]


async def test_another_system_opens_an_obligation_by_topic(whole: Whole) -> None:
    customer = {"source": "planner", "ref": str(uuid4())}
    due = (whole.clock.now() + timedelta(days=1)).isoformat()
    event = OpenObligation.model_validate({"customer": customer, "title": "提交计划", "due_at": due})
    await whole.speak.event("visits.inbox.v1", OpenObligation.TYPE, event.model_dump_json().encode())

    async def open_() -> bool:
        reports = (await whole.call.get("/v1/status")).json()["reports"]
        return bool(reports["obligations"]["open"] >= 1)

    await eventually(open_)
