"""What may become true about a planned contact, decided by pure functions.

Who comes after it was missed is refused, also before the worker has recorded that.
"""

from datetime import datetime
from typing import assert_never

from services.visits.contact.decide import ContactUndeclared
from services.visits.obligation.decide import DueInPast
from services.visits.planned.decide.commands import (
    BeginContact,
    BusyHours,
    CallOffContact,
    ContactUnprepared,
    MaterialNotYet,
    MissContact,
    PlanContact,
    PlannedCommand,
    PlannedContactNotDue,
    PlannedContactOver,
    PlannedContactUnknown,
    PrepareContact,
    Ready,
)
from services.visits.planned.decide.state import PlannedContact, State, evolve
from services.visits.planned.events import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    PlannedEvent,
)
from shared.kit.decider import Decider, Decision
from shared.kit.steps import Due, Steps

__all__ = [
    "DEADLINE_KIND",
    "PLANNED",
    "BeginContact",
    "CallOffContact",
    "MissContact",
    "PlanContact",
    "PlannedCommand",
    "PlannedContact",
    "PlannedContactUnknown",
    "PrepareContact",
    "Ready",
    "State",
    "decide",
    "evolve",
]

DEADLINE_KIND = "contact-missed"


def decide(state: State, command: PlannedCommand) -> Decision[PlannedEvent]:
    """Return what becomes true. Raises the rejections of `commands`, ContactUndeclared and DueInPast."""
    if isinstance(command, PlanContact):
        return _plan(state, command)
    if state is None:
        raise PlannedContactUnknown
    match command:
        case PrepareContact():
            return _prepare(state, command)
        case BeginContact():
            return _begin(state, command)
        case CallOffContact():
            return _call_off(state, command)
        case MissContact():
            return _miss(state, command.now)
        case _:
            assert_never(command)


def _plan(state: State, command: PlanContact) -> Decision[PlannedEvent]:
    if state is not None:
        return Decision()
    planned = command.planned
    if planned.starts_at <= command.now:
        raise DueInPast(due_at=planned.starts_at.isoformat(), now=command.now.isoformat())
    _refuse_unruly(command.ready)
    if command.refused_hours:
        raise BusyHours(starts_at=planned.starts_at.isoformat())
    told = ContactPlanned(planned, command.ready.prepared, command.missed_at, command.planned_by, command.now)
    return Decision((told,), (_clock(PlannedContact(told, told.prepared)).next(),))


def _prepare(state: PlannedContact, command: PrepareContact) -> Decision[PlannedEvent]:
    _refuse_ended(state, command.now)
    _refuse_unruly(command.ready)
    if command.ready.prepared == state.prepared:
        return Decision()
    return Decision(
        (ContactPrepared(state.planned, command.ready.prepared, command.prepared_by, command.now),)
    )


def _begin(state: PlannedContact, command: BeginContact) -> Decision[PlannedEvent]:
    if isinstance(state.end, ContactBegun):
        return Decision()
    _refuse_ended(state, command.now)
    if state.prepared.missing:
        raise ContactUnprepared(missing=", ".join(state.prepared.missing))
    return Decision((ContactBegun(state.planned, command.begun_by, command.now),), (_clock(state).over(),))


def _call_off(state: PlannedContact, command: CallOffContact) -> Decision[PlannedEvent]:
    if isinstance(state.end, ContactCalledOff) and state.end.reason == command.reason:
        return Decision()
    _refuse_ended(state, command.now)
    called_off = ContactCalledOff(state.planned, command.reason, command.called_off_by, command.now)
    return Decision((called_off,), (_clock(state).over(),))


def _miss(state: PlannedContact, now: datetime) -> Decision[PlannedEvent]:
    return _clock(state).take(
        now,
        lambda due: ContactMissed(state.planned, due.at, now),
        lambda due_at: PlannedContactNotDue(due_at=due_at.isoformat()),
    )


def _refuse_ended(state: PlannedContact, now: datetime) -> None:
    """Refuse what comes too late, also when its being missed is not recorded yet: the worker does that."""
    standing = "missed" if _clock(state).due(now) else state.standing
    if standing != "planned":
        raise PlannedContactOver(standing=standing)


def _refuse_unruly(ready: Ready) -> None:
    if ready.undeclared:
        field, name = ready.undeclared[0]
        raise ContactUndeclared(field=field, name=name)
    if ready.early:
        raise MaterialNotYet(materials=", ".join(ready.early))


def _clock(state: PlannedContact) -> Steps[Due]:
    return Steps(f"planned-{state.planned.planned_id}/missed", DEADLINE_KIND, state.ahead())


PLANNED: Decider[State, PlannedCommand, PlannedEvent] = Decider(None, evolve, decide)
