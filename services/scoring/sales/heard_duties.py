"""What the sales model hears of duties, and the columns that each fact fills."""

from collections.abc import Mapping
from typing import Any

from services.scoring.heard import Heard, Moment
from shared.contracts import duties
from shared.contracts.base import Contract
from shared.contracts.obligations import Party


class Duty(Heard, frozen=True, gc=False):
    """Something about a duty, with what it is and who owes it."""

    duty_id: str
    rule: str
    period: str
    title_zh: str
    title_en: str
    party: Party
    due_at: Moment
    policy_version: str
    salesperson: str | None = None
    currency: str | None = None


class DutyOpened(Duty, frozen=True, gc=False, kw_only=True):
    """It is owed."""

    owed_since: Moment


class DutyWarned(Duty, frozen=True, gc=False, kw_only=True):
    """It will soon be due."""

    warned_at: Moment


class DutyMet(Duty, frozen=True, gc=False, kw_only=True):
    """It was done."""

    met_at: Moment
    late: bool
    by: str


class DutyBreached(Duty, frozen=True, gc=False, kw_only=True):
    """It was not done by its time."""

    breached_at: Moment


class DutyEscalated(Duty, frozen=True, gc=False, kw_only=True):
    """It is still not done."""

    to: Party


HEARD: Mapping[type[Contract], type[Heard]] = {
    duties.DutyOpened: DutyOpened,
    duties.DutyWarned: DutyWarned,
    duties.DutyMet: DutyMet,
    duties.DutyBreached: DutyBreached,
    duties.DutyEscalated: DutyEscalated,
}

SAID = (
    *("duty_id", "rule", "period", "title_zh", "title_en", "party", "salesperson", "currency", "due_at"),
    "policy_version",
)
TOLD = ("owed_since", "warned_at", "breached_at", "escalated_to", "met_at", "late", "met_by")
DUTY = (*SAID, *TOLD, "key", "as_of")
"""The columns of a duty: what it is, what was told of it, and of which key."""


def duty_row(data: Duty) -> dict[str, Any]:
    """Return what one fact says of its duty."""
    row = {name: getattr(data, name) for name in SAID}
    match data:
        case DutyOpened():
            return row | {"owed_since": data.owed_since}
        case DutyWarned():
            return row | {"warned_at": data.warned_at}
        case DutyMet():
            return row | {"met_at": data.met_at, "late": data.late, "met_by": data.by}
        case DutyBreached():
            return row | {"breached_at": data.breached_at}
        case DutyEscalated():
            return row | {"escalated_to": data.to}
        case _:
            return row
