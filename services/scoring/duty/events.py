"""Stored facts of the duties of one subject."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Duty:
    """What is owed, by whom and until when: fixed when it is opened, and said with every fact.

    `period` tells the duties of one subject apart; a later period is a greater text.
    """

    duty_id: UUID
    subject_id: UUID
    rule: str
    period: str
    title_zh: str
    title_en: str
    party: str
    salesperson: str | None
    currency: str | None
    met_by: str
    due_at: datetime
    policy_version: str


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder: at that time, if it is still not done, `to` is told."""

    name: str
    to: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DutyOpened:
    """It is owed since `occurred_at`; warnings and ladder are those of the policy of that version."""

    TYPE: ClassVar[str] = "duty-opened"
    VERSION: ClassVar[int] = 1

    duty: Duty
    warn_at: tuple[datetime, ...]
    ladder: tuple[Rung, ...]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class DutyWarned:
    """The warning of `occurred_at` was given, at `noticed_at`."""

    TYPE: ClassVar[str] = "duty-warned"
    VERSION: ClassVar[int] = 1

    duty: Duty
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class DutyBreached:
    """It fell due at `occurred_at` and was not done; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "duty-breached"
    VERSION: ClassVar[int] = 1

    duty: Duty
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class DutyEscalated:
    """The ladder's step of `occurred_at` was taken, at `noticed_at`."""

    TYPE: ClassVar[str] = "duty-escalated"
    VERSION: ClassVar[int] = 1

    duty: Duty
    step: str
    to: str
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class DutyMet:
    """It was done at `occurred_at` by `by`; `late` when that was after its time."""

    TYPE: ClassVar[str] = "duty-met"
    VERSION: ClassVar[int] = 1

    duty: Duty
    late: bool
    by: str
    occurred_at: datetime


DutyEvent = DutyOpened | DutyWarned | DutyBreached | DutyEscalated | DutyMet
