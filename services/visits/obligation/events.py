"""Stored facts of an obligation. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed, by whom and until when: fixed when it is opened, and said with every fact.

    `period` tells the times apart at which one rule asks the same of one customer.
    """

    obligation_id: UUID
    customer_id: UUID
    rule: str
    period: str
    title_zh: str
    title_en: str
    party: str
    person: str | None
    met_by: str
    due_at: datetime
    policy_version: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder: at that time, if it is still not done, `to` is told."""

    name: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ObligationOpened:
    """It is owed since `occurred_at`. Warnings and ladder are those of the policy of `policy_version`."""

    TYPE: ClassVar[str] = "obligation-opened"
    VERSION: ClassVar[int] = 1

    owed: Owed
    warn_at: tuple[datetime, ...]
    ladder: tuple[Step, ...]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationWarned:
    """The warning of `occurred_at` was given, at `noticed_at`."""

    TYPE: ClassVar[str] = "obligation-warned"
    VERSION: ClassVar[int] = 1

    owed: Owed
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationBreached:
    """It fell due at `occurred_at` and was not done; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "obligation-breached"
    VERSION: ClassVar[int] = 1

    owed: Owed
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationEscalated:
    """The ladder's step of `occurred_at` was taken, at `noticed_at`."""

    TYPE: ClassVar[str] = "obligation-escalated"
    VERSION: ClassVar[int] = 1

    owed: Owed
    step: str
    to: str
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationMet:
    """It was done at `occurred_at`. `by` is who said so; None when a recorded fact did."""

    TYPE: ClassVar[str] = "obligation-met"
    VERSION: ClassVar[int] = 1

    owed: Owed
    late: bool
    by: str | None
    note: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationCancelled:
    """It is owed no more, for `reason`; `by` is the person who said so, if one did."""

    TYPE: ClassVar[str] = "obligation-cancelled"
    VERSION: ClassVar[int] = 1

    owed: Owed
    reason: str
    note: str | None
    by: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationHandedOver:
    """The customer has another owner, who owes it now: `owed` names them, `before` who owed it."""

    TYPE: ClassVar[str] = "obligation-handed-over"
    VERSION: ClassVar[int] = 1

    owed: Owed
    before: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ObligationSettled:
    """Its condition has ceased to hold since it was met or cancelled: the next time is another. Private."""

    TYPE: ClassVar[str] = "obligation-settled"
    VERSION: ClassVar[int] = 1

    obligation_id: UUID
    customer_id: UUID
    occurred_at: datetime


ObligationEvent = (
    ObligationOpened
    | ObligationWarned
    | ObligationBreached
    | ObligationEscalated
    | ObligationMet
    | ObligationCancelled
    | ObligationHandedOver
    | ObligationSettled
)
