"""What may be asked about a promise, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.visits.promise.events import Promised
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class RecordPromise:
    """It was given; `approver` is the role that the policy in force asks for its discount, if any."""

    promised: Promised
    approver: str | None
    recorded_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ApprovePromise:
    """A person who has these roles approves its discount, now."""

    approved_by: str
    roles: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class KeepPromise:
    """It was kept, now; the stream `proof` tells how."""

    proof: str
    kept_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class WithdrawPromise:
    """It is taken back, now."""

    reason: str
    withdrawn_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class BreachPromise:
    """The promise's deadline fell due."""

    now: datetime


PromiseCommand = RecordPromise | ApprovePromise | KeepPromise | WithdrawPromise | BreachPromise


class PromiseUnknown(Rejection):
    """No promise of this id was recorded."""

    code: ClassVar[str] = "promise_unknown"


class PromiseRecordedOtherwise(Rejection):
    """The same promise is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "promise_recorded_otherwise"


class PromiseWaits(Rejection):
    """Its discount is not approved, so it does not hold; `required_role` names who approves."""

    code: ClassVar[str] = "promise_waits"


class PromiseForAnother(Rejection):
    """By the policy another role approves this discount; `required_role` names it."""

    code: ClassVar[str] = "promise_for_another"


class PromiseOfOnesOwn(Rejection):
    """Nobody approves what they promised themselves."""

    code: ClassVar[str] = "promise_of_ones_own"


class PromiseTimeOver(Rejection):
    """Its time went by before it was approved; withdraw it, and record what is promised instead."""

    code: ClassVar[str] = "promise_time_over"


class PromiseOver(Rejection):
    """It has ended otherwise; `standing` says how."""

    code: ClassVar[str] = "promise_over"


class PromiseProofUnknown(Rejection):
    """What is to prove it is not on file for this customer; log it first, or name another fact."""

    code: ClassVar[str] = "promise_proof_unknown"


class PromiseNotDue(Rejection):
    """Its time lies ahead; no deadline takes effect early."""

    code: ClassVar[str] = "promise_not_due"
