"""One matter as it stands now: folded from its own stream, so never behind."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from services.visits.matter.decide import Matter
from shared.contracts.obligations import Party


class MatterStepView(BaseModel):
    """A step of its kind: whether it must be taken, who alone takes it, and what was done."""

    step: str
    required: bool
    only_by: str | None
    text: str | None
    taken_by: str | None
    taken_at: datetime | None


class MatterView(BaseModel):
    """What was raised, how far it is, and how it ended."""

    matter_id: UUID
    customer_id: UUID
    version: int
    kind: str
    category: str
    title_zh: str
    title_en: str
    policy_version: str
    summary: str
    because_of: str | None
    opened_by: str
    opened_at: datetime
    due_at: datetime
    paused_until: datetime | None = Field(description="Until when its clock stands still, or stood")
    breached_at: datetime | None
    told_when_late: Party | None
    steps: list[MatterStepView]
    measures: list[UUID]
    outcome: str | None
    change: str | None
    late: bool | None
    closed_by: str | None
    closed_at: datetime | None


def matter_view(matter: Matter, version: int) -> MatterView:
    """Return what is shown of the matter at that version."""
    opened, closed = matter.opened, matter.closed
    return MatterView.model_validate(
        {name: getattr(matter.raised, name) for name in matter.raised.__slots__}
        | {
            "version": version,
            "summary": opened.summary,
            "because_of": opened.because_of,
            "opened_by": opened.opened_by,
            "opened_at": opened.occurred_at,
            "due_at": matter.due_at,
            "paused_until": matter.paused.until if matter.paused else None,
            "breached_at": matter.breached.occurred_at if matter.breached else None,
            "told_when_late": matter.terms.told,
            "steps": _steps(matter),
            "measures": list(matter.measures),
            "outcome": closed.outcome if closed else None,
            "change": closed.change if closed else None,
            "late": closed.late if closed else None,
            "closed_by": closed.closed_by if closed else None,
            "closed_at": closed.occurred_at if closed else None,
        }
    )


def _steps(matter: Matter) -> list[MatterStepView]:
    return [
        MatterStepView(
            step=step.name,
            required=step.required,
            only_by=step.taken_by,
            text=taken.text if taken else None,
            taken_by=taken.taken_by if taken else None,
            taken_at=taken.occurred_at if taken else None,
        )
        for step in matter.terms.steps
        for taken in (matter.steps.get(step.name),)
    ]
