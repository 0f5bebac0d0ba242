"""leads as it hears of the policy of a company, on a clock of the test."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.contracts.roles import Role
from shared.kit.clock import FixedClock
from tests.support.eventually import eventually
from tests.support.policies import announced
from tests.support.speaking import Speaker
from tests.support.whole_service import Caller

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass
class World:
    """leads as it hears of the policy and of itself, on a clock of the test."""

    call: Caller
    speak: Speaker
    database: str
    clock: FixedClock
    kafka: str
    prefix: str
    announced: int = 0

    async def policy(self, **chapters: Any) -> str:
        """Another book holds; return its version."""
        self.announced += 1
        version = f"book-{self.announced}"
        book = announced(version, NOW - DAY + timedelta(minutes=self.announced), **chapters)
        await self.speak.fact("scoring", book, self.announced)

        async def known() -> bool:
            status = (await self.call.get("/v1/status")).json()
            return bool(status["reports"]["policy"]["version"] == version)

        await eventually(known)
        return version

    async def recorded(self, customer: str, section: str, content: Any, **more: Any) -> None:
        """The section is on file."""
        path = f"/v1/customers/{customer}/sections/{section}"
        answer = await self.call.post(path, {"content": content} | more)
        assert answer.status_code == 201, answer.text

    async def shown(self, customer: str, section: str, role: Role = Role.salesperson) -> Any:
        """Return the section as it reads."""
        answer = await self.call.get(f"/v1/customers/{customer}/sections/{section}", role=role)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def listed(self, **wanted: Any) -> dict[str, list[str]]:
        """Return the stale sections of the customers in the list, by customer."""
        items = (await self.call.get("/v1/customers", **wanted)).json()["items"]
        return {item["customer_id"]: item["stale_sections"] for item in items}
