"""What the sales model hears of planned contacts; each fact fills columns of its own, by their names."""

from collections.abc import Mapping
from typing import Any

import msgspec

from services.scoring.heard import Heard, Moment
from shared.contracts import planned_contacts
from shared.contracts.base import Contract


class PlannedContact(Heard, frozen=True, gc=False):
    """Something about a planned contact, with who goes and when."""

    planned_id: str
    salesperson: str
    channel: str
    starts_at: Moment
    timing: str | None = None


class ContactReadiness(PlannedContact, frozen=True, kw_only=True):
    """It is planned, or prepared, and so much is missing."""

    missing: tuple[str, ...]


class ContactBegun(PlannedContact, frozen=True, gc=False, kw_only=True):
    """It began."""

    begun_at: Moment


class ContactMissed(PlannedContact, frozen=True, gc=False, kw_only=True):
    """It did not begin in time."""

    missed_at: Moment


class ContactCalledOff(PlannedContact, frozen=True, gc=False, kw_only=True):
    """It was called off."""

    called_off_at: Moment


HEARD: Mapping[type[Contract], type[Heard]] = {
    planned_contacts.ContactPlanned: ContactReadiness,
    planned_contacts.ContactPrepared: ContactReadiness,
    planned_contacts.ContactBegun: ContactBegun,
    planned_contacts.ContactMissed: ContactMissed,
    planned_contacts.ContactCalledOff: ContactCalledOff,
}

PLANNED = (
    *("planned_id", "salesperson", "channel", "starts_at", "timing", "missing", "begun_at", "missed_at"),
    *("called_off_at", "key", "as_of"),
)
"""The columns of a planned contact: what it is, what was told of it, and to which key."""


def planned_row(told: PlannedContact) -> dict[str, Any]:
    """Return the columns that the fact fills; of what is missing, the number."""
    row = msgspec.structs.asdict(told)
    if isinstance(told, ContactReadiness):
        row["missing"] = len(told.missing)
    return row
