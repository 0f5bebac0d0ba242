"""What may be asked about a customer, and the ways in which the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from services.leads.customer.events import Evidence, ExternalRef, Lifecycle
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class CaptureLead:
    """Someone was found, by a named source."""

    customer_id: UUID
    kind: str
    name: str
    source: str
    captured_at: datetime
    now: datetime
    source_detail: str | None = None
    campaign: str | None = None
    external_ref: ExternalRef | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeLifecycle:
    """The customer took a step. `deadline` names the one that noticed, if one did; the decision ends it."""

    customer_id: UUID
    after: Lifecycle
    evidence: Evidence
    changed_at: datetime
    now: datetime
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class RecordSection:
    """One section is known. `weights` are those of all sections; the content was checked before.

    `policy_version` is the book that declares it, if the section is the company's own.
    """

    customer_id: UUID
    section: str
    section_version: int
    content: Mapping[str, Any]
    filled: float
    weights: Mapping[str, int]
    recorded_by: str
    policy_version: str | None
    as_of: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class LastFact:
    """The last fact of a customer, whichever service told it: its type, and when it was."""

    type: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ArchivingRule:
    """After so many years without a fact, and after a notice; by the policy of that version."""

    years: int
    notice: timedelta
    policy_version: str


@dataclass(frozen=True, slots=True)
class AnnounceArchiving:
    """The customer was found quiet."""

    customer_id: UUID
    last: LastFact
    rule: ArchivingRule
    now: datetime


@dataclass(frozen=True, slots=True)
class ArchiveCustomer:
    """The deadline of the announcement fell due; `last` is what is known by now."""

    customer_id: UUID
    last: LastFact
    rule: ArchivingRule
    now: datetime


@dataclass(frozen=True, slots=True)
class TakeBackArchiving:
    """Something was heard of a customer who is archived, or about to be."""

    customer_id: UUID
    last: LastFact
    now: datetime


ArchivingCommand = AnnounceArchiving | ArchiveCustomer | TakeBackArchiving
CustomerCommand = CaptureLead | ChangeLifecycle | RecordSection | ArchivingCommand


class CustomerAlreadyCaptured(Rejection):
    """The customer is known by other data; record what changed instead of capturing again."""

    code: ClassVar[str] = "customer_already_captured"


class EvidenceMissing(Rejection):
    """The step needs evidence of the named kind: a need in words or by reference, a contract (S5-03)."""

    code: ClassVar[str] = "evidence_missing"


class LifecycleGoesForward(Rejection):
    """The customer is further than the step that was asked for."""

    code: ClassVar[str] = "lifecycle_goes_forward"
