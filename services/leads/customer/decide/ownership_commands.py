"""What may be asked about who owns a customer, and the ways in which the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal
from uuid import UUID

from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class PoolRule:
    """The clock of a class, in days by lifecycle (None: never), and the days of warnings, longest first."""

    tier: str
    idle_days: Mapping[str, int | None]
    warn_days: tuple[int, ...]
    policy_version: str

    @property
    def notice(self) -> timedelta:
        """How long before their return a customer's owner is told, at the least."""
        return timedelta(days=max(self.warn_days, default=0))


@dataclass(frozen=True, slots=True)
class Met:
    """The last effective contact that visits told of."""

    contact_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class _Watching:
    """What is known by now of the customer's clock; `met` is None before any effective contact."""

    customer_id: UUID
    met: Met | None
    rule: PoolRule
    now: datetime


class WarnOfReturn(_Watching):
    """The customer was found idle."""


class TakeReturnStep(_Watching):
    """A warning, or the return, fell due."""


class CallOffReturn(_Watching):
    """The return that was warned of was found to rest on nothing any more."""


@dataclass(frozen=True, slots=True)
class AssignOwner:
    """Somebody who may says who owns the customer."""

    customer_id: UUID
    owner: str
    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReleaseCustomer:
    """The customer is given back to the pool; `only_of` who may do so as their owner alone, None: anybody."""

    customer_id: UUID
    only_of: str | None
    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ClaimLimits:
    """What the policy allows one person: claims a day, unsigned customers, and days before they come back."""

    a_day: int
    held: int
    waits: timedelta


@dataclass(frozen=True, slots=True)
class ClaimStanding:
    """What the person has: claims of `day` and of ever, unsigned customers; `next_day_at` starts another."""

    day: str
    today: int
    ever: int
    held: int
    next_day_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimCustomer:
    """The person takes the customer out of the pool."""

    customer_id: UUID
    person: str
    limits: ClaimLimits
    standing: ClaimStanding
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AppealReturn:
    """A return is to be looked at again, `within` that time of it; `only_of` as in `ReleaseCustomer`."""

    customer_id: UUID
    only_of: str | None
    reason: str
    within: timedelta
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class DecideReturnAppeal:
    """Somebody who leads has looked at a return again."""

    customer_id: UUID
    verdict: Literal["granted", "refused"]
    reason: str
    by: str
    now: datetime


PoolCommand = WarnOfReturn | TakeReturnStep | CallOffReturn
HandCommand = AssignOwner | ReleaseCustomer | ClaimCustomer
AppealCommand = AppealReturn | DecideReturnAppeal
OwnershipCommand = PoolCommand | HandCommand | AppealCommand


class CustomerNotCaptured(Rejection):
    """Only who was captured has an owner or stands in the pool."""

    code: ClassVar[str] = "customer_not_captured"


class ClaimForAnother(Rejection):
    """Whoever has none of `required_roles` claims for themselves."""

    code: ClassVar[str] = "claim_for_another"


class CustomerOwned(Rejection):
    """Somebody else owns the customer: only those in the pool are claimed, only one's own released."""

    code: ClassVar[str] = "customer_owned"


class PreviousOwnerWaits(Rejection):
    """Whoever owned the customer last waits for the policy's days, so that others may claim them."""

    code: ClassVar[str] = "previous_owner_waits"


class DailyClaimsUsed(Rejection):
    """The person has claimed as many today as the policy allows."""

    code: ClassVar[str] = "daily_claims_used"


class HoldingFull(Rejection):
    """The person holds as many unsigned customers as the policy allows; sign or release one first."""

    code: ClassVar[str] = "holding_full"


class ReturnUnderAppeal(Rejection):
    """The last owner asked to look at the return again; wait for what is decided, or for the time named."""

    code: ClassVar[str] = "return_under_appeal"


class NoReturnToAppeal(Rejection):
    """The customer is not in the pool by rule, or was somebody else's before."""

    code: ClassVar[str] = "no_return_to_appeal"


class AppealTooLate(Rejection):
    """An appeal is possible as long as the last owner waits."""

    code: ClassVar[str] = "appeal_too_late"


class AppealDecidedBefore(Rejection):
    """The return was looked at again once, which is all there is."""

    code: ClassVar[str] = "appeal_decided_before"


class AppealNeedsAnother(Rejection):
    """Whoever appealed, or would have the customer back, does not decide."""

    code: ClassVar[str] = "appeal_needs_another"


class NoOpenAppeal(Rejection):
    """Nobody appealed, or somebody owns the customer by now."""

    code: ClassVar[str] = "no_open_appeal"
