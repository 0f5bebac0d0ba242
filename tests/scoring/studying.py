"""A company whose history can be asked about: its clock at the story's end, and the studies' worker."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from tests.scoring.demo_story import LAST_DAY
from tests.scoring.facts import day
from tests.scoring.policy_company import Company, company_at_work
from tests.support.eventually import eventually
from tests.support.whole_service import NO_BROKER

ENDS_WITHIN_S = 90.0
"""A study starts processes of its own, which on a busy machine have long to wait for their turn."""


@asynccontextmanager
async def studying(database: str, roles: Collection[str] = ("studies",)) -> AsyncIterator[Company]:
    """Yield the company; without roles its questions wait."""
    async with company_at_work(database, NO_BROKER, "test", roles) as company:
        company.clock.moment = day(LAST_DAY)
        yield company


async def ended(company: Company, location: str) -> dict[str, Any]:
    """Return the study once it has ended."""

    async def over() -> dict[str, Any] | None:
        seen: dict[str, Any] = (await company.call.get(location)).json()
        return seen if seen["ended_at"] else None

    return await eventually(over, ENDS_WITHIN_S) or {}
