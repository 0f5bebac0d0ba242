"""What became of a delivery, and the row that says so."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.dispatch.lane import Due
from services.notify.sender.wire import Sent
from shared.contracts.notify import DisableReason

RESPONSE_KEPT_MAX_BYTES: Final = 16_384


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call as it went."""

    started_at: datetime
    took_ms: int
    sent: Sent


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery: ended in `state`, or `retry` at `ready_at`; `attempt` when one was made."""

    due: Due
    endpoint_id: UUID
    shard: int
    epoch: int
    state: str
    reason: str | None
    step: int
    ready_at: datetime | None
    attempt: Attempt | None
    disable: DisableReason | None = None


def columns(outcome: Outcome) -> tuple[object, ...]:
    """Return the outcome's row, in the order of `write_outcomes`."""
    due, attempt = outcome.due, outcome.attempt
    row = (
        due.delivery_id,
        outcome.endpoint_id,
        due.body.message_no,
        outcome.shard,
        outcome.epoch,
        outcome.state,
        outcome.reason,
        outcome.step,
        due.attempts + (attempt is not None),
        outcome.ready_at,
    )
    if attempt is None:
        return (*row, None, None, None, None, None)
    answer = attempt.sent.answer
    # What a receiver says to a success is nobody's business; to a failure it is how to mend it.
    response = attempt.sent.response[:RESPONSE_KEPT_MAX_BYTES] if outcome.state != "delivered" else None
    return (*row, attempt.started_at, attempt.took_ms, answer.status, answer.error, response or None)
