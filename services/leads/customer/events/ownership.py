"""Stored facts of who owns a customer, and of the way back to the pool 公海."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

OwnerCause = Literal["assigned", "claimed", "released", "returned", "restored"]
ReturnStop = Literal["contact", "clock"]
ReturnVerdict = Literal["granted", "refused"]


@dataclass(frozen=True, slots=True)
class OwnerChanged:
    """The customer has another owner, or none. The clock of `after` starts at `owned_since` (S6-08)."""

    TYPE: ClassVar[str] = "owner-changed"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    before: str | None
    after: str | None
    cause: OwnerCause
    reason: str | None
    changed_by: str
    owned_since: datetime | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Idleness:
    """Nobody met the customer with effect since `since`: the contact `contact_id`, or the owner's first day.

    `idle_days` is the clock of that class and lifecycle by the book `policy_version`.
    """

    since: datetime
    contact_id: UUID | None
    tier: str
    lifecycle: str
    idle_days: int
    policy_version: str


@dataclass(frozen=True, slots=True)
class PoolReturnWarned:
    """The owner was told so many days ahead; the first warning sets `return_at`, which then stands."""

    TYPE: ClassVar[str] = "pool-return-warned"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    owner: str
    idle: Idleness
    days_left: int
    return_at: datetime
    due_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PoolReturnCalledOff:
    """What was warned of does not happen: of a contact, or because the clock is another one by now."""

    TYPE: ClassVar[str] = "pool-return-called-off"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    owner: str
    cause: ReturnStop
    contact_id: UUID | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnedToPool:
    """The receipt of a return by rule; the change of owner is told beside it."""

    TYPE: ClassVar[str] = "returned-to-pool"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    owner: str
    owned_since: datetime
    idle: Idleness
    due_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PoolReturnAppealed:
    """The last owner asks to look at a return again; nobody else claims the customer until `held_until`."""

    TYPE: ClassVar[str] = "pool-return-appealed"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    owner: str
    reason: str
    appealed_by: str
    held_until: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class PoolReturnAppealDecided:
    """The return stands, or the change of owner beside it takes it back."""

    TYPE: ClassVar[str] = "pool-return-appeal-decided"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    owner: str
    verdict: ReturnVerdict
    reason: str
    decided_by: str
    occurred_at: datetime


PoolEvent = PoolReturnWarned | PoolReturnCalledOff | ReturnedToPool
AppealEvent = PoolReturnAppealed | PoolReturnAppealDecided
OwnershipEvent = OwnerChanged | PoolEvent | AppealEvent
OWNERSHIP_EVENTS = (
    *(OwnerChanged, PoolReturnWarned, PoolReturnCalledOff, ReturnedToPool),
    *(PoolReturnAppealed, PoolReturnAppealDecided),
)
"""The classes of all facts of ownership."""
