"""The inbox topic's consumer: a batch is acknowledged once each event took effect or is a dead letter."""

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import IllegalStateError, KafkaError

from shared.kit import metrics, tracing
from shared.kit.errors import Operational
from shared.kit.inbox import bounds
from shared.kit.inbox.inbox import Inbox
from shared.kit.inbox.intake import KafkaRecord, from_record
from shared.kit.inbox.lag import CONSUMER, Lag, Polled
from shared.kit.inbox.lanes import Stopped, settle_all
from shared.kit.inbox.received import Received
from shared.kit.kafka import settings
from shared.kit.kafka.traces import traces_of
from shared.kit.pauses import set_within

log = structlog.get_logger()


class InboxConsumer:
    """A member of the group `<service>.inbox`. Run as many as the topic has partitions."""

    def __init__(self, inbox: Inbox, bootstrap: str, topic: str, service: str) -> None:
        self._inbox, self._bootstrap, self._topic = inbox, bootstrap, topic
        self._group, self._lag = f"{service}.inbox", Lag(topic)
        self._settled = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Take events until `stop`. A lost broker or database is waited for, never skipped."""
        pause_s, settled = bounds.RETRY_MIN_S, self._settled
        while not stop.is_set():
            consumer = self._consumer()
            try:
                await _unless_stopped(consumer.start(), stop)
                await _unless_stopped(self._take(consumer, stop), stop)
            except Stopped:
                return
            except (KafkaError, OSError, Operational) as error:
                log.warning("inbox.interrupted", topic=self._topic, error=error)
                metrics.consumer_failures.labels(CONSUMER, "interrupted").inc()
                if self._settled != settled:
                    pause_s, settled = bounds.RETRY_MIN_S, self._settled
                await set_within(stop, pause_s)
                pause_s = min(2 * pause_s, bounds.RETRY_MAX_S)
            finally:
                await _closed(consumer)

    async def _take(self, consumer: AIOKafkaConsumer, stop: asyncio.Event) -> None:
        while not stop.is_set():
            polled = await consumer.getmany(
                timeout_ms=bounds.POLL_TIMEOUT_MS, max_records=bounds.POLL_EVENTS_MAX
            )
            await self._lag.observe(consumer, polled)
            if not polled:
                continue
            await self._settle(polled, stop)
            # Only now: acknowledged before the effect is durable, a crash in between would lose it.
            await self._acknowledge(consumer, polled)
            # Pauses grow until something was taken in: to have joined the group is no progress.
            self._settled += 1
            await self._lag.observe(consumer, {})

    async def _settle(self, polled: Polled, stop: asyncio.Event) -> None:
        events = list(_received(polled))
        if not tracing.recording():
            await settle_all(self._inbox, events, stop)
            return
        traces = traces_of(record.headers for records in polled.values() for record in records)
        with tracing.batch_span(f"process {self._topic}", traces, len(events)):
            await settle_all(self._inbox, events, stop)

    async def _acknowledge(self, consumer: AIOKafkaConsumer, polled: Polled) -> None:
        try:
            # Bounded, since aiokafka looks for a lost coordinator for ever.
            async with asyncio.timeout(settings.REQUEST_TIMEOUT_MS / 1000):
                await consumer.commit({part: records[-1].offset + 1 for part, records in polled.items()})
        except (KafkaError, IllegalStateError, TimeoutError) as error:
            # The next acknowledgement covers this one; or the partitions went to another member, who
            # repeats the batch, which changes nothing.
            log.warning("inbox.not_acknowledged", topic=self._topic, error=error)
            metrics.consumer_failures.labels(CONSUMER, "unacknowledged").inc()

    def _consumer(self) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            self._topic,
            bootstrap_servers=self._bootstrap,
            client_id=self._group,
            group_id=self._group,
            # An unknown offset means the first start: what others sent before it counts as well.
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            # A sender's aborted transaction is something that it never said.
            isolation_level="read_committed",
            fetch_max_bytes=bounds.FETCH_MAX_BYTES,
            session_timeout_ms=bounds.SESSION_TIMEOUT_MS,
            heartbeat_interval_ms=bounds.HEARTBEAT_MS,
            max_poll_interval_ms=bounds.MAX_POLL_INTERVAL_MS,
            request_timeout_ms=settings.REQUEST_TIMEOUT_MS,
            retry_backoff_ms=settings.RETRY_BACKOFF_MS,
            metadata_max_age_ms=settings.METADATA_MAX_AGE_MS,
        )


def _received(polled: Polled) -> Iterable[Received]:
    for part, records in polled.items():
        for record in records:
            said = KafkaRecord(record.key, record.value, record.headers)
            yield from_record(part.topic, part.partition, record.offset, said)


async def _unless_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """The work is done, or was cut `STOP_GRACE_S` after the stop: what is not acknowledged comes again."""
    task, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((task, stopping), return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            await asyncio.wait((task,), timeout=bounds.STOP_GRACE_S)
        if not task.done():
            raise Stopped
        await task
    finally:
        stopping.cancel()
        task.cancel()
        await asyncio.gather(task, stopping, return_exceptions=True)


async def _closed(consumer: AIOKafkaConsumer) -> None:
    try:
        async with asyncio.timeout(settings.STOP_GRACE_S):
            await consumer.stop()
    except (KafkaError, OSError, TimeoutError) as error:
        log.warning("inbox.close_failed", error=error)
