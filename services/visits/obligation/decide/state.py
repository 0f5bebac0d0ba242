"""An obligation as its facts tell it, and the steps that time will take with it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, assert_never

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
    Step,
)

Standing = Literal["open", "met", "cancelled"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What time does next with an open obligation: a warning, the breach, or a step of the ladder."""

    at: datetime
    kind: Literal["warning", "breach", "escalation"]
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """An obligation: what was told of it so far, and how it ended if it did.

    `settled`: its condition has ceased to hold, so the same rule asks next for another obligation.
    """

    opened: ObligationOpened
    warned: frozenset[datetime] = frozenset()
    breached: ObligationBreached | None = None
    escalated: tuple[str, ...] = ()
    met: ObligationMet | None = None
    cancelled: ObligationCancelled | None = None
    settled: bool = False

    @property
    def owed(self) -> Owed:
        """What is owed."""
        return self.opened.owed

    @property
    def standing(self) -> Standing:
        """Whether it is still owed, and if not, how it ended."""
        if self.met is not None:
            return "met"
        return "open" if self.cancelled is None else "cancelled"

    def ahead(self) -> tuple[Ahead, ...]:
        """Return the steps not yet taken, in the order of their times."""
        steps = [Ahead(at, "warning") for at in self.opened.warn_at if at not in self.warned]
        if self.breached is None:
            steps.append(Ahead(self.owed.due_at, "breach"))
        steps += [
            Ahead(step.at, "escalation", step)
            for step in self.opened.ladder
            if step.name not in self.escalated
        ]
        # Stable: at one moment the breach comes before the ladder that it starts.
        return tuple(sorted(steps, key=lambda step: step.at))


State = Obligation | None
After = (
    ObligationWarned
    | ObligationBreached
    | ObligationEscalated
    | ObligationMet
    | ObligationCancelled
    | ObligationHandedOver
    | ObligationSettled
)


def evolve(state: State, event: ObligationEvent) -> State:
    """Return the obligation after the fact. One that was cancelled and is owed again begins anew."""
    if isinstance(event, ObligationOpened):
        return Obligation(event)
    return None if state is None else replace(state, **_changed(state, event))


def _changed(state: Obligation, event: After) -> dict[str, Any]:
    changed: dict[str, Any]
    match event:
        case ObligationWarned():
            changed = {"warned": state.warned | {event.occurred_at}}
        case ObligationBreached():
            changed = {"breached": event}
        case ObligationEscalated():
            changed = {"escalated": (*state.escalated, event.step)}
        case ObligationMet():
            changed = {"met": event}
        case ObligationCancelled():
            changed = {"cancelled": event, "settled": event.reason == "condition_over"}
        case ObligationHandedOver():
            changed = {"opened": replace(state.opened, owed=event.owed)}
        case ObligationSettled():
            changed = {"settled": True}
        case _:
            assert_never(event)
    return changed
