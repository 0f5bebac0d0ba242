"""What scoring says of conduct under the policy: violations, sanctions, appeals (S6-13, S6-14).

Names, times, the book and references to evidence; what people wrote about each other stays in scoring.
"""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from shared.contracts.base import Contract, Short, UtcTime

EvidenceKind = Literal["event", "document", "text"]
ViolationKind = Literal["violation", "poor_result"]
"""S6-13: 违规操作, 表现不佳."""

Measure = Literal["warning", "demotion", "dismissal"]
"""S6-13: 警告, 降级, 解聘."""

EVIDENCE_MAX = 20
VIOLATIONS_MAX = 50


class EvidenceRef(BaseModel):
    """A piece of evidence by its reference; a statement has none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: EvidenceKind
    ref: Short | None = None


class PersonFact(Contract):
    """A fact about one of our own people; its Kafka key is `person_id`, made of the person's name."""

    person_id: UUID
    person: Short

    @property
    def key(self) -> str:
        """The unit of order: the person."""
        return str(self.person_id)


class ViolationRecorded(PersonFact):
    """Somebody acted against a chapter or a clause of the policy, or did poorly, with the evidence."""

    TYPE: ClassVar[str] = "tuoke.scoring.violation-recorded"

    violation_id: UUID
    kind: ViolationKind
    chapter: Short | None = None
    clause: Short | None = None
    evidence: Annotated[tuple[EvidenceRef, ...], Field(max_length=EVIDENCE_MAX)]
    recorded_by: Short
    happened_at: UtcTime
    policy_version: Annotated[Short, Field(description="the book in force when it happened")]


class ViolationWithdrawn(PersonFact):
    """It was no violation after all."""

    TYPE: ClassVar[str] = "tuoke.scoring.violation-withdrawn"

    violation_id: UUID
    withdrawn_by: Short
    withdrawn_at: UtcTime


class SanctionDecided(PersonFact):
    """A proposed measure was approved, and is in effect, or refused."""

    TYPE: ClassVar[str] = "tuoke.scoring.sanction-decided"

    sanction_id: UUID
    measure: Measure
    verdict: Literal["approved", "refused"]
    violations: Annotated[tuple[UUID, ...], Field(max_length=VIOLATIONS_MAX)]
    decided_by: Short
    decided_at: UtcTime
    policy_version: Annotated[Short, Field(description="the book in force when it was decided")]


class SanctionAppealed(PersonFact):
    """A measure in effect is to be looked at again."""

    TYPE: ClassVar[str] = "tuoke.scoring.sanction-appealed"

    sanction_id: UUID
    appealed_by: Short
    appealed_at: UtcTime


class SanctionAppealDecided(PersonFact):
    """The measure stands, or is lifted as if it had never been."""

    TYPE: ClassVar[str] = "tuoke.scoring.sanction-appeal-decided"

    sanction_id: UUID
    verdict: Literal["upheld", "lifted"]
    decided_by: Short
    decided_at: UtcTime
    policy_version: Annotated[Short, Field(description="the book in force when it was decided")]
