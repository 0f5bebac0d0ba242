"""visits with every role at work: it hears of customers and owes them something, on a clock of the test."""

import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from services.visits.settings import VisitsSettings
from services.visits.wiring import wire
from shared.contracts.base import CustomerFact
from shared.contracts.leads import LeadCaptured, LifecycleChanged
from shared.contracts.scoring import PolicyAnnounced, Rest, TierChanged
from shared.kit.clock import FixedClock
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.speaking import Speaker
from tests.support.whole_service import Caller, settings_for
from tests.visits.policy_world import forget_books

A_DAY = timedelta(days=1)
WITHIN_S = 30.0
"""Consumers that join their group anew on a busy machine take ten seconds and more before they hear."""
STANDS_STILL_S = 5.0
"""A wait so long lets the clock go on: what failed for a moment is tried again after a second of it."""


@dataclass
class Owing:
    """The running service, someone who speaks on its topics, and its clock."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    kafka: str
    prefix: str
    said: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    async def hears(self, source: str, fact: CustomerFact | PolicyAnnounced) -> None:
        """The service hears the next fact of its key."""
        self.said[source, fact.key] += 1
        await self.speak.fact(source, fact, self.said[source, fact.key])

    async def captured(self, owner: str | None = "li.na", tier: Any = None, lifecycle: Any = None) -> UUID:
        """A new customer is in the file; returns who."""
        customer, now = uuid4(), self.clock.now()
        captured = LeadCaptured(
            customer_id=customer,
            kind="company",
            name="杭州张记茶业",
            source="referral",
            owner=owner,
            captured_at=now,
        )
        if tier is not None:
            await self.graded(customer, tier)
        if lifecycle is not None:
            moved = LifecycleChanged(
                customer_id=customer,
                before="potential",
                after=lifecycle,
                evidence={"kind": "need", "text": "三台减速机"},
                changed_at=now,
            )
            await self.hears("leads", moved)
        await self.hears("leads", captured)
        return customer

    async def graded(self, customer: UUID, tier: Any) -> None:
        """The customer is of that class now."""
        graded = TierChanged(
            customer_id=customer,
            before="potential",
            after=tier,
            letter_before="B",
            letter_after="A",
            score=71.5,
            changed_at=self.clock.now(),
            cause="fact",
            policy_version="default-1",
            reasons=(),
            rest=Rest(count=0, points=0.0),
        )
        await self.hears("scoring", graded)

    async def met(self, customer: UUID, channel: str = "phone", days_ago: float = 0) -> datetime:
        """Somebody logs a contact with the customer; returns when it happened."""
        happened_at = self.clock.now() - timedelta(days=days_ago)
        body = {
            "customer": {"id": str(customer)},
            "channel": channel,
            "purposes": ["learn_needs"],
            "summary": "谈及新需求",
            "salesperson": "li.na",
            "happened_at": happened_at.isoformat(),
        }
        answer = await self.call.post("/v1/visits", body)
        assert answer.status_code == 201, answer.text
        return happened_at

    async def soon(self, check: Callable[[], Awaitable[bool]]) -> None:
        """The check holds soon."""
        began, gone_on = time.monotonic(), 0.0

        async def holds() -> bool:
            nonlocal gone_on
            over = time.monotonic() - began - STANDS_STILL_S
            if over > gone_on:
                self.clock.advance(timedelta(seconds=over - gone_on))
                gone_on = over
            return await check()

        await eventually(holds, WITHIN_S)

    async def owes(self, customer: UUID, *rules: str, **wanted: Any) -> dict[str, dict[str, Any]]:
        """Exactly these rules soon ask something for the customer; returns what, by rule."""
        found: dict[str, dict[str, Any]] = {}

        async def asked() -> bool:
            page = await self.call.get("/v1/obligations", customer=str(customer), **wanted)
            found.clear()
            found.update({item["rule"]: item for item in page.json()["items"]})
            assert sorted(found) == sorted(rules)
            return True

        await self.soon(asked)
        return found

    async def comes_due(self, customer: UUID, rule: str, at: datetime) -> None:
        """What the rule asks for the customer is soon due at that time."""
        text = at.isoformat().replace("+00:00", "Z")

        async def listed() -> bool:
            page = await self.call.get("/v1/obligations", customer=str(customer))
            assert text in [item["due_at"] for item in page.json()["items"] if item["rule"] == rule]
            return True

        await self.soon(listed)

    async def reads(self, obligation: str, **expected: Any) -> dict[str, Any]:
        """The obligation soon reads as expected; returns it."""
        found: dict[str, Any] = {}

        async def shown() -> bool:
            found.update((await self.call.get(f"/v1/obligations/{obligation}")).json())
            assert {name: found[name] for name in expected} == expected
            return True

        await self.soon(shown)
        return found

    async def lists(self, path: str, expected: list[dict[str, Any]], **wanted: Any) -> list[dict[str, Any]]:
        """The list there soon shows exactly that; returns it."""
        found: list[dict[str, Any]] = []

        async def shown() -> bool:
            found[:] = (await self.call.get(path, **wanted)).json()["items"]
            assert len(found) == len(expected)
            assert all(want.items() <= one.items() for want, one in zip(expected, found, strict=True))
            return True

        await self.soon(shown)
        return found

    async def rested(self) -> None:
        """Nobody waits for a look any more, and nothing is overdue to be recorded."""

        async def nothing_left() -> bool:
            reports = (await self.call.get("/v1/status")).json()["reports"]
            return bool(reports["reviews"]["due"] == 0 and reports["deadlines"]["overdue"] == 0)

        await self.soon(nothing_left)


@asynccontextmanager
async def owing_something(
    database: str, kafka: str, prefix: str, clock: FixedClock | None = None
) -> AsyncIterator[Owing]:
    """Yield the running service on topics of its own."""
    # Ahead of the times at which the messages are recorded, which no test sets.
    clock = clock or FixedClock(datetime.now(UTC) + timedelta(hours=1))
    settings = settings_for(VisitsSettings, database, kafka, prefix)
    async with among_services(partial(wire, clock=clock), settings) as (call, speak):
        yield Owing(call, speak, clock, kafka, prefix)
    await forget_books(database)
