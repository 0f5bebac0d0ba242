"""A complaint as its facts tell it, and the steps that time will take with its clocks."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from services.visits.complaint.events import (
    Clock,
    Clocks,
    ComplaintAcknowledged,
    ComplaintBreached,
    ComplaintEscalated,
    ComplaintEvent,
    ComplaintFiled,
    ComplaintReopened,
    ComplaintResolved,
    Step,
)

BOTH: frozenset[Clock] = frozenset({"acknowledge", "resolve"})


@dataclass(frozen=True, slots=True)
class Ahead:
    """What time does next with a running clock: it tells somebody, or, without a step, it runs out."""

    at: datetime
    clock: Clock
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint since its filing or since it was last reopened: its clocks, and how it ended."""

    filed: ComplaintFiled
    clocks: Clocks
    running: frozenset[Clock] = BOTH
    breached: frozenset[Clock] = frozenset()
    escalated: tuple[ComplaintEscalated, ...] = ()
    acknowledged: ComplaintAcknowledged | None = None
    resolved: ComplaintResolved | None = None
    reopened: ComplaintReopened | None = None

    @property
    def times_reopened(self) -> int:
        """Return how often it was said that it was not solved."""
        return self.reopened.times if self.reopened else 0

    def due_at(self, clock: Clock) -> datetime:
        """Return when `clock` runs out."""
        return self.clocks.acknowledge_by if clock == "acknowledge" else self.clocks.resolve_by

    def ahead(self, clock: Clock) -> tuple[Ahead, ...]:
        """Return the steps of `clock` not yet taken, in the order of their times; none once it has ended."""
        if clock not in self.running:
            return ()
        told = {one.percent for one in self.escalated if one.clock == clock}
        wanted = [step for step in self.clocks.steps if step.clock == clock and step.percent not in told]
        # Stable: at one moment the breach comes before those who are told of it.
        steps = [Ahead(self.due_at(clock), clock), *(Ahead(step.at, clock, step) for step in wanted)]
        return tuple(sorted(steps, key=lambda step: step.at))


State = Complaint | None
After = ComplaintAcknowledged | ComplaintResolved | ComplaintBreached | ComplaintEscalated | ComplaintReopened


def evolve(state: State, event: ComplaintEvent) -> State:
    """Return the complaint after the fact. Nothing can follow but upon a filing."""
    if isinstance(event, ComplaintFiled):
        return Complaint(event, event.clocks)
    return None if state is None else changed(state, event)


def changed(state: Complaint, event: After) -> Complaint:
    """Return the complaint after what followed upon its filing."""
    match event:
        case ComplaintAcknowledged():
            return replace(state, acknowledged=event, running=state.running - {"acknowledge"})
        case ComplaintResolved():
            return replace(state, resolved=event, running=frozenset())
        case ComplaintBreached():
            return replace(
                state, running=state.running - {event.clock}, breached=state.breached | {event.clock}
            )
        case ComplaintEscalated():
            return replace(state, escalated=(*state.escalated, event))
        case ComplaintReopened():
            return Complaint(state.filed, event.clocks, reopened=event)
        case _:
            assert_never(event)
