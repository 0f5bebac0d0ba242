"""leads with opportunities under way: what tests say to it, and what it answers."""

import secrets
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from httpx import Response

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.kit.clock import FixedClock
from tests.leads.told_facts import answered, graded, met
from tests.support.among_services import among_services
from tests.support.speaking import Speaker, heard
from tests.support.whole_service import Caller, problem, settings_for

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ROLES = frozenset({"policy", "relay", "opportunities", "deadlines"})
LEAD = {"kind": "company", "name": "苏州恒远机电有限公司", "source": "automatic_mining", "owner": "li.na"}
NEEDS = {"content": {"needs": ["减速机 40 台"], "problems": ["交期不稳"]}}
CONTRACT = {
    "title": "供货合同",
    "amount_minor": 4_800_000,
    "currency": "CNY",
    "our_duties": ["按期交货"],
    "their_duties": ["三十日内付款"],
    "our_rights": ["逾期可停供"],
    "their_rights": ["不合格可退"],
    "starts_on": "2026-04-01",
    "signed_by": "li.na",
}


@dataclass
class Deal:
    """One opportunity of a customer of its own, and what the test has said of them so far."""

    sales: "Sales"
    customer: str
    id: str = ""
    said: Counter[str] = field(default_factory=Counter)
    position: str = "leads:1"

    async def say(self, *facts: CustomerFact) -> None:
        """Visits or scoring says so; the next step waits until it is heard."""
        for fact in facts:
            source = fact.TYPE.split(".")[1]
            self.said[source] += 1
            await self.sales.speak.fact(source, fact, self.said[source])

    async def post(self, path: str, body: Any = None, key: str | None = None) -> Response:
        """Return the answer to a command, decided once all is heard that was said before."""
        awaited = [self.position, *(f"{source}:{count}" for source, count in self.said.items())]
        query = "&".join(f"min_position={one}" for one in awaited)
        answer = await self.sales.call.post(f"{path}?{query}", body, key=key)
        self.position = answer.headers.get("position", self.position)
        return answer

    async def open(self, pipeline: str = "development", **told: Any) -> Response:
        body = {"customer": {"id": self.customer}, "pipeline": pipeline, "title": "二期产线"}
        answer = await self.post("/v1/opportunities", body | told)
        self.id = answer.json().get("opportunity_id", "")
        return answer

    async def move(self, to: str | None = None, **told: Any) -> Response:
        return await self.post(f"/v1/opportunities/{self.id}/stage", {"to": to, **told})

    async def record(self, evidence: str, text: str) -> Response:
        body = {"evidence": evidence, "text": text}
        return await self.post(f"/v1/opportunities/{self.id}/evidence", body)

    async def moved(self, to: str | None = None, **told: Any) -> dict[str, Any]:
        """Return the opportunity, which could move there."""
        answer = await self.move(to, **told)
        assert answer.status_code == 200, answer.text
        return await self.shown()

    async def shown(self) -> dict[str, Any]:
        answer = await self.sales.call.get(f"/v1/opportunities/{self.id}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def refused(self, to: str | None = None) -> dict[str, str]:
        """Return what is missing by the refusal of that move."""
        params: dict[str, str] = problem(await self.move(to), 409, "stage_not_done")["params"]
        return params

    async def at_needs(self) -> None:
        """All is said that a customer needs to be in the stage of their needs, and they are in it."""
        customer = UUID(self.customer)
        await self.say(graded(customer), answered("screening", at=self.now, customer=customer))
        await self.say(met("phone", self.now, customer))
        assert (await self.open()).status_code == 201
        assert (await self.moved("needs"))["stage"] == "needs"

    async def told_needs(self) -> None:
        path = f"/v1/customers/{self.customer}/sections/needs"
        self.position = (await self.sales.call.post(path, NEEDS)).headers["position"]
        await self.say(answered("need_analysis", at=self.now, customer=UUID(self.customer)))

    async def signed(self) -> None:
        body = CONTRACT | {"customer": {"id": self.customer}}
        self.position = (await self.sales.call.post("/v1/contracts", body)).headers["position"]

    @property
    def now(self) -> datetime:
        return self.sales.clock.now()


@dataclass
class Sales:
    """leads on a clock of the tests; visits and scoring as they speak for them."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    settings: LeadsSettings
    books: int = 0

    async def customer(self) -> Deal:
        """Return the way of a customer who was just captured."""
        answer = await self.call.post("/v1/customers", LEAD)
        return Deal(self, answer.json()["customer_id"])

    async def facts(self, deal: Deal, count: int) -> Sequence[Message]:
        """Return the first facts that leads said of the customer, so many."""
        topic = f"{self.settings.topic_prefix}.leads.v1"
        return (await heard(self.settings.kafka_bootstrap, topic, count, deal.customer))[:count]


@asynccontextmanager
async def selling(database: str, kafka: str) -> AsyncIterator[Sales]:
    """Yield leads at work on topics of its own, among services that speak when a test does."""
    prefix = f"sales{secrets.token_hex(4)}"
    settings, clock = settings_for(LeadsSettings, database, kafka, prefix), FixedClock(NOW)
    settings = settings.model_copy(update={"position_wait": timedelta(seconds=20)})
    at_work = among_services(partial(wire, clock=clock), settings, lambda name: name in ROLES)
    async with at_work as (call, speak):
        yield Sales(call, speak, clock, settings)
