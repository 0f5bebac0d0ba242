"""What leads says of ownership 归属: who owns a customer, warnings, and returns to the pool 公海 (S6-08)."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, Strict

from shared.contracts.base import CustomerFact, Short, Text, UtcTime
from shared.contracts.leads import Lifecycle
from shared.contracts.scoring import TierClass

OwnerCause = Literal["assigned", "claimed", "released", "returned", "restored"]
"""By a supervisor's hand, out of the pool, into it by hand, into it by rule, back upon an appeal."""

StoppingAct = Literal["effective_contact"]
"""What stops the clock of a return: an effective contact, logged with visits."""

ReturnVerdict = Literal["granted", "refused"]
"""Granted, owner and clock are as they were before the return."""

ReturnStop = Literal["contact", "clock"]
"""An effective contact came, or the customer's clock is another one now: class, lifecycle or policy."""


class OwnerChanged(CustomerFact):
    """A customer has another owner 负责人, or none: then they are in the pool.

    `owned_since` is when the clock of `owner` starts: the time of the change, and the earlier one again
    where a return was taken back.
    """

    TYPE: ClassVar[str] = "tuoke.leads.owner-changed"

    owner: Short | None
    previous_owner: Short | None
    cause: OwnerCause
    reason: Text | None = None
    changed_by: Short
    owned_since: UtcTime | None
    changed_at: UtcTime


class Idleness(BaseModel):
    """Why a customer goes back: idle since a contact, by which clock of which book.

    `contact_id` is the last effective contact; null when there was none since the owner has the customer.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: UtcTime
    contact_id: UUID | None
    tier: TierClass
    lifecycle: Lifecycle
    idle_days: Annotated[int, Strict(), Field(ge=1)]
    policy_version: Short


class PoolReturnWarned(CustomerFact):
    """The owner is told that a customer goes back to the pool in `days_left`, and what stops that.

    `due_at` is when the warning was to be given, `warned_at` when it was.
    """

    TYPE: ClassVar[str] = "tuoke.leads.pool-return-warned"

    owner: Short
    idle: Idleness
    days_left: Annotated[int, Strict(), Field(ge=1)]
    return_at: UtcTime
    stopped_by: StoppingAct
    due_at: UtcTime
    warned_at: UtcTime


class PoolReturnCalledOff(CustomerFact):
    """What was warned of does not happen; `contact_id` is the contact that stopped it, if one did."""

    TYPE: ClassVar[str] = "tuoke.leads.pool-return-called-off"

    owner: Short
    cause: ReturnStop
    contact_id: UUID | None
    called_off_at: UtcTime


class ReturnedToPool(CustomerFact):
    """The receipt 回执 of a return by rule: why, by which clock, and what would have stopped it.

    `due_at` is when it was to happen, `returned_at` when it did. `owned_since` is since when `owner` had
    the customer.
    """

    TYPE: ClassVar[str] = "tuoke.leads.returned-to-pool"

    owner: Short
    owned_since: UtcTime
    idle: Idleness
    stopped_by: StoppingAct
    due_at: UtcTime
    returned_at: UtcTime


class PoolReturnAppealed(CustomerFact):
    """The last owner asks to look at a return again; nobody else claims the customer until `held_until`."""

    TYPE: ClassVar[str] = "tuoke.leads.pool-return-appealed"

    owner: Short
    reason: Text
    appealed_by: Short
    held_until: UtcTime
    appealed_at: UtcTime


class PoolReturnAppealDecided(CustomerFact):
    """A return stands, or was taken back: then `owner-changed` says so with the cause `restored`."""

    TYPE: ClassVar[str] = "tuoke.leads.pool-return-appeal-decided"

    owner: Short
    verdict: ReturnVerdict
    reason: Text
    decided_by: Short
    decided_at: UtcTime
