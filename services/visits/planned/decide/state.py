"""A planned contact as its facts tell it."""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from services.visits.planned.events import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    Planned,
    PlannedEvent,
    Prepared,
)
from shared.kit.steps import Due

Standing = Literal["planned", "begun", "missed", "called_off"]
End = ContactBegun | ContactMissed | ContactCalledOff


@dataclass(frozen=True, slots=True)
class PlannedContact:
    """A planned contact: when it is missed, what is ready by now, and how it ended if it did."""

    told: ContactPlanned
    prepared: Prepared
    end: End | None = None

    @property
    def planned(self) -> Planned:
        """Who is to be met, how and when."""
        return self.told.planned

    @property
    def standing(self) -> Standing:
        """Whether it lies ahead, and if not, how it ended."""
        match self.end:
            case None:
                return "planned"
            case ContactBegun():
                return "begun"
            case ContactMissed():
                return "missed"
            case ContactCalledOff():
                return "called_off"
            case _:
                assert_never(self.end)

    def ahead(self) -> tuple[Due, ...]:
        """Return its being missed, while it has not ended."""
        return (Due(self.told.missed_at),) if self.end is None else ()


State = PlannedContact | None


def evolve(state: State, event: PlannedEvent) -> State:
    """Return the planned contact after the fact. Nothing can follow but upon its planning."""
    if isinstance(event, ContactPlanned):
        return PlannedContact(event, event.prepared)
    if state is None:
        return None
    if isinstance(event, ContactPrepared):
        return replace(state, prepared=event.prepared)
    return replace(state, end=event)
