"""Stored facts of the override of one customer's tier."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

TierClass = Literal["potential", "ordinary", "key"]
"""The classes as they are stored."""


@dataclass(frozen=True, slots=True)
class TierOverridden:
    """Somebody set the class, until `until` at the latest; it takes the place of an override before it."""

    TYPE: ClassVar[str] = "tier-overridden"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    tier: TierClass
    reason: str
    until: datetime
    overridden_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class TierOverrideEnded:
    """The override holds no more: somebody ended it, or, without a name, its time was over."""

    TYPE: ClassVar[str] = "tier-override-ended"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    ended_by: str | None
    occurred_at: datetime


OverrideEvent = TierOverridden | TierOverrideEnded
