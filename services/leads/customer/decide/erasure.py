"""What is erased is over at once, and its keys go by deadlines that are set with the fact (S4-10)."""

from collections.abc import Iterable
from typing import assert_never
from uuid import UUID

from services.leads.customer.decide.archiving import years_after
from services.leads.customer.decide.commands import ConsentCommand, EndConsent, RecordConsent
from services.leads.customer.decide.consent import decide_consent
from services.leads.customer.decide.erasure_commands import (
    ConfirmKeyGone,
    EraseContent,
    EraseOverdue,
    ErasureCommand,
    NothingToErase,
)
from services.leads.customer.decide.state import Customer, evolve
from services.leads.customer.events import CustomerEvent
from services.leads.customer.events.erasure import ContentErased, ErasureCause
from shared.kit.decider import CancelDeadline, DeadlineChange, Decision, SetDeadline

CONTENT_KEY = "content-key"
"""Kind of the deadline at which a key of erased content is deleted: due with the fact, so at once."""


def decide_confidence(state: Customer, command: ConsentCommand | ErasureCommand) -> Decision[CustomerEvent]:
    """Return what becomes true; nothing when it is so already. Raises NothingToErase and as consents do."""
    match command:
        case RecordConsent() | EndConsent():
            return decide_consent(state, command)
        case EraseContent():
            return _erase(state, command)
        case EraseOverdue():
            return _erase_overdue(state, command)
        case ConfirmKeyGone():
            return Decision((), (CancelDeadline(_id(command.customer_id, command.key_id)),))
        case _:
            assert_never(command)


def _erase(state: Customer, command: EraseContent) -> Decision[CustomerEvent]:
    kept, asked = state.kept, command.purpose
    known = kept.purposes.keys() | kept.erased.keys()
    if not known or (asked is not None and asked not in known):
        raise NothingToErase(purpose=asked or "")
    events: list[CustomerEvent] = []
    deadlines: list[DeadlineChange] = []
    for purpose in sorted(kept.purposes if asked is None else {asked} & kept.purposes.keys()):
        # Nothing may be recorded under a consent of which not even the evidence is left.
        ended = decide_consent(state, _withdrawn(command, purpose))
        erased = _erased(state, command, purpose, "asked")
        events += (*ended.events, erased)
        deadlines += (*ended.deadlines, *_due(command, erased.key_ids))
        for event in ended.events:
            # The next purpose leaves a file without what this one covered.
            state = evolve(state, event)
    return Decision(tuple(events), tuple(deadlines))


def _erase_overdue(state: Customer, command: EraseOverdue) -> Decision[CustomerEvent]:
    rule, now = command.rule, command.now
    erased = tuple(
        _erased(state, command, name, "retention")
        for name, one in sorted(state.kept.purposes.items())
        # A consent that is in force, or came anew, has no end.
        if one.ended_at is not None and years_after(one.ended_at, rule.years) <= now
    )
    gone = (key for one in erased for key in one.key_ids)
    # What a restore brought back goes again, though this stream may not even know that it was erased.
    return Decision(erased, _due(command, (*gone, *command.returned)))


def _erased(
    state: Customer, command: EraseContent | EraseOverdue, purpose: str, cause: ErasureCause
) -> ContentErased:
    return ContentErased(
        customer_id=command.customer_id,
        purpose=purpose,
        cause=cause,
        reason=command.reason if isinstance(command, EraseContent) else None,
        key_ids=tuple(sorted(state.kept.purposes[purpose].keys)),
        policy_version=command.rule.policy_version if isinstance(command, EraseOverdue) else None,
        erased_by=command.erased_by,
        occurred_at=command.now,
    )


def _withdrawn(command: EraseContent, purpose: str) -> EndConsent:
    return EndConsent(
        customer_id=command.customer_id,
        purpose=purpose,
        cause="withdrawn",
        reason=command.reason,
        weights=command.weights,
        ended_by=command.erased_by,
        now=command.now,
    )


def _due(command: EraseContent | EraseOverdue, keys: Iterable[UUID]) -> tuple[DeadlineChange, ...]:
    customer = command.customer_id
    return tuple(
        SetDeadline(
            _id(customer, key), CONTENT_KEY, command.now, {"customer_id": str(customer), "key_id": str(key)}
        )
        for key in keys
    )


def _id(customer: UUID, key: UUID) -> str:
    return f"customer-{customer}/{CONTENT_KEY}/{key}"
