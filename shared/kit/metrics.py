"""The numbers a process shows at `/metrics`: one registry, and what every service's parts count.

Labels hold names from the code (routes, codes, reasons, topics), never ids, so their number is
bounded. What is counted is counted by the batch; nothing here runs once an event.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
_LATENCY_BUCKETS_S = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

registry = CollectorRegistry()

process_started_at_seconds = Gauge(
    "tuoke_process_started_at_seconds", "When the process began, in seconds since 1970", registry=registry
)
outbox_oldest_age_seconds = Gauge(
    "tuoke_outbox_oldest_age_seconds", "Age of the oldest message not yet acknowledged", registry=registry
)
outbox_quarantined_keys = Gauge(
    "tuoke_outbox_quarantined_keys", "Keys whose next message can never be sent as it is", registry=registry
)
relay_active = Gauge(
    "tuoke_relay_active", "1 in the one process that publishes its service's outbox", registry=registry
)
relay_sent = Counter("tuoke_relay_sent", "Messages that the broker acknowledged", registry=registry)
consumer_lag_events = Gauge(
    "tuoke_consumer_lag_events",
    "Messages between a consumer and its topic's end",
    ["consumer", "topic"],
    registry=registry,
)
consumer_lag_seconds = Gauge(
    "tuoke_consumer_lag_seconds",
    "How long the oldest message that a consumer has not yet taken in has waited",
    ["consumer", "topic"],
    registry=registry,
)
consumer_rebalances = Counter(
    "tuoke_consumer_rebalances", "Assignments of partitions to a consumer", ["consumer"], registry=registry
)
consumer_failures = Counter(
    "tuoke_consumer_failures",
    "Times a consumer dropped its work, or its acknowledgement, by reason",
    ["consumer", "reason"],
    registry=registry,
)
rejections = Counter(
    "tuoke_rejections", "Commands that the domain refused, by code", ["code"], registry=registry
)
dead_letters = Counter(
    "tuoke_dead_letters",
    "Messages set aside, by consumer and reason",
    ["consumer", "reason"],
    registry=registry,
)
parked_keys = Gauge(
    "tuoke_parked_keys", "Keys that stand still behind a dead letter", ["consumer"], registry=registry
)
deadlines_handled = Counter(
    "tuoke_deadlines_handled", "Deadlines taken to their handler, by outcome", ["outcome"], registry=registry
)
deadlines_overdue = Gauge(
    "tuoke_deadlines_overdue", "Deadlines past their time that have not taken effect", registry=registry
)
deadlines_quarantined = Gauge(
    "tuoke_deadlines_quarantined", "Deadlines that were tried too often", registry=registry
)
pool_connections = Gauge(
    "tuoke_pool_connections", "Connections of a pool, by state", ["pool", "state"], registry=registry
)
pool_waiters = Gauge(
    "tuoke_pool_waiters", "Tasks that wait for a connection of a pool", ["pool"], registry=registry
)
http_seconds = Histogram(
    "tuoke_http_request_seconds",
    "Time from a request's first byte in the process to its answer",
    ["method", "route", "status"],
    buckets=_LATENCY_BUCKETS_S,
    registry=registry,
)
http_in_flight = Gauge("tuoke_http_in_flight", "Requests being answered", registry=registry)
loop_delay_seconds = Gauge(
    "tuoke_loop_delay_seconds", "How late the event loop ran its last heartbeat", registry=registry
)


def render() -> bytes:
    """Return all numbers in the Prometheus text format; its type is `CONTENT_TYPE`."""
    return generate_latest(registry)
