"""What is erased is over at once, and its keys go by deadlines that are set with the fact (S4-10)."""

from typing import assert_never
from uuid import UUID

from services.leads.customer.decide.commands import ConsentCommand, EndConsent, RecordConsent
from services.leads.customer.decide.consent import decide_consent
from services.leads.customer.decide.erasure_commands import (
    ConfirmKeyGone,
    EraseContent,
    ErasureCommand,
    NothingToErase,
)
from services.leads.customer.decide.state import Customer, evolve
from services.leads.customer.events import CustomerEvent
from services.leads.customer.events.erasure import ContentErased
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
        erased = _erased(state, command, purpose)
        events += (*ended.events, erased)
        deadlines += (*ended.deadlines, *(_due(erased, key) for key in erased.key_ids))
        for event in ended.events:
            # The next purpose leaves a file without what this one covered.
            state = evolve(state, event)
    return Decision(tuple(events), tuple(deadlines))


def _erased(state: Customer, command: EraseContent, purpose: str) -> ContentErased:
    return ContentErased(
        customer_id=command.customer_id,
        purpose=purpose,
        cause="asked",
        reason=command.reason,
        key_ids=tuple(sorted(state.kept.purposes[purpose].keys)),
        policy_version=None,
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


def _due(erased: ContentErased, key: UUID) -> SetDeadline:
    detail = {"customer_id": str(erased.customer_id), "key_id": str(key)}
    return SetDeadline(_id(erased.customer_id, key), CONTENT_KEY, erased.occurred_at, detail)


def _id(customer: UUID, key: UUID) -> str:
    return f"customer-{customer}/{CONTENT_KEY}/{key}"
