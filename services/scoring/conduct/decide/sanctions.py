"""A measure from its proposal to its end: who may, and what must be there (S6-13)."""

from typing import assert_never
from uuid import UUID

from services.scoring.conduct.decide.commands import (
    AppealSanction,
    DecideAppeal,
    DecideSanction,
    ProposeSanction,
    SanctionClosed,
    SanctionNeedsAnother,
    SanctionUnknown,
    ViolationNotFree,
    ViolationUnknown,
    WithdrawSanction,
)
from services.scoring.conduct.decide.conditions import refuse_unmet
from services.scoring.conduct.decide.state import Record, Sanction, Standing
from services.scoring.conduct.events import (
    AppealDecided,
    ConductEvent,
    SanctionAppealed,
    SanctionDecided,
    SanctionProposed,
    SanctionWithdrawn,
)
from shared.kit.decider import Decision

SanctionCommand = ProposeSanction | WithdrawSanction | DecideSanction | AppealSanction | DecideAppeal


def decide(state: Record, command: SanctionCommand) -> Decision[ConductEvent]:
    """Return what becomes of the measure. Raises the rejections of `commands`."""
    match command:
        case ProposeSanction():
            return _propose(state, command)
        case WithdrawSanction():
            return _withdraw(state, command)
        case DecideSanction():
            return _settle(state, command)
        case AppealSanction():
            return _appeal(state, command)
        case DecideAppeal():
            return _decide_appeal(state, command)
        case _:
            assert_never(command)


def _propose(state: Record, command: ProposeSanction) -> Decision[ConductEvent]:
    if command.sanction_id in state.sanctions:
        return Decision()
    for violation_id in command.violations:
        if violation_id not in state.violations:
            raise ViolationUnknown(violation_id=str(violation_id))
        if state.violations[violation_id].withdrawn is not None:
            raise ViolationNotFree(violation_id=str(violation_id), because="withdrawn")
        refuse_held(state, violation_id)
    refuse_unmet(state, command.violations, command.conditions)
    proposed = SanctionProposed(
        sanction_id=command.sanction_id,
        person_id=state.person_id,
        person=state.person,
        measure=command.measure,
        violations=command.violations,
        reason=command.reason,
        proposed_by=command.by,
        policy_version=command.conditions.policy_version,
        occurred_at=command.now,
    )
    return Decision((proposed,))


def _withdraw(state: Record, command: WithdrawSanction) -> Decision[ConductEvent]:
    sanction = _sanction(state, command.sanction_id)
    if sanction.standing == "withdrawn":
        return Decision()
    _refuse_unless(sanction, "proposed")
    refuse_of(command.by, state.person)
    withdrawn = SanctionWithdrawn(
        command.sanction_id, state.person_id, state.person, command.reason, command.by, command.now
    )
    return Decision((withdrawn,))


def _settle(state: Record, command: DecideSanction) -> Decision[ConductEvent]:
    sanction = _sanction(state, command.sanction_id)
    if sanction.decided is not None and sanction.decided.verdict == command.verdict:
        return Decision()
    _refuse_unless(sanction, "proposed")
    proposed = sanction.proposed
    refuse_of(command.by, proposed.proposed_by, state.person)
    if command.verdict == "approved":
        refuse_unmet(state, proposed.violations, command.conditions)
    decided = SanctionDecided(
        sanction_id=command.sanction_id,
        person_id=state.person_id,
        person=state.person,
        measure=proposed.measure,
        violations=proposed.violations,
        verdict=command.verdict,
        reason=command.reason,
        decided_by=command.by,
        policy_version=command.conditions.policy_version,
        occurred_at=command.now,
    )
    return Decision((decided,))


def _appeal(state: Record, command: AppealSanction) -> Decision[ConductEvent]:
    sanction = _sanction(state, command.sanction_id)
    if sanction.standing == "appealed":
        return Decision()
    _refuse_unless(sanction, "in_effect")
    if sanction.appeal_decided is not None:
        # A measure is looked at again once; what was upheld stays so.
        raise SanctionClosed(standing="upheld")
    appealed = SanctionAppealed(
        command.sanction_id, state.person_id, state.person, command.reason, command.by, command.now
    )
    return Decision((appealed,))


def _decide_appeal(state: Record, command: DecideAppeal) -> Decision[ConductEvent]:
    sanction = _sanction(state, command.sanction_id)
    if sanction.appeal_decided is not None and sanction.appeal_decided.verdict == command.verdict:
        return Decision()
    _refuse_unless(sanction, "appealed")
    decided, appealed = sanction.decided, sanction.appealed
    # Who asked for it on the person's behalf has spoken already.
    asked_by = appealed.appealed_by if appealed else ""
    refuse_of(command.by, decided.decided_by if decided else "", asked_by, state.person)
    ended = AppealDecided(
        sanction_id=command.sanction_id,
        person_id=state.person_id,
        person=state.person,
        verdict=command.verdict,
        reason=command.reason,
        decided_by=command.by,
        policy_version=command.policy_version,
        occurred_at=command.now,
    )
    return Decision((ended,))


def _sanction(state: Record, sanction_id: UUID) -> Sanction:
    if sanction_id not in state.sanctions:
        raise SanctionUnknown(sanction_id=str(sanction_id))
    return state.sanctions[sanction_id]


def refuse_held(state: Record, violation_id: UUID) -> None:
    """Return when no sanction rests on the violation. Raises ViolationNotFree."""
    held_by = state.resting_on(violation_id)
    if held_by is not None:
        because = f"sanction {held_by.proposed.sanction_id}"
        raise ViolationNotFree(violation_id=str(violation_id), because=because)


def refuse_of(by: str, *excluded: str) -> None:
    """Return when it is another than these. Raises SanctionNeedsAnother."""
    if by in excluded:
        raise SanctionNeedsAnother(excluded=", ".join(dict.fromkeys(excluded)))


def _refuse_unless(sanction: Sanction, standing: Standing) -> None:
    if sanction.standing != standing:
        raise SanctionClosed(standing=sanction.standing)
