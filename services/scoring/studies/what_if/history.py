"""What history tells of one customer and of one complaint, as far as a policy can judge it."""

from dataclasses import dataclass
from datetime import datetime

from shared.policy.tier import TierClass


@dataclass(frozen=True, slots=True)
class Past:
    """A customer as the log left it. `tier` is today's class; `met_at` the last effective contact.

    `owned_since` is None for one whom nobody owns: who is in the pool already cannot return to it.
    """

    key: str
    tier: TierClass
    lifecycle: str
    owned_since: datetime | None
    met_at: datetime | None

    def idle_days(self, now: datetime) -> float | None:
        """Return the days since the last effective contact, or since the owner has the customer if later."""
        if self.owned_since is None:
            return None
        since = max(self.owned_since, self.met_at or self.owned_since)
        return (now - since).total_seconds() / 86_400


@dataclass(frozen=True, slots=True)
class PastComplaint:
    """A complaint with the due times that were set when its clocks started, and what was done by when."""

    severity: str
    started_at: datetime
    acknowledge_by: datetime
    resolve_by: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
