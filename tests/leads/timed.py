"""leads on a clock of the test, among services that the test speaks for."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Self
from uuid import UUID, uuid4

from services.leads.settings import LeadsSettings
from services.leads.wiring import wire
from shared.contracts.visits import VisitLogged
from shared.kit.clock import FixedClock
from tests.support.among_services import among_services
from tests.support.speaking import Speaker
from tests.support.whole_service import Caller, settings_for

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LEAD = {"kind": "company", "name": "杭州张记茶业", "source": "referral", "owner": "li.na"}


@dataclass
class Timed:
    """leads at work; visits and scoring as the test speaks for them."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    database: str
    kafka: str
    prefix: str

    @classmethod
    @asynccontextmanager
    async def at_work(
        cls, database: str, kafka: str, prefix: str, clock: FixedClock, *roles: str
    ) -> AsyncIterator[Self]:
        """The service runs over a migrated database: what hears and speaks, deadlines, and these roles."""
        settings = settings_for(LeadsSettings, database, kafka, prefix)
        running = {"policy", "relay", "customers", "deadlines", *roles}
        among = among_services(partial(wire, clock=clock), settings, lambda name: name in running)
        async with among as (call, speak):
            yield cls(call, speak, clock, database, kafka, prefix)

    async def captured(self, ago: timedelta, **told: Any) -> str:
        """Return a customer who was captured so long ago."""
        lead = LEAD | {"captured_at": (self.clock.now() - ago).isoformat()} | told
        answer = await self.call.post("/v1/customers", lead)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["customer_id"])

    async def met(self, customer: str, at: datetime, number: int = 1, *, effective: bool = True) -> str:
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

    async def shown(self, customer: str) -> Any:
        """Return the customer's file."""
        return (await self.call.get(f"/v1/customers/{customer}")).json()
