"""What the world hears of conduct: who, when, by which book, upon which evidence; never what was written.

A proposal is the company's own affair until it is decided. Accounts and reasons stay here: who has
business with them reads them, and a topic that keeps everything for ever does not have them.
"""

from services.scoring.conduct.events import (
    AppealDecided,
    ConductEvent,
    SanctionAppealed,
    SanctionDecided,
    ViolationRecorded,
    ViolationWithdrawn,
)
from shared.contracts import conduct

Told = (
    conduct.ViolationRecorded
    | conduct.ViolationWithdrawn
    | conduct.SanctionDecided
    | conduct.SanctionAppealed
    | conduct.SanctionAppealDecided
)


def publish(event: ConductEvent) -> Told | None:
    """Return the contract that tells this fact, or None."""
    match event:
        case ViolationRecorded():
            return _recorded(event)
        case ViolationWithdrawn():
            return conduct.ViolationWithdrawn(
                person_id=event.person_id,
                person=event.person,
                violation_id=event.violation_id,
                withdrawn_by=event.withdrawn_by,
                withdrawn_at=event.occurred_at,
            )
        case SanctionDecided():
            return _decided(event)
        case SanctionAppealed():
            return conduct.SanctionAppealed(
                person_id=event.person_id,
                person=event.person,
                sanction_id=event.sanction_id,
                appealed_by=event.appealed_by,
                appealed_at=event.occurred_at,
            )
        case AppealDecided():
            return conduct.SanctionAppealDecided(
                person_id=event.person_id,
                person=event.person,
                sanction_id=event.sanction_id,
                verdict=event.verdict,
                decided_by=event.decided_by,
                decided_at=event.occurred_at,
                policy_version=event.policy_version,
            )
        case _:
            return None


def _recorded(event: ViolationRecorded) -> conduct.ViolationRecorded:
    return conduct.ViolationRecorded(
        person_id=event.person_id,
        person=event.person,
        violation_id=event.violation_id,
        kind=event.kind,
        chapter=event.chapter,
        clause=event.clause,
        evidence=tuple(conduct.EvidenceRef(kind=one.kind, ref=one.ref) for one in event.evidence),
        recorded_by=event.recorded_by,
        happened_at=event.occurred_at,
        policy_version=event.policy_version,
    )


def _decided(event: SanctionDecided) -> conduct.SanctionDecided:
    return conduct.SanctionDecided(
        person_id=event.person_id,
        person=event.person,
        sanction_id=event.sanction_id,
        measure=event.measure,
        verdict=event.verdict,
        violations=event.violations,
        decided_by=event.decided_by,
        decided_at=event.occurred_at,
        policy_version=event.policy_version,
    )
