"""The dispatcher's numbers at `/metrics`. Labels hold words of ours, never ids or addresses."""

from collections import Counter as Tally
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from services.notify.delivery.breaker import State
from services.notify.dispatch.lane import Lane
from services.notify.dispatch.outcome import Outcome
from shared.kit.metrics import registry

_BUCKETS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5)
_BATCH_BUCKETS = (1, 2, 5, 10, 25, 50, 100, 250, 500)

attempts = Counter(
    "tuoke_webhook_attempts",
    "Calls made, by the status's first digit or the class of error",
    ["outcome"],
    registry=registry,
)
ended = Counter(
    "tuoke_webhook_deliveries_ended", "Deliveries that ended, by state", ["state"], registry=registry
)
fenced = Counter(
    "tuoke_webhook_fenced", "Outcomes refused because another owner had taken the shard", registry=registry
)
write_seconds = Histogram(
    "tuoke_webhook_write_seconds", "Time to write a batch of outcomes", buckets=_BUCKETS_S, registry=registry
)
write_outcomes = Histogram(
    "tuoke_webhook_write_outcomes", "Outcomes in a batch", buckets=_BATCH_BUCKETS, registry=registry
)
lanes = Gauge(
    "tuoke_webhook_lanes", "Endpoints that this process serves, by breaker", ["state"], registry=registry
)
due = Gauge(
    "tuoke_webhook_due",
    "Deliveries of all processes that have not ended, waiting for a retry or not",
    registry=registry,
)
endpoints = Gauge(
    "tuoke_webhook_endpoints",
    "Endpoints, by status; those that fail are among the enabled ones",
    ["status"],
    registry=registry,
)
ready = Gauge(
    "tuoke_webhook_ready",
    "Those of them that could be sent now, of endpoints that do not fail",
    registry=registry,
)
oldest_ready_age_seconds = Gauge(
    "tuoke_webhook_oldest_ready_age_seconds",
    "How long the oldest delivery that could be sent has been waiting",
    registry=registry,
)


def written(batch: Sequence[Outcome], refused: int, took_s: float) -> None:
    """A batch of outcomes is in the ledger; so many of it were refused by the fence."""
    write_seconds.observe(took_s)
    write_outcomes.observe(len(batch))
    fenced.inc(refused)
    answers = Tally(outcome.attempt.sent.answer for outcome in batch if outcome.attempt is not None)
    for answer, number in answers.items():
        attempts.labels(answer.error or f"{(answer.status or 0) // 100}xx").inc(number)
    for state, number in Tally(outcome.state for outcome in batch if outcome.state != "retry").items():
        ended.labels(state).inc(number)


def lanes_stand(open_lanes: Iterable[Lane]) -> None:
    """These are the lanes of this process, now."""
    states = Tally(lane.breaker.state for lane in open_lanes)
    for state in State:
        lanes.labels(state.value).set(states[state])


def ledger_stands(standing: Mapping[str, Any]) -> None:
    """So much is due, and for so long, in the whole ledger; so many endpoints are on, off and failing."""
    for status in ("enabled", "disabled", "failing"):
        endpoints.labels(status).set(standing[f"endpoints_{status}"])
    due.set(standing["due"])
    ready.set(standing["ready"])
    oldest_ready_age_seconds.set(standing["oldest_ready_age_s"])
