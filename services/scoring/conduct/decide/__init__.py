"""What becomes of a person's conduct, decided by pure functions (S6-13, S6-14).

A measure needs its conditions twice, when it is proposed and when it is decided: in between another
book may have come into force, or the measure that came before may have been lifted.
"""

from services.scoring.conduct.decide import sanctions
from services.scoring.conduct.decide.commands import (
    AppealSanction,
    Conditions,
    ConductCommand,
    ConductOfAnother,
    ConductUnknown,
    DecideAppeal,
    DecideSanction,
    ProposeSanction,
    RecordViolation,
    RuleUnknown,
    SanctionClosed,
    SanctionConditionsUnmet,
    SanctionDecidedByAnotherRole,
    SanctionNeedsAnother,
    SanctionUnknown,
    ViolationNotFree,
    ViolationUnknown,
    WithdrawSanction,
    WithdrawViolation,
)
from services.scoring.conduct.decide.state import Conduct, Record, evolve
from services.scoring.conduct.events import ConductEvent, ViolationRecorded, ViolationWithdrawn
from shared.kit.decider import Decider, Decision
from shared.kit.plausible_time import refuse_implausible

__all__ = [
    "CONDUCT",
    "AppealSanction",
    "Conditions",
    "Conduct",
    "ConductCommand",
    "ConductOfAnother",
    "ConductUnknown",
    "DecideAppeal",
    "DecideSanction",
    "ProposeSanction",
    "Record",
    "RecordViolation",
    "RuleUnknown",
    "SanctionClosed",
    "SanctionConditionsUnmet",
    "SanctionDecidedByAnotherRole",
    "SanctionNeedsAnother",
    "SanctionUnknown",
    "ViolationNotFree",
    "ViolationUnknown",
    "WithdrawSanction",
    "WithdrawViolation",
    "decide",
    "evolve",
]


def decide(state: Conduct, command: ConductCommand) -> Decision[ConductEvent]:
    """Return what becomes true. Raises the rejections of `commands` and of `plausible_time`."""
    if isinstance(command, RecordViolation):
        return _record(state, command)
    if state is None:
        raise ConductUnknown
    if isinstance(command, WithdrawViolation):
        return _withdraw_violation(state, command)
    return sanctions.decide(state, command)


def _record(state: Conduct, command: RecordViolation) -> Decision[ConductEvent]:
    refuse_implausible(command.happened_at, command.now, "happened_at")
    if state is not None and command.violation_id in state.violations:
        return Decision()
    recorded = ViolationRecorded(
        violation_id=command.violation_id,
        person_id=command.person_id,
        person=command.person,
        kind=command.kind,
        chapter=command.chapter,
        clause=command.clause,
        what=command.what,
        evidence=command.evidence,
        recorded_by=command.by,
        policy_version=command.policy_version,
        occurred_at=command.happened_at,
    )
    return Decision((recorded,))


def _withdraw_violation(state: Record, command: WithdrawViolation) -> Decision[ConductEvent]:
    violation = state.violations.get(command.violation_id)
    if violation is None:
        raise ViolationUnknown(violation_id=str(command.violation_id))
    if violation.withdrawn is not None:
        return Decision()
    sanctions.refuse_of(command.by, state.person)
    sanctions.refuse_held(state, command.violation_id)
    withdrawn = ViolationWithdrawn(
        command.violation_id, state.person_id, state.person, command.reason, command.by, command.now
    )
    return Decision((withdrawn,))


CONDUCT: Decider[Conduct, ConductCommand, ConductEvent] = Decider(None, evolve, decide)
