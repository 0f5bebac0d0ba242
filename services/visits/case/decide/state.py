"""A complaint as its facts tell it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from services.visits.case.events import (
    CaseEvent,
    Clock,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintFiled,
    ComplaintResolved,
)


@dataclass(frozen=True, slots=True)
class Complaint:
    """A filed complaint: which clocks still run, which ran out, and how it ended."""

    filed: ComplaintFiled
    running: frozenset[Clock] = frozenset({"acknowledge", "resolve"})
    breached: frozenset[Clock] = field(default_factory=frozenset)
    acknowledged: ComplaintAcknowledged | None = None
    resolved: ComplaintResolved | None = None

    def due_at(self, clock: Clock) -> datetime:
        """Return when `clock` runs out."""
        return self.filed.acknowledge_by if clock == "acknowledge" else self.filed.resolve_by


Case = Complaint | None


def evolve(state: Case, event: CaseEvent) -> Case:
    """Return the case after the fact. Nothing can follow but upon a filing."""
    if isinstance(event, ComplaintFiled):
        return Complaint(event)
    if state is None:
        return None
    match event:
        case ComplaintAcknowledged():
            return replace(state, acknowledged=event, running=state.running - {"acknowledge"})
        case ComplaintResolved():
            return replace(state, resolved=event, running=frozenset())
        case ComplaintBreached():
            return replace(
                state, running=state.running - {event.clock}, breached=state.breached | {event.clock}
            )
        case _:
            assert_never(event)
