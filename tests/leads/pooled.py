"""leads with the role of the pool 公海, on a clock of the test."""

from typing import Any

from shared.contracts.scoring import Rest, TierChanged
from shared.policy import default_book
from tests.leads.timed import HOUR, NOW, Timed
from tests.support.eventually import eventually
from tests.support.policies import announced


class Pooled(Timed):
    """What the tests of the pool say and see."""

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
