"""What `/metrics` says of a consumer: why it began anew, and nothing of what it gave away."""

import asyncio

import asyncpg
import pytest
from aiokafka.errors import KafkaConnectionError

from shared.kit import metrics
from shared.kit.errors import Fenced, Unavailable
from shared.kit.projection.restarts import Restarts
from shared.kit.projection.standing import Standing


def said(number: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"tuoke_{number}", labels)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Fenced("another owner moved on"), "fenced"),
        (Unavailable("away"), "unavailable"),
        (KafkaConnectionError(), "kafka"),
        (asyncpg.InterfaceError("connection is closed"), "database"),
    ],
)
async def test_a_restart_is_counted_by_its_reason(error: Exception, reason: str) -> None:
    stop, name = asyncio.Event(), f"restarted by {reason}"
    lives = iter([error, None])

    async def live(_: asyncio.Event) -> None:
        if (failure := next(lives)) is not None:
            raise failure
        stop.set()

    await Restarts(name, lambda: 0).keep(live, stop)
    assert said("consumer_failures_total", consumer=name, reason=reason) == 1


def test_a_partition_given_away_leaves_no_lag_behind() -> None:
    standing, held = Standing("given away"), ("t.leads.v1", 3)
    standing.assigned({held: 5})
    standing.measured({held: 9}, 2)
    labels = {"consumer": "given away", "topic": "t.leads.v1"}
    assert said("consumer_lag_events", **labels) == 4
    assert said("parked_keys", consumer="given away") == 2
    standing.assigned({})
    standing.measured({}, 0)
    assert said("consumer_lag_events", **labels) == 0
    assert said("consumer_lag_seconds", **labels) == 0
    assert said("consumer_rebalances_total", consumer="given away") == 1
