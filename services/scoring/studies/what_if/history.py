"""What history tells of one customer and of one complaint, as far as a policy can judge it."""

from dataclasses import dataclass
from datetime import datetime

from shared.policy.tier import TierClass


@dataclass(frozen=True, slots=True)
class Past:
    """A customer as the log left it. `tier` is today's class; `met_at` the last effective contact.

    `held` is whether somebody owns the customer: who is in the pool already cannot return to it.
    """

    key: str
    tier: TierClass
    lifecycle: str
    held: bool
    known_since: datetime | None
    met_at: datetime | None

    def idle_days(self, now: datetime) -> float | None:
        """Return the days since the last effective contact, or since the customer is known."""
        since = self.met_at or self.known_since
        return None if since is None else (now - since).total_seconds() / 86_400


@dataclass(frozen=True, slots=True)
class PastComplaint:
    """A complaint with the due times that were set when its clocks started, and what was done by when."""

    severity: str
    started_at: datetime
    acknowledge_by: datetime
    resolve_by: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
