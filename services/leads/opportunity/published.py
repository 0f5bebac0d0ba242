"""What the world hears of an opportunity's facts: all of them, in the words of the contracts."""

from datetime import datetime, timedelta
from typing import Any, assert_never

from services.leads.opportunity.events import (
    Left,
    OpportunityEvent,
    OpportunityEvidenced,
    OpportunityLost,
    OpportunityMoved,
    OpportunityOpened,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
    Proof,
)
from shared.contracts import opportunities

DAY = timedelta(days=1)


def publish(event: OpportunityEvent) -> opportunities.OpportunityFact:
    """Return the contract that tells this fact."""
    named, place = event.named, event.place
    contract, told = _told(event)
    return contract.model_validate(
        {
            "customer_id": named.customer_id,
            "opportunity_id": named.opportunity_id,
            "pipeline": named.pipeline,
            "pipeline_title": {"zh": named.title_zh, "en": named.title_en},
            "stage": place.stage,
            "stage_number": place.number,
            "stage_title": {"zh": place.title_zh, "en": place.title_en},
            "policy_version": event.policy_version,
            **told,
        }
    )


def _told(event: OpportunityEvent) -> tuple[type[opportunities.OpportunityFact], dict[str, Any]]:
    """Return the contract, and what it says beside what every fact says."""
    match event:
        case OpportunityOpened() | OpportunityMoved() | OpportunityReopened():
            return _entered(event)
        case OpportunityWon() | OpportunityLost():
            return _ended(event)
        case OpportunityEvidenced():
            said = {"evidence": event.evidence, "text": event.text, "ref": event.ref}
            by = {"recorded_by": event.recorded_by, "recorded_at": event.occurred_at}
            return opportunities.OpportunityEvidenced, said | by
        case OpportunityOverdue():
            times = {"entered_at": event.entered_at, "overdue_at": event.occurred_at}
            expected = {"expected_days": event.place.expected_days, "noticed_at": event.noticed_at}
            return opportunities.OpportunityOverdue, times | expected
        case _:
            assert_never(event)


def _entered(
    event: OpportunityOpened | OpportunityMoved | OpportunityReopened,
) -> tuple[type[opportunities.OpportunityFact], dict[str, Any]]:
    at, expected = event.occurred_at, {"expected_by": event.place.expected_by}
    match event:
        case OpportunityOpened():
            said = {"title": event.title, "proved_by": _proofs(event.proved_by)}
            return opportunities.OpportunityOpened, said | expected | {
                "opened_by": event.opened_by,
                "opened_at": at,
            }
        case OpportunityMoved():
            way = {"passed": event.passed, "forward": event.forward, "reason": event.reason}
            shown = {"left": _left(event.left, at), "proved_by": _proofs(event.proved_by)}
            by = {"moved_by": event.moved_by, "moved_at": at}
            return opportunities.OpportunityMoved, way | shown | expected | by
        case OpportunityReopened():
            why = {"before": event.before, "reason": event.reason}
            by = {"reopened_by": event.reopened_by, "reopened_at": at}
            return opportunities.OpportunityReopened, why | expected | by


def _ended(
    event: OpportunityWon | OpportunityLost,
) -> tuple[type[opportunities.OpportunityFact], dict[str, Any]]:
    left = {"left": _left(event.left, event.occurred_at)}
    if isinstance(event, OpportunityLost):
        said = {"reason": event.reason, "lost_by": event.lost_by, "lost_at": event.occurred_at}
        return opportunities.OpportunityLost, left | said
    shown = {"passed": event.passed, "proved_by": _proofs(event.proved_by)}
    by = {"won_by": event.won_by, "won_at": event.occurred_at}
    return opportunities.OpportunityWon, left | shown | by


def _left(left: Left, at: datetime) -> dict[str, Any]:
    return {
        "stage": left.stage,
        "entered_at": left.entered_at,
        "days": round(max((at - left.entered_at) / DAY, 0.0), 2),
        "expected_days": left.expected_days,
        "late": left.late,
    }


def _proofs(proofs: tuple[Proof, ...]) -> list[dict[str, Any]]:
    return [
        {"stage": one.stage, "asked": one.asked, "name": one.name, "event_id": one.event_id} for one in proofs
    ]
