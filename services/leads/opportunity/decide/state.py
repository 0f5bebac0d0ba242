"""An opportunity as its facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, assert_never

from services.leads.opportunity.events import (
    Ending,
    Left,
    Named,
    OpportunityEvent,
    OpportunityEvidenced,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
    Place,
)


@dataclass(frozen=True, slots=True)
class Due:
    """The one step that time takes with it: from then on it is overdue in its stage."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Opportunity:
    """Where it stands, since when, and by which book it came there.

    `stages` are all that it was in or passed over, the oldest first; `evidence` is the last of each kind.
    """

    opened: OpportunityOpened
    place: Place
    policy_version: str
    entered_at: datetime
    stages: tuple[str, ...]
    overdue: bool = False
    ended: Ending | None = None
    evidence: Mapping[str, OpportunityEvidenced] = field(default_factory=dict)

    @property
    def named(self) -> Named:
        """What it is called."""
        return self.opened.named

    def ahead(self) -> tuple[Due, ...]:
        """Return the end of its expected time, while that is still to come."""
        expected = self.place.expected_by
        return () if self.ended or self.overdue or expected is None else (Due(expected),)

    def left(self, now: datetime) -> Left:
        """Return its stage as one that it leaves now."""
        expected = self.place.expected_by
        late = expected is not None and expected < now
        return Left(self.place.stage, self.entered_at, self.place.expected_days, late)


State = Opportunity | None
After = (
    OpportunityMoved
    | OpportunityEvidenced
    | OpportunityWon
    | OpportunityLost
    | OpportunityReopened
    | OpportunityOverdue
)


def evolve(state: State, event: OpportunityEvent) -> State:
    """Return the opportunity after the fact. Nothing can follow but upon an opening."""
    if isinstance(event, OpportunityOpened):
        entered = (event.place, event.policy_version, event.occurred_at)
        return Opportunity(event, *entered, stages=(event.place.stage,))
    return None if state is None else changed(state, event)


def changed(state: Opportunity, event: After) -> Opportunity:
    """Return the opportunity after what followed upon its opening."""
    return replace(state, **_changed(state, event))


def _changed(state: Opportunity, event: After) -> dict[str, Any]:
    told: dict[str, Any]
    match event:
        case OpportunityMoved() | OpportunityReopened():
            passed = event.passed if isinstance(event, OpportunityMoved) else ()
            told = {
                "place": event.place,
                "policy_version": event.policy_version,
                "entered_at": event.occurred_at,
                "stages": (*state.stages, *passed, event.place.stage),
                "overdue": False,
                "ended": None,
            }
        case OpportunityEvidenced():
            told = {"evidence": {**state.evidence, event.evidence: event}}
        case OpportunityWon():
            told = {"ended": "won"}
        case OpportunityLost():
            told = {"ended": "lost"}
        case OpportunityOverdue():
            told = {"overdue": True}
        case _:
            assert_never(event)
    return told
