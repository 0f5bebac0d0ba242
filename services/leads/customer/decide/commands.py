"""What may be asked about a customer, and the ways in which the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal
from uuid import UUID

from services.leads.customer.decide.erasure_commands import ErasureCommand
from services.leads.customer.decide.ownership_commands import OwnershipCommand
from services.leads.customer.events import Evidence, ExternalRef, Lifecycle
from services.leads.customer.events.sealed import Sealed
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

    `policy_version` is the book that declares it, if the section is the company's own. `told` are the
    fields that others are told of, None for all. What serves more than business comes `sealed`; its
    `content` is what is told. `named` are the other customers that it speaks of.
    """

    customer_id: UUID
    section: str
    section_version: int
    content: Mapping[str, Any]
    filled: float
    weights: Mapping[str, int]
    recorded_by: str
    policy_version: str | None
    purpose: str
    told: tuple[str, ...] | None
    as_of: datetime
    now: datetime
    sealed: Sealed | None = None
    named: frozenset[UUID] = frozenset()


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


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """The customer consents to the purpose; a later consent takes the place of one in force.

    `weights` are those of all sections, for one that had lapsed and was not ended yet. `evidence` comes
    sealed, but for the business, which asks for no consent.
    """

    customer_id: UUID
    purpose: str
    text_version: str
    channel: str
    evidence: Sealed | None
    until: datetime | None
    weights: Mapping[str, int]
    recorded_by: str
    given_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class EndConsent:
    """The consent is over; `weights` are those of all sections. Lapsed only when its own end has come."""

    customer_id: UUID
    purpose: str
    cause: Literal["withdrawn", "lapsed"]
    reason: str | None
    weights: Mapping[str, int]
    ended_by: str
    now: datetime


ConsentCommand = RecordConsent | EndConsent
ArchivingCommand = AnnounceArchiving | ArchiveCustomer | TakeBackArchiving
CustomerCommand = (
    CaptureLead
    | ChangeLifecycle
    | RecordSection
    | ArchivingCommand
    | ConsentCommand
    | ErasureCommand
    | OwnershipCommand
)


class CustomerAlreadyCaptured(Rejection):
    """The customer is known by other data; record what changed instead of capturing again."""

    code: ClassVar[str] = "customer_already_captured"


class EvidenceMissing(Rejection):
    """The step needs evidence of the named kind: a need in words or by reference, a contract (S5-03)."""

    code: ClassVar[str] = "evidence_missing"


class LifecycleGoesForward(Rejection):
    """The customer is further than the step that was asked for."""

    code: ClassVar[str] = "lifecycle_goes_forward"


class SectionNamesItself(Rejection):
    """The section names the customer where it speaks of others: a dealer is not its own user (S11-24)."""

    code: ClassVar[str] = "section_names_itself"


class ConsentMissing(Rejection):
    """The section serves more than business, and the customer has not consented to that (S4-10)."""

    code: ClassVar[str] = "consent_missing"


class ConsentNotNeeded(Rejection):
    """What serves the business alone asks for no consent; name the purpose beyond it."""

    code: ClassVar[str] = "consent_not_needed"


class ConsentOver(Rejection):
    """The consent would have ended before it is recorded; mend `until`, or ask the customer again."""

    code: ClassVar[str] = "consent_over"


class ConsentOutdated(Rejection):
    """Since it was given, at `since`, the customer consented anew, withdrew, or asked to erase."""

    code: ClassVar[str] = "consent_outdated"
