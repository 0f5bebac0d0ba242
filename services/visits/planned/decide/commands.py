"""What may be asked about a planned contact, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.visits.planned.events import Planned, Prepared
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class Ready:
    """What is ready, as the policy in force sees it.

    `undeclared` are the names that it does not have, each with its field; `early` what is to be shown and is
    not yet for this customer (S11-16).
    """

    prepared: Prepared
    undeclared: tuple[tuple[str, str], ...] = ()
    early: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanContact:
    """It is planned; `refused_hours` if the policy does not allow a visit then (S11-17)."""

    planned: Planned
    ready: Ready
    refused_hours: bool
    missed_at: datetime
    planned_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class PrepareContact:
    """So much is ready now, instead of what was ready before."""

    ready: Ready
    prepared_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class BeginContact:
    """Somebody is with the customer, now."""

    begun_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class CallOffContact:
    """It is called off, now."""

    reason: str
    called_off_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class MissContact:
    """The planned contact's deadline fell due."""

    now: datetime


PlannedCommand = PlanContact | PrepareContact | BeginContact | CallOffContact | MissContact


class PlannedContactUnknown(Rejection):
    """No contact of this id was planned."""

    code: ClassVar[str] = "planned_contact_unknown"


class PlannedContactOver(Rejection):
    """It has begun, was missed or was called off, as `standing` says; plan another."""

    code: ClassVar[str] = "planned_contact_over"


class PlannedContactNotDue(Rejection):
    """It may still begin in time; no deadline takes effect early."""

    code: ClassVar[str] = "planned_contact_not_due"


class ContactUnprepared(Rejection):
    """By the policy a contact begins prepared (S9-04, S11-15); `missing` names what is not ready."""

    code: ClassVar[str] = "contact_unprepared"


class MaterialNotYet(Rejection):
    """The policy shows `materials` only to who has come further, or not at a first contact (S11-16)."""

    code: ClassVar[str] = "material_not_yet"


class BusyHours(Rejection):
    """The customer is busy at that time, so nobody visits them then (S11-17); plan it for another."""

    code: ClassVar[str] = "busy_hours"
