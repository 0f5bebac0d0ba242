"""A person's conduct as it is read: in full by whoever has business with it, else without names and words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.scoring.conduct.decide.state import Record, Sanction, Standing, Violation
from services.scoring.conduct.events import EvidenceKind, Measure, ViolationKind
from shared.kit.masking import MASK


@dataclass(frozen=True, slots=True)
class Sight:
    """Whether the reader sees names and what was written."""

    full: bool

    def of(self, text: str) -> str:
        """Return the text, or dots."""
        return text if self.full else MASK

    def of_any(self, text: str | None) -> str | None:
        """Return the text, dots, or nothing where there is nothing."""
        return None if text is None else self.of(text)


class EvidenceView(BaseModel):
    """A piece of evidence."""

    kind: EvidenceKind
    ref: str | None
    text: str | None


class Ending(BaseModel):
    """How something ended: by whom, when and why."""

    by: str
    at: datetime
    reason: str
    verdict: str | None = None
    policy_version: str | None = None


class ViolationView(BaseModel):
    """A violation with its evidence and the book that was in force when it happened."""

    violation_id: UUID
    kind: ViolationKind
    chapter: str | None
    clause: str | None
    what: str
    evidence: list[EvidenceView]
    happened_at: datetime
    recorded_by: str
    policy_version: str
    withdrawn: Ending | None


class SanctionView(BaseModel):
    """A measure from its proposal to its end."""

    sanction_id: UUID
    measure: Measure
    standing: Standing
    violations: list[UUID]
    proposed: Ending
    withdrawn: Ending | None
    decided: Ending | None
    appealed: Ending | None
    appeal_decided: Ending | None


class ConductItem(BaseModel):
    """A person's record in short."""

    person_id: UUID
    person: str
    violations: int
    proposed: int
    in_effect: list[Measure]


class ConductView(BaseModel):
    """A person's record, in the order in which things came on it."""

    person_id: UUID
    person: str
    violations: list[ViolationView]
    sanctions: list[SanctionView]


def conduct_item(record: Record, sight: Sight) -> ConductItem:
    """Return the record in short."""
    sanctions = record.sanctions.values()
    return ConductItem(
        person_id=record.person_id,
        person=sight.of(record.person),
        violations=sum(one.withdrawn is None for one in record.violations.values()),
        proposed=sum(one.standing == "proposed" for one in sanctions),
        in_effect=[one.proposed.measure for one in sanctions if one.standing in {"in_effect", "appealed"}],
    )


def conduct_view(record: Record, sight: Sight) -> ConductView:
    """Return the whole record."""
    return ConductView(
        person_id=record.person_id,
        person=sight.of(record.person),
        violations=[_violation(one, sight) for one in record.violations.values()],
        sanctions=[_sanction(one, sight) for one in record.sanctions.values()],
    )


def _violation(violation: Violation, sight: Sight) -> ViolationView:
    fact, withdrawn = violation.recorded, violation.withdrawn
    return ViolationView(
        violation_id=fact.violation_id,
        kind=fact.kind,
        chapter=fact.chapter,
        clause=fact.clause,
        what=sight.of(fact.what),
        evidence=[
            EvidenceView(kind=one.kind, ref=sight.of_any(one.ref), text=sight.of_any(one.text))
            for one in fact.evidence
        ],
        happened_at=fact.occurred_at,
        recorded_by=sight.of(fact.recorded_by),
        policy_version=fact.policy_version,
        withdrawn=withdrawn
        and Ending(
            by=sight.of(withdrawn.withdrawn_by),
            at=withdrawn.occurred_at,
            reason=sight.of(withdrawn.reason),
        ),
    )


def _sanction(sanction: Sanction, sight: Sight) -> SanctionView:
    proposed, withdrawn, decided = sanction.proposed, sanction.withdrawn, sanction.decided
    appealed, ended = sanction.appealed, sanction.appeal_decided

    def ending(by: str, fact: object, **more: str) -> Ending:
        at, reason = getattr(fact, "occurred_at"), getattr(fact, "reason")  # noqa: B009
        return Ending(by=sight.of(by), at=at, reason=sight.of(reason), **more)

    return SanctionView(
        sanction_id=proposed.sanction_id,
        measure=proposed.measure,
        standing=sanction.standing,
        violations=list(proposed.violations),
        proposed=ending(proposed.proposed_by, proposed, policy_version=proposed.policy_version),
        withdrawn=withdrawn and ending(withdrawn.withdrawn_by, withdrawn),
        decided=decided
        and ending(
            decided.decided_by, decided, verdict=decided.verdict, policy_version=decided.policy_version
        ),
        appealed=appealed and ending(appealed.appealed_by, appealed),
        appeal_decided=ended
        and ending(ended.decided_by, ended, verdict=ended.verdict, policy_version=ended.policy_version),
    )
