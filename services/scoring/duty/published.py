"""What the world hears of a duty: every fact."""

from typing import Any, assert_never

from services.scoring.duty.events import (
    Duty,
    DutyBreached,
    DutyEscalated,
    DutyEvent,
    DutyMet,
    DutyOpened,
    DutyWarned,
)
from shared.contracts import duties


def publish(event: DutyEvent) -> duties.DutyFact:
    """Return the contract that tells this fact."""
    contract, told = _told(event)
    return contract(**{name: getattr(event.duty, name) for name in Duty.__slots__}, **told)


def _told(event: DutyEvent) -> tuple[type[duties.DutyFact], dict[str, Any]]:
    """Return the contract, and what it says beside what is owed."""
    at = event.occurred_at
    match event:
        case DutyOpened():
            return duties.DutyOpened, {"owed_since": at}
        case DutyWarned():
            return duties.DutyWarned, {"warned_at": at, "noticed_at": event.noticed_at}
        case DutyBreached():
            return duties.DutyBreached, {"breached_at": at, "noticed_at": event.noticed_at}
        case DutyEscalated():
            step = {"step": event.step, "to": event.to}
            return duties.DutyEscalated, {**step, "escalated_at": at, "noticed_at": event.noticed_at}
        case DutyMet():
            return duties.DutyMet, {"met_at": at, "late": event.late, "by": event.by}
        case _:
            assert_never(event)
