"""Stored facts of a person's conduct. Each names the book of the policy that it was decided by."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

EvidenceKind = Literal["event", "document", "text"]
ViolationKind = Literal["violation", "poor_result"]
Measure = Literal["warning", "demotion", "dismissal"]
Verdict = Literal["approved", "refused"]
AppealVerdict = Literal["upheld", "lifted"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows it: an event by its id, a document by its reference, or what somebody states."""

    kind: EvidenceKind
    ref: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ViolationRecorded:
    """Somebody acted against a chapter or clause of the policy, or did poorly, at `occurred_at`."""

    TYPE: ClassVar[str] = "violation-recorded"
    VERSION: ClassVar[int] = 1

    violation_id: UUID
    person_id: UUID
    person: str
    kind: ViolationKind
    chapter: str | None
    clause: str | None
    what: str
    evidence: tuple[Evidence, ...]
    recorded_by: str
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ViolationWithdrawn:
    """It was no violation after all; it stays readable and counts for nothing."""

    TYPE: ClassVar[str] = "violation-withdrawn"
    VERSION: ClassVar[int] = 1

    violation_id: UUID
    person_id: UUID
    person: str
    reason: str
    withdrawn_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SanctionProposed:
    """A measure is asked for, upon those violations."""

    TYPE: ClassVar[str] = "sanction-proposed"
    VERSION: ClassVar[int] = 1

    sanction_id: UUID
    person_id: UUID
    person: str
    measure: Measure
    violations: tuple[UUID, ...]
    reason: str
    proposed_by: str
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SanctionWithdrawn:
    """The proposal was taken back before anybody decided."""

    TYPE: ClassVar[str] = "sanction-withdrawn"
    VERSION: ClassVar[int] = 1

    sanction_id: UUID
    person_id: UUID
    person: str
    reason: str
    withdrawn_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SanctionDecided:
    """Whoever the policy names approved the measure, or refused it."""

    TYPE: ClassVar[str] = "sanction-decided"
    VERSION: ClassVar[int] = 1

    sanction_id: UUID
    person_id: UUID
    person: str
    measure: Measure
    violations: tuple[UUID, ...]
    verdict: Verdict
    reason: str
    decided_by: str
    policy_version: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SanctionAppealed:
    """The person, or somebody for them, asks to look at the measure again."""

    TYPE: ClassVar[str] = "sanction-appealed"
    VERSION: ClassVar[int] = 1

    sanction_id: UUID
    person_id: UUID
    person: str
    reason: str
    appealed_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class AppealDecided:
    """The measure stands, or is lifted as if it had never been."""

    TYPE: ClassVar[str] = "sanction-appeal-decided"
    VERSION: ClassVar[int] = 1

    sanction_id: UUID
    person_id: UUID
    person: str
    verdict: AppealVerdict
    reason: str
    decided_by: str
    policy_version: str
    occurred_at: datetime


ConductEvent = (
    ViolationRecorded
    | ViolationWithdrawn
    | SanctionProposed
    | SanctionWithdrawn
    | SanctionDecided
    | SanctionAppealed
    | AppealDecided
)
