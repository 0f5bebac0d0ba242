"""Stored facts of a planned contact. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Planned:
    """Who is to be met, by whom, how and when: said with every fact.

    `timing` is what the policy of `policy_version` says of that time: preferred, busy, or nothing.
    """

    planned_id: UUID
    customer_id: UUID
    channel: str
    kind: str | None
    salesperson: str
    starts_at: datetime
    timing: str | None
    policy_version: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is ready: points to talk of, materials taken along and to be shown, and what is `missing`."""

    outline: tuple[str, ...]
    taken: tuple[str, ...]
    shows: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContactPlanned:
    """It is planned; if it has not begun by `missed_at`, it is missed."""

    TYPE: ClassVar[str] = "contact-planned"
    VERSION: ClassVar[int] = 1

    planned: Planned
    prepared: Prepared
    missed_at: datetime
    planned_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ContactPrepared:
    """It is prepared so, whatever was ready before."""

    TYPE: ClassVar[str] = "contact-prepared"
    VERSION: ClassVar[int] = 1

    planned: Planned
    prepared: Prepared
    prepared_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ContactBegun:
    """It began, prepared as the policy asks."""

    TYPE: ClassVar[str] = "contact-begun"
    VERSION: ClassVar[int] = 1

    planned: Planned
    begun_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ContactMissed:
    """It had not begun by `occurred_at`; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "contact-missed"
    VERSION: ClassVar[int] = 1

    planned: Planned
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class ContactCalledOff:
    """It will not take place, for a reason."""

    TYPE: ClassVar[str] = "contact-called-off"
    VERSION: ClassVar[int] = 1

    planned: Planned
    reason: str
    called_off_by: str
    occurred_at: datetime


PlannedEvent = ContactPlanned | ContactPrepared | ContactBegun | ContactMissed | ContactCalledOff
