"""visits as it hears of the policy: what tests of the book in force share."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shared.kit.clock import FixedClock
from tests.support.databases import connected
from tests.support.eventually import eventually
from tests.support.speaking import Speaker
from tests.support.whole_service import Caller

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


async def forget_books(database: str) -> None:
    """No book of this test is in force in the next one, which shares the database and moves its clock."""
    async with connected(database) as connection:
        await connection.execute("TRUNCATE policy.announcements, policy.books, policy.offsets")


@dataclass
class World:
    """visits as it hears of the policy, on a clock of the test."""

    call: Caller
    speak: Speaker
    clock: FixedClock
    database: str

    async def filed(self, **told: Any) -> dict[str, Any]:
        """A serious complaint is on file; return it as it reads."""
        body = {"customer": {"id": str(uuid4())}, "severity": "serious", "summary": "mouldy"} | told
        answer = await self.call.post("/v1/complaints", body)
        assert answer.status_code == 201, answer.text
        read: dict[str, Any] = (await self.call.get(answer.headers["location"])).json()
        return read

    async def knows(self, *coming: str, version: str = "default-1") -> None:
        """The service soon tells that book in force, and those to come."""

        async def told() -> bool:
            policy = (await self.call.get("/v1/status")).json()["reports"]["policy"]
            return (policy["version"], [one["version"] for one in policy["coming"]]) == (version, [*coming])

        await eventually(told)
