"""The relay: rows of the outbox become records on Kafka, in the order of their key, none lost.

At least once: a relay that dies between the broker's answer and the delete sends those rows again,
with the same ids and sequences, and consumers pass over them.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

import structlog

from shared.kit.errors import Operational, Unavailable
from shared.kit.outbox import bounds
from shared.kit.outbox.dispatch import Dispatch, Landed
from shared.kit.outbox.lease import Lease, leased
from shared.kit.outbox.rows import Outbox, Standing, Unsendable
from shared.kit.pauses import either_within, set_within
from shared.kit.postgres.failures import is_momentary

log = structlog.get_logger()


class Observer(Protocol):
    """Where the relay's four numbers go."""

    def sent(self, rows: int) -> None:
        """`rows` were acknowledged by the broker and deleted."""

    def standing(self, standing: Standing) -> None:
        """The oldest row's age and the quarantined keys, about once a second while active."""

    def active(self, active: bool) -> None:  # noqa: FBT001 -- a gauge
        """Whether this process is the one relay changed."""


class Relay:
    """One service's relay. `run` in as many processes as you like; one of them publishes."""

    def __init__(
        self, database_url: str, bootstrap: str, name: str, observer: Observer, *, partitions: int = 12
    ) -> None:
        self._database_url, self._bootstrap, self._name = database_url, bootstrap, name
        self._observer, self._partitions = observer, partitions
        self._woken = asyncio.Event()
        self._standing_at = 0.0

    def wake(self) -> None:
        """Rows were just committed by this process: do not wait for the next poll.

        A hint only; without it the poll finds the rows within `POLL_MAX_S`.
        """
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Publish until `stop`. A lost database, lock or broker means starting again from the lock."""
        pause_s = bounds.RECOVERY_MIN_S
        while not stop.is_set():
            began = time.monotonic()
            try:
                async with leased(self._database_url, self._name, stop) as lease:
                    if lease is not None:
                        await self._lead(lease, stop)
            except Exception as error:
                if not (isinstance(error, Operational) or is_momentary(error)):
                    raise
                log.warning("relay.interrupted", relay=self._name, error=error)
                if time.monotonic() - began > bounds.RECOVERY_MAX_S:
                    pause_s = bounds.RECOVERY_MIN_S
                await set_within(stop, pause_s)
                pause_s = min(2 * pause_s, bounds.RECOVERY_MAX_S)

    async def _lead(self, lease: Lease, stop: asyncio.Event) -> None:
        dispatch = Dispatch(self._bootstrap, self._name, self._partitions)
        self._observer.active(True)
        log.info("relay.active", relay=self._name)
        try:
            await self._publish(lease, dispatch, stop)
        finally:
            # Whatever is in the air is dropped before the lock is: the next holder sends it again.
            await dispatch.close()
            self._observer.active(False)

    async def _publish(self, lease: Lease, dispatch: Dispatch, stop: asyncio.Event) -> None:
        outbox, idle_s, recovery_s = Outbox(lease.connection), bounds.POLL_MIN_S, bounds.RECOVERY_MIN_S
        while not stop.is_set():
            # Every batch starts by asking for the lock: one who lost it must not send another row.
            await lease.check()
            self._woken.clear()  # Before the read: a commit after it must wake the next one.
            await self._observe(outbox)
            try:
                moved = await self._once(outbox, dispatch)
            except Unavailable as error:
                log.warning("relay.broker_away", relay=self._name, error=error)
                await set_within(stop, recovery_s)
                recovery_s = min(2 * recovery_s, bounds.RECOVERY_MAX_S)
                continue
            recovery_s = bounds.RECOVERY_MIN_S
            if moved:
                idle_s = bounds.POLL_MIN_S
            else:
                await either_within(self._woken, stop, idle_s)
                idle_s = min(2 * idle_s, bounds.POLL_MAX_S)

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        """Return whether a row moved: one read, one flight to each idle partition, one delete."""
        rows = await outbox.read(dispatch.blocked_keys())
        unsendable = await dispatch.launch(rows)
        landed = await dispatch.landings(bounds.SLOW_PARTITION_S)
        acknowledged = [position for flight in landed for position in flight.acknowledged]
        if acknowledged:
            # Only here does a row go, after the broker has it on every in-sync replica. Deleting
            # first would lose it with a crash in between; this way a crash sends it twice.
            await outbox.delete(acknowledged)
            self._observer.sent(len(acknowledged))
        # After the delete, so that the rows before an unsendable one are gone and it heads its key.
        await self._quarantine(outbox, [*unsendable, *_refused(landed)])
        return bool(acknowledged)

    async def _quarantine(self, outbox: Outbox, unsendable: Sequence[Unsendable]) -> None:
        for found in unsendable:
            await outbox.quarantine(found)
            log.error(
                "relay.key_quarantined",
                key=found.row.key,
                position=found.row.position,
                reason=found.reason,
            )

    async def _observe(self, outbox: Outbox) -> None:
        now = time.monotonic()
        if now - self._standing_at >= bounds.STANDING_EVERY_S:
            self._standing_at = now
            self._observer.standing(await outbox.standing())


def _refused(landed: Sequence[Landed]) -> list[Unsendable]:
    return [flight.unsendable for flight in landed if flight.unsendable is not None]
