"""What the world hears of a planned contact's facts: all of them, in the words of the contracts."""

from typing import Any, assert_never

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
from shared.contracts import planned_contacts


def publish(event: PlannedEvent) -> planned_contacts.PlannedContactFact:
    """Return the contract that tells this fact."""
    contract, told = _told(event)
    said = {name: getattr(event.planned, name) for name in Planned.__slots__}
    return contract.model_validate(said | told)


def _told(event: PlannedEvent) -> tuple[type[planned_contacts.PlannedContactFact], dict[str, Any]]:
    """Return the contract, and what it says beside what was planned."""
    at = event.occurred_at
    told: tuple[type[planned_contacts.PlannedContactFact], dict[str, Any]]
    match event:
        case ContactPlanned():
            when = {"missed_at": event.missed_at, "planned_by": event.planned_by, "planned_at": at}
            told = planned_contacts.ContactPlanned, _ready(event.prepared) | when
        case ContactPrepared():
            by = {"prepared_by": event.prepared_by, "prepared_at": at}
            told = planned_contacts.ContactPrepared, _ready(event.prepared) | by
        case ContactBegun():
            told = planned_contacts.ContactBegun, {"begun_by": event.begun_by, "begun_at": at}
        case ContactMissed():
            told = planned_contacts.ContactMissed, {"missed_at": at, "noticed_at": event.noticed_at}
        case ContactCalledOff():
            why = {"reason": event.reason, "called_off_by": event.called_off_by}
            told = planned_contacts.ContactCalledOff, {**why, "called_off_at": at}
        case _:
            assert_never(event)
    return told


def _ready(prepared: Prepared) -> dict[str, Any]:
    return {name: getattr(prepared, name) for name in Prepared.__slots__}
