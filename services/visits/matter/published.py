"""What the world hears of a matter's facts: all of them, in the words of the contracts."""

from typing import Any, assert_never

from services.visits.matter.events import (
    MatterBreached,
    MatterClosed,
    MatterEvent,
    MatterLinked,
    MatterOpened,
    MatterPaused,
    MatterReopened,
    MatterResumed,
    MatterStepTaken,
)
from shared.contracts import matters


def publish(event: MatterEvent) -> matters.MatterFact:
    """Return the contract that tells this fact."""
    raised = event.raised
    contract, told = _told(event)
    return contract.model_validate(
        {
            "customer_id": raised.customer_id,
            "matter_id": raised.matter_id,
            "kind": raised.kind,
            "category": raised.category,
            "title": {"zh": raised.title_zh, "en": raised.title_en},
            "policy_version": raised.policy_version,
            **told,
        }
    )


def _told(event: MatterEvent) -> tuple[type[matters.MatterFact], dict[str, Any]]:
    """Return the contract, and what it says beside what every fact says."""
    at = event.occurred_at
    told: tuple[type[matters.MatterFact], dict[str, Any]]
    match event:
        case MatterOpened():
            said = {"summary": event.summary, "because_of": event.because_of, "due_at": event.due_at}
            told = matters.MatterOpened, {**said, "opened_by": event.opened_by, "opened_at": at}
        case MatterStepTaken():
            step = {"step": event.step, "text": event.text}
            told = matters.MatterStepTaken, {**step, "taken_by": event.taken_by, "taken_at": at}
        case MatterPaused():
            still = {"reason": event.reason, "until": event.until, "due_at": event.due_at}
            told = matters.MatterPaused, {**still, "paused_by": event.paused_by, "paused_at": at}
        case MatterResumed():
            told = (
                matters.MatterResumed,
                {"due_at": event.due_at, "resumed_by": event.resumed_by, "resumed_at": at},
            )
        case MatterBreached():
            late = {"told": event.told, "breached_at": at, "noticed_at": event.noticed_at}
            told = matters.MatterBreached, late
        case MatterLinked():
            link = {"measure_id": event.measure_id, "linked_by": event.linked_by, "linked_at": at}
            told = matters.MatterLinked, link
        case MatterClosed():
            ended = {"outcome": event.outcome, "change": event.change, "late": event.late}
            told = matters.MatterClosed, {**ended, "closed_by": event.closed_by, "closed_at": at}
        case MatterReopened():
            again = {"reason": event.reason, "due_at": event.due_at}
            told = matters.MatterReopened, {**again, "reopened_by": event.reopened_by, "reopened_at": at}
        case _:
            assert_never(event)
    return told
