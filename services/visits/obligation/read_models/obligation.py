"""One obligation as it stands now: folded from its own stream, so never behind."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.visits.obligation.decide import Obligation
from services.visits.obligation.decide.state import Standing
from shared.contracts.obligations import CancelledFor, Party


class LadderStepView(BaseModel):
    """A step of the ladder: who is told when, and whether that has come to pass."""

    step: str
    to: Party
    at: datetime
    taken: bool


class WarningView(BaseModel):
    """A warning before the due time, and whether it was given."""

    at: datetime
    given: bool


class ObligationView(BaseModel):
    """What is owed, by whom and until when; what time has done with it, and how it ended."""

    obligation_id: UUID
    customer_id: UUID
    version: int
    standing: Standing
    rule: str
    period: str
    title_zh: str
    title_en: str
    party: Party
    person: str | None
    met_by: str
    owed_since: datetime
    due_at: datetime
    policy_version: str
    warnings: list[WarningView]
    breached_at: datetime | None
    ladder: list[LadderStepView]
    met_at: datetime | None
    late: bool | None
    cancelled_for: CancelledFor | None
    ended_by: str | None
    note: str | None


def obligation_view(obligation: Obligation, version: int) -> ObligationView:
    """Return what is shown of the obligation at that version."""
    opened, owed, met, cancelled = obligation.opened, obligation.owed, obligation.met, obligation.cancelled
    ended = met or cancelled
    return ObligationView.model_validate(
        {name: getattr(owed, name) for name in owed.__slots__}
        | {
            "version": version,
            "standing": obligation.standing,
            "owed_since": opened.occurred_at,
            "warnings": [{"at": at, "given": at in obligation.warned} for at in opened.warn_at],
            "breached_at": obligation.breached.occurred_at if obligation.breached else None,
            "ladder": [
                {"step": step.name, "to": step.to, "at": step.at, "taken": step.name in obligation.escalated}
                for step in opened.ladder
            ],
            "met_at": met.occurred_at if met else None,
            "late": met.late if met else None,
            "cancelled_for": cancelled.reason if cancelled else None,
            "ended_by": ended.by if ended else None,
            "note": ended.note if ended else None,
        }
    )
