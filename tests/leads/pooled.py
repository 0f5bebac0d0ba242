"""leads with the roles of the pool 公海, on a clock of the test, among services that the test speaks for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.scoring import Rest, TierChanged
from shared.contracts.visits import VisitLogged
from shared.kit.clock import FixedClock
from shared.policy import default_book
from tests.support.among_services import among_services
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.speaking import Speaker
from tests.support.whole_service import Caller, settings_for

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
ROLES = frozenset({"policy", "relay", "customers", "deadlines", "pool"})
LEAD = {"kind": "company", "name": "杭州张记茶业", "source": "referral", "owner": "li.na"}


@dataclass
class Pooled:
    """leads on a clock of the test, visits and scoring as the test speaks for them."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    database: str
    kafka: str
    prefix: str

    async def captured(self, days: int, **told: Any) -> str:
        """Return a customer who was captured so many days ago."""
        lead = LEAD | {"captured_at": (self.clock.now() - days * DAY).isoformat()} | told
        answer = await self.call.post("/v1/customers", lead)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["customer_id"])

    async def met(self, customer: str, at: datetime, number: int, *, effective: bool = True) -> str:
        """Visits says that the customer was met then; returns the contact."""
        told = VisitLogged(
            customer_id=UUID(customer),
            contact_id=uuid4(),
            channel="phone",
            purposes=("learn_needs",),
            summary="问候",
            effective=effective,
            salesperson="li.na",
            happened_at=at,
            logged_late=False,
        )
        await self.speak.fact("visits", told, number)
        return str(told.contact_id)

    async def graded(self, customer: str) -> None:
        """Scoring says that the customer is a key one."""
        told = TierChanged.model_validate(
            {
                "customer_id": customer,
                "before": "potential",
                "after": "key",
                "letter_before": "B",
                "letter_after": "A",
                "score": 90.0,
                "changed_at": NOW,
                "cause": "fact",
                "policy_version": "default-1",
                "reasons": (),
                "rest": Rest(count=0, points=0.0),
            }
        )
        await self.speak.fact("scoring", told, 1)

    async def patient(self, idle_days: int) -> None:
        """From now on a potential customer returns after so many days."""
        chapter = default_book().pool.model_dump(mode="json")
        chapter["lifecycles"]["potential"]["idle_days"] = idle_days
        await self.speak.fact("scoring", announced("patient", self.clock.now() - HOUR, pool=chapter), 1)

    async def until(self, path: str, customers: set[str], **wanted: Any) -> list[dict[str, Any]]:
        """The list comes to show these customers; returns its items."""

        items: list[dict[str, Any]] = []

        async def so() -> bool:
            items[:] = (await self.call.get(path, **wanted)).json()["items"]
            return {item["customer_id"] for item in items} == customers

        await eventually(so)
        return items

    async def shown(self, customer: str) -> Any:
        """Return the customer's file."""
        return (await self.call.get(f"/v1/customers/{customer}")).json()


@asynccontextmanager
async def pooling(database: str, kafka: str, prefix: str, clock: FixedClock) -> AsyncIterator[Pooled]:
    """The service runs over a migrated database."""
    settings = settings_for(LeadsSettings, database, kafka, prefix)
    at_work = among_services(partial(wire, clock=clock), settings, lambda name: name in ROLES)
    async with at_work as (call, speak):
        yield Pooled(call, speak, clock, database, kafka, prefix)
