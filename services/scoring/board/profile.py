"""What seldom changes of a customer on the board."""

from datetime import datetime

import msgspec

from shared.contracts.leads import Lifecycle
from shared.policy.tier import TierClass


class Profile(msgspec.Struct):
    """What seldom changes. Leads writes the first part, scoring the second, each in its own order."""

    kind: str | None = None
    name: str | None = None
    source: str | None = None
    owner: str | None = None
    owned_since: datetime | None = None
    last_owner: str | None = None
    pool_since: datetime | None = None
    pool_cause: str | None = None
    return_at: datetime | None = None
    captured_at: datetime | None = None
    lifecycle: Lifecycle = "potential"
    lifecycle_since: datetime | None = None
    intending_at: datetime | None = None
    signed_at: datetime | None = None
    archived_at: datetime | None = None
    group_key: str | None = None
    tier: TierClass = "potential"
    letter: str = ""
    score: float = 0.0
    tier_since: datetime | None = None
    crossing_at: datetime | None = None
    policy_version: str | None = None

    def owned_by(self, owner: str | None, since: datetime | None) -> None:
        """Somebody owns the customer, or nobody; what was said of a return is over."""
        self.owner, self.owned_since = owner, since
        self.last_owner = self.pool_since = self.pool_cause = self.return_at = None
