"""Stored facts of a customer. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.ownership import OwnershipEvent
from services.leads.customer.events.sealed import Sealed

Lifecycle = Literal["potential", "intending", "signed"]
EvidenceKind = Literal["need", "contract"]


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """How another system names the same thing."""

    source: str
    ref: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that a lifecycle change is true: a need, or a contract that `ref` names."""

    kind: EvidenceKind
    ref: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class LeadCaptured:
    """Someone became known to us, from a named source (S5-01, S7-02)."""

    TYPE: ClassVar[str] = "lead-captured"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    kind: str
    name: str
    source: str
    source_detail: str | None
    campaign: str | None
    external_ref: ExternalRef | None
    owner: str | None
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class LifecycleChanged:
    """The customer moved between potential, intending and signed, on evidence (S5-03)."""

    TYPE: ClassVar[str] = "lifecycle-changed"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    before: Lifecycle
    after: Lifecycle
    evidence: Evidence
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SectionRecorded:
    """One section of the customer file was recorded as of a time; the latest time wins.

    `filled` is the share of the section's own fields that hold something; `completeness` is the
    whole file's, by the weights declared when this was recorded. Both from 0 to 1. A company's own
    section names the book of the policy that declared it. What serves another `purpose` than business
    stays here, `sealed`, but for the fields in `told`, which the policy of that time put to use and which
    are all that `content` has then; None tells all.
    """

    TYPE: ClassVar[str] = "section-recorded"
    VERSION: ClassVar[int] = 4

    customer_id: UUID
    section: str
    section_version: int
    content: dict[str, Any]
    filled: float
    completeness: float
    recorded_by: str
    policy_version: str | None
    purpose: str
    told: tuple[str, ...] | None
    occurred_at: datetime
    sealed: Sealed | None = None


def section_recorded_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before companies had sections of their own."""
    return {**raw, "policy_version": None}


def section_recorded_3(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before sections could serve anything but business."""
    return {**raw, "purpose": "business", "told": None}


def section_recorded_4(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before anything was sealed: `content` is whole, and stays as it is."""
    return {**raw, "sealed": None}


@dataclass(frozen=True, slots=True)
class ConsentRecorded:
    """The customer consented to a purpose, in the words of `text_version`; `sealed` shows it (S4-10).

    `evidence` is what `sealed` says, where it was opened, or was stored before anything was sealed.
    """

    TYPE: ClassVar[str] = "consent-recorded"
    VERSION: ClassVar[int] = 2

    customer_id: UUID
    purpose: str
    text_version: str
    channel: str
    evidence: str | None
    until: datetime | None
    recorded_by: str
    occurred_at: datetime
    sealed: Sealed | None = None


def consent_recorded_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before anything was sealed."""
    return {**raw, "sealed": None}


@dataclass(frozen=True, slots=True)
class ConsentEnded:
    """A consent is over: withdrawn by the customer, or lapsed at its own end (S4-10)."""

    TYPE: ClassVar[str] = "consent-ended"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    purpose: str
    cause: Literal["withdrawn", "lapsed"]
    reason: str | None
    ended_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SectionWithheld:
    """A section whose consent is over says nothing any more, to whoever was told of it either (S4-10)."""

    TYPE: ClassVar[str] = "section-withheld"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    section: str
    section_version: int
    completeness: float
    was_told: bool
    policy_version: str | None
    purpose: str
    withheld_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivingAnnounced:
    """Nothing was heard since `quiet_since`; if that stands, `archive_at` is the day (S4-12).

    `last_fact` is the type of the last fact, whichever service told it.
    """

    TYPE: ClassVar[str] = "archiving-announced"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    quiet_since: datetime
    last_fact: str
    archive_at: datetime
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ArchivingCalledOff:
    """What was announced does not happen: of a fact from since then, or of another policy."""

    TYPE: ClassVar[str] = "archiving-called-off"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    last_fact: str
    last_fact_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerArchived:
    """Nothing was heard for `years`, due at `due_at`; the customer is kept and no longer worked (S4-12)."""

    TYPE: ClassVar[str] = "customer-archived"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    quiet_since: datetime
    last_fact: str
    years: int
    due_at: datetime
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class CustomerRestored:
    """A fact from after the one that the archiving stood on: the customer is worked again (S4-12)."""

    TYPE: ClassVar[str] = "customer-restored"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    last_fact: str
    last_fact_at: datetime
    archived_at: datetime
    occurred_at: datetime


ArchivingEvent = ArchivingAnnounced | ArchivingCalledOff | CustomerArchived | CustomerRestored
ConsentEvent = ConsentRecorded | ConsentEnded | SectionWithheld | ContentErased
CustomerEvent = (
    LeadCaptured | LifecycleChanged | SectionRecorded | ArchivingEvent | ConsentEvent | OwnershipEvent
)
