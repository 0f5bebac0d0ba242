"""How a policy comes to hold, decided by pure functions (S6-14).

Whether a book is sound is not decided here: one that contradicts itself cannot be made. Here it is
about who, when, and upon what.
"""

from typing import assert_never

from services.scoring.policy.decide.commands import (
    ApprovedByAuthor,
    ApprovePolicy,
    ApproverIsAnother,
    DateOutOfBounds,
    DraftClosed,
    DraftPolicy,
    DraftUnknown,
    PolicyCommand,
    PredecessorChanged,
    RevisePolicy,
    VersionTaken,
    WithdrawPolicy,
)
from services.scoring.policy.decide.state import Draft, Policy, evolve
from services.scoring.policy.events import (
    PolicyApproved,
    PolicyDrafted,
    PolicyEvent,
    PolicyRevised,
    PolicyWithdrawn,
)
from shared.kit.decider import Decider, Decision, Reserve, SetDeadline

__all__ = [
    "ANNOUNCEMENT",
    "IN_FORCE",
    "POLICY",
    "ApprovePolicy",
    "ApprovedByAuthor",
    "ApproverIsAnother",
    "DateOutOfBounds",
    "Draft",
    "DraftClosed",
    "DraftPolicy",
    "DraftUnknown",
    "Policy",
    "PolicyCommand",
    "PredecessorChanged",
    "RevisePolicy",
    "VersionTaken",
    "WithdrawPolicy",
    "decide",
    "evolve",
]

ANNOUNCEMENT = "policy-announcement"
"""Each approval takes the next number of announcement: of two upon the same books, one must look again."""

IN_FORCE = "policy-in-force"
"""Kind of the deadline of an approved book: its date, when its own interval of evaluation begins to count."""


def decide(state: Policy, command: PolicyCommand) -> Decision[PolicyEvent]:
    """Return what becomes true. Raises the rejections of `commands`."""
    if isinstance(command, DraftPolicy):
        drafted = PolicyDrafted(
            command.draft_id, command.book, command.replaces, command.by, occurred_at=command.now
        )
        return Decision((drafted,)) if state is None else Decision()
    if state is None:
        raise DraftUnknown
    match command:
        case RevisePolicy():
            return _revise(state, command)
        case WithdrawPolicy():
            return _withdraw(state, command)
        case ApprovePolicy():
            return _approve(state, command)
        case _:
            assert_never(command)


def _revise(state: Draft, command: RevisePolicy) -> Decision[PolicyEvent]:
    _refuse_closed(state)
    if (state.book, state.replaces) == (command.book, command.replaces):
        return Decision()
    revised = PolicyRevised(
        state.draft_id, command.book, command.replaces, command.by, occurred_at=command.now
    )
    return Decision((revised,))


def _withdraw(state: Draft, command: WithdrawPolicy) -> Decision[PolicyEvent]:
    if isinstance(state.ended, PolicyWithdrawn):
        return Decision()
    _refuse_closed(state)
    withdrawn = PolicyWithdrawn(state.draft_id, command.reason, command.by, occurred_at=command.now)
    return Decision((withdrawn,))


def _approve(state: Draft, command: ApprovePolicy) -> Decision[PolicyEvent]:
    if isinstance(state.ended, PolicyApproved):
        return Decision()
    _refuse_closed(state)
    if command.by in state.drafted_by:
        raise ApprovedByAuthor(drafted_by=", ".join(state.drafted_by))
    if state.version in command.announced:
        raise VersionTaken(version=state.version)
    if state.replaces != command.replaces:
        raise PredecessorChanged(drafted_upon=state.replaces, now=command.replaces)
    if not command.earliest <= state.effective_from <= command.latest:
        raise DateOutOfBounds(
            effective_from=state.effective_from.isoformat(),
            earliest=command.earliest.isoformat(),
            latest=command.latest.isoformat(),
        )
    approved = PolicyApproved(
        state.draft_id,
        state.book,
        state.replaces,
        state.drafted_by,
        command.by,
        occurred_at=command.now,
    )
    number = str(len(command.announced))
    return Decision((approved,), (_date(state, number),), (Reserve(ANNOUNCEMENT, number),))


def _date(state: Draft, number: str) -> SetDeadline:
    evaluation = state.book["evaluation"]
    detail = {
        "version": state.version,
        "number": number,
        "every_days": str(evaluation["every_days"]),
        "remind_before": str(evaluation["remind_before"]),
    }
    return SetDeadline(f"policy-{state.draft_id}/in-force", IN_FORCE, state.effective_from, detail)


def _refuse_closed(state: Draft) -> None:
    if state.ended is not None:
        raise DraftClosed(standing=state.standing)


POLICY: Decider[Policy, PolicyCommand, PolicyEvent] = Decider(None, evolve, decide)
