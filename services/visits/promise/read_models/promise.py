"""One promise as it stands now: folded from its own stream, so never behind."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel

from services.visits.promise.decide import Promise
from services.visits.promise.decide.state import Standing
from shared.contracts.promises import Approver


class PromiseView(BaseModel):
    """What was promised, who approved it where that was needed, and how it ended."""

    promise_id: UUID
    customer_id: UUID
    version: int
    standing: Standing
    promisor: str
    text: str
    due_at: datetime
    discount_percent: float | None
    price_minor: int | None
    list_minor: int | None
    currency: str | None
    policy_version: str
    recorded_by: str
    recorded_at: datetime
    approver: Approver | None
    approved_by: str | None
    approved_at: datetime | None
    breached_at: datetime | None
    proof: str | None
    late: bool | None
    kept_by: str | None
    kept_at: datetime | None
    reason: str | None
    withdrawn_by: str | None
    withdrawn_at: datetime | None


def promise_view(promise: Promise, version: int) -> PromiseView:
    """Return what is shown of the promise at that version."""
    recorded, approved = promise.recorded, promise.approved
    kept, withdrawn = promise.kept, promise.withdrawn
    return PromiseView.model_validate(
        {name: getattr(promise.promised, name) for name in promise.promised.__slots__}
        | {
            "version": version,
            "standing": promise.standing,
            "recorded_by": recorded.recorded_by,
            "recorded_at": recorded.occurred_at,
            "approver": recorded.approver,
            "approved_by": approved.approved_by if approved else None,
            "approved_at": approved.occurred_at if approved else None,
            "breached_at": promise.breached.occurred_at if promise.breached else None,
            "proof": kept.proof if kept else None,
            "late": kept.late if kept else None,
            "kept_by": kept.kept_by if kept else None,
            "kept_at": kept.occurred_at if kept else None,
            "reason": withdrawn.reason if withdrawn else None,
            "withdrawn_by": withdrawn.withdrawn_by if withdrawn else None,
            "withdrawn_at": withdrawn.occurred_at if withdrawn else None,
        }
    )
