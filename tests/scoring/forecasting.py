"""A company that forecasts: facts are told, time passes, and what falls due takes effect."""

import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx

from services.scoring.forecast.month import month_start
from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.base import CustomerFact
from shared.contracts.envelope import Message
from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from shared.kit.postgres.pool import Pool
from tests.scoring.projections import SALES, Log, LogRecord, opened, outbox, project
from tests.scoring.sayings import ID, OTHER, captured, purchase, signed
from tests.support.eventually import eventually
from tests.support.whole_service import Caller, serving, settings_for

ZONE = "Asia/Shanghai"
NOVEMBER, DECEMBER, JANUARY = "2026-11", "2026-12", "2027-01"
DAY = timedelta(days=1)
PARTS = frozenset({"deadlines", "forecast"})
FIGURE_MADE, COMPARED = "tuoke.scoring.forecast-made", "tuoke.scoring.forecast-compared"
DEVIATED, LINES = "tuoke.scoring.forecast-deviated", "tuoke.scoring.customers-forecast"
OPENED, WARNED, BREACHED, ESCALATED, MET = (
    f"tuoke.scoring.duty-{fact}" for fact in ("opened", "warned", "breached", "escalated", "met")
)


@dataclass
class Forecasting:
    """The API, its clock and its database; what it says is heard back when asked for."""

    call: Caller
    clock: FixedClock
    pool: Pool
    log: Log = field(default_factory=Log)
    records: list[LogRecord] = field(default_factory=list)

    async def heard(self, facts: Iterable[CustomerFact]) -> None:
        """The sales model has folded these facts, and all that scoring has said by now."""
        told = [self.log.say(fact, self.clock.now()) for fact in facts]
        told += [self.log.add(message) for message in await self.said() if message.id not in self._known()]
        self.records += told
        projector = await opened(self.pool, SALES)
        await project(projector, self.records)
        await projector.close()

    async def said(self, type_: str | None = None) -> list[Message]:
        """Return what scoring has said, of one type or of all."""
        return [one for one in await outbox(self.pool) if type_ in {None, one.type}]

    async def until(self, moment: datetime) -> None:
        """Time has passed, and everything due by then has taken effect."""
        self.clock.moment = moment

        async def settled() -> bool:
            query = "SELECT count(*) AS left, max(retry_at) AS again FROM deadlines WHERE due_at <= $1"
            row = await self.pool.fetchrow(query, moment)
            assert row is not None
            # What waits for others to come first is tried again a moment later.
            self.clock.moment = max(self.clock.moment, row["again"] or moment)
            return bool(row["left"] == 0)

        assert await eventually(settled)

    async def month(self, month: str, language: str = "en") -> dict[str, Any]:
        """Return the month's forecast as a viewer reads it."""
        return await self.read(f"/v1/forecasts/{month}", language)

    async def read(self, path: str, language: str = "en") -> dict[str, Any]:
        """Return what a viewer reads there."""
        token = self.call.tokens[Role.viewer]
        headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}
        answer = await self.call.http.get(path, headers=headers)
        assert answer.status_code == httpx.codes.OK, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def _known(self) -> set[str]:
        return {dict(record.headers)["ce_id"].decode() for record in self.records}


@asynccontextmanager
async def forecasting(
    pool: Pool, database: str, begins: datetime, parts: frozenset[str] = PARTS
) -> AsyncIterator[Forecasting]:
    """Yield the company at `begins`; of its service, these parts run."""
    clock = FixedClock(begins)
    settings = settings_for(ScoringSettings, database)
    async with serving(partial(wire, clock=clock), settings, roles=lambda name: name in parts) as call:
        yield Forecasting(call, clock, pool)


def start(month: str) -> datetime:
    """Return the month's first moment in the policy's time zone."""
    return month_start(month, ZONE)


COMPARED_AT = start(JANUARY) + 6 * DAY
"""The third working day after the first of January 2027, which is a holiday, has begun by then."""


def owned(customer: UUID, owner: str) -> CustomerFact:
    return captured(customer).model_copy(update={"owner": owner})


def habits() -> list[CustomerFact]:
    """Wang's customer bought every ten days up to December, and Li's signed for the whole of 2026."""
    told: list[CustomerFact] = [owned(ID, "wang"), owned(OTHER, "li")]
    told += [purchase(start(DECEMBER) - n * 10 * DAY, 100) for n in range(1, 21)]
    contract = signed(start(DECEMBER) - 300 * DAY, 3_650)
    lasting = {
        "customer_id": OTHER,
        "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
    }
    return [*told, contract.model_copy(update=lasting)]


def of(month: dict[str, Any], salesperson: str | None) -> dict[str, Any]:
    (figure,) = [one for one in month["figures"] if one["salesperson"] == salesperson]
    return dict(figure)


async def told_of(company: Forecasting, type_: str) -> list[dict[str, Any]]:
    return [json.loads(one.data) for one in await company.said(type_)]
