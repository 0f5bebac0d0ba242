"""A matter as its facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, assert_never
from uuid import UUID

from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterEvent,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
    Raised,
    Terms,
)
from shared.kit.steps import Due


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter: its due time, the steps taken since its clock began at `began_at`, and how it ended."""

    opened: MatterOpened
    due_at: datetime
    began_at: datetime
    steps: Mapping[str, MatterStepTaken] = field(default_factory=dict)
    paused: MatterPaused | None = None
    breached: MatterBreached | None = None
    measures: tuple[UUID, ...] = ()
    closed: MatterClosed | None = None

    @property
    def raised(self) -> Raised:
        """What it is called."""
        return self.opened.raised

    @property
    def terms(self) -> Terms:
        """What the policy asked of it when it was opened."""
        return self.opened.terms

    def stands_still(self, now: datetime) -> bool:
        """Return whether its clock stands still at `now`: a pause ends by itself."""
        return self.paused is not None and now < self.paused.until

    def ahead(self) -> tuple[Due, ...]:
        """Return its breach, while it is still to come."""
        return (Due(self.due_at),) if self.closed is None and self.breached is None else ()

    def missing(self) -> tuple[str, ...]:
        """Return the required steps that were not taken."""
        return tuple(step.name for step in self.terms.steps if step.required and step.name not in self.steps)


State = Matter | None
After = (
    MatterStepTaken
    | MatterPaused
    | MatterResumed
    | MatterBreached
    | MatterLinked
    | MatterClosed
    | MatterReopened
)


def evolve(state: State, event: MatterEvent) -> State:
    """Return the matter after the fact. Nothing can follow but upon an opening."""
    if isinstance(event, MatterOpened):
        return Matter(event, event.due_at, event.occurred_at)
    return None if state is None else changed(state, event)


def changed(state: Matter, event: After) -> Matter:
    """Return the matter after what followed upon its opening."""
    return replace(state, **_changed(state, event))


def _changed(state: Matter, event: After) -> dict[str, Any]:
    changed: dict[str, Any]
    match event:
        case MatterStepTaken():
            changed = {"steps": {**state.steps, event.step: event}}
        case MatterPaused():
            changed = {"paused": event, "due_at": event.due_at}
        case MatterResumed():
            changed = {"paused": None, "due_at": event.due_at}
        case MatterBreached():
            changed = {"breached": event}
        case MatterLinked():
            changed = {"measures": (*state.measures, event.measure_id)}
        case MatterClosed():
            changed = {"closed": event, "paused": None}
        case MatterReopened():
            changed = {"closed": None, "breached": None, "steps": {}}
            changed |= {"due_at": event.due_at, "began_at": event.occurred_at}
        case _:
            assert_never(event)
    return changed
