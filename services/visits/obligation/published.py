"""What the world hears of an obligation's facts: all but that a condition has ceased to hold."""

from typing import Any, assert_never

from services.visits.obligation.events import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationEvent,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
    ObligationSettled,
    ObligationWarned,
    Owed,
)
from shared.contracts import obligations

Spoken = (
    ObligationOpened
    | ObligationWarned
    | ObligationBreached
    | ObligationEscalated
    | ObligationMet
    | ObligationCancelled
    | ObligationHandedOver
)


def publish(event: ObligationEvent) -> obligations.ObligationFact | None:
    """Return the contract that tells this fact, or None for the private one."""
    if isinstance(event, ObligationSettled):
        return None
    contract, told = _told(event)
    return contract(**{name: getattr(event.owed, name) for name in Owed.__slots__}, **told)


def _told(event: Spoken) -> tuple[type[obligations.ObligationFact], dict[str, Any]]:
    """Return the contract, and what it says beside what is owed."""
    at = event.occurred_at
    told: tuple[type[obligations.ObligationFact], dict[str, Any]]
    match event:
        case ObligationOpened():
            told = obligations.ObligationOpened, {"owed_since": at}
        case ObligationWarned():
            told = obligations.ObligationWarned, {"warned_at": at, "noticed_at": event.noticed_at}
        case ObligationBreached():
            told = obligations.ObligationBreached, {"breached_at": at, "noticed_at": event.noticed_at}
        case ObligationEscalated():
            step = {"step": event.step, "to": event.to}
            told = (
                obligations.ObligationEscalated,
                {**step, "escalated_at": at, "noticed_at": event.noticed_at},
            )
        case ObligationMet():
            done = {"late": event.late, "by": event.by, "note": event.note}
            told = obligations.ObligationMet, {"met_at": at, **done}
        case ObligationCancelled():
            why = {"reason": event.reason, "note": event.note, "by": event.by}
            told = obligations.ObligationCancelled, {"cancelled_at": at, **why}
        case ObligationHandedOver():
            told = obligations.ObligationHandedOver, {"before": event.before, "handed_over_at": at}
        case _:
            assert_never(event)
    return told
