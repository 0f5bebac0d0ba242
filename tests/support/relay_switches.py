"""Relays with one mechanism switched off, or stopped at one place: what the proofs are held against."""

import asyncio
import sys
from collections.abc import Collection, Sequence

import asyncpg

from shared.kit.outbox.dispatch import Dispatch
from shared.kit.outbox.lease import Lease
from shared.kit.outbox.relay import Relay
from shared.kit.outbox.rows import Outbox, Row, Unsendable

ALL_ROWS = "SELECT position, topic, key, sequence, headers, value FROM outbox ORDER BY position"


async def _say_and_stop() -> bool:
    sys.stdout.write("read\n")
    sys.stdout.flush()
    stopped: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
    return await stopped


class StopsBeforeSend(Relay):
    """Right as it is; it says that it has read rows, and goes no further."""

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        if not await outbox.read(dispatch.blocked_keys()):
            return False
        return await _say_and_stop()


class DeletesFirst(Relay):
    """Rows go when they are read, not when the broker has them."""

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        rows = await outbox.read(dispatch.blocked_keys())
        await outbox.delete([row.position for row in rows])
        await dispatch.launch(rows)
        await dispatch.landings(1.0)
        return bool(rows)


class DeletesFirstAndStops(Relay):
    """Rows go when they are read; stopped where `StopsBeforeSend` stops."""

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        rows = await outbox.read(dispatch.blocked_keys())
        if not rows:
            return False
        await outbox.delete([row.position for row in rows])
        return await _say_and_stop()


class _NoLock(Lease):
    async def check(self) -> None:
        """Always mine."""


class Unlocked(Relay):
    """It waits for no other relay, and does not notice when its place was taken."""

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            connection = await asyncpg.connect(self._database_url)
            try:
                await self._lead(_NoLock(connection, self._name), stop)
            except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                continue
            finally:
                connection.terminate()


class _AllAtOnce(Outbox):
    async def read(self, blocked_keys: Collection[str]) -> Sequence[Row]:
        del blocked_keys
        return [Row(*row) for row in await self._connection.fetch(ALL_ROWS)]


class Unbounded(Relay):
    """It reads whatever is there."""

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        return await super()._once(_AllAtOnce(outbox._connection), dispatch)


class _Backwards(Outbox):
    async def read(self, blocked_keys: Collection[str]) -> Sequence[Row]:
        return (await super().read(blocked_keys))[::-1]


class Backwards(Relay):
    """It does not send by position."""

    async def _once(self, outbox: Outbox, dispatch: Dispatch) -> bool:
        return await super()._once(_Backwards(outbox._connection), dispatch)


class PassesOver(Relay):
    """A row that the broker refuses is dropped, and what stands behind it is sent."""

    async def _quarantine(self, outbox: Outbox, unsendable: Sequence[Unsendable]) -> None:
        await outbox.delete([found.row.position for found in unsendable])


RELAYS: dict[str, type[Relay]] = {
    one.__name__: one
    for one in (
        Relay,
        StopsBeforeSend,
        DeletesFirst,
        DeletesFirstAndStops,
        Unlocked,
        Unbounded,
        Backwards,
        PassesOver,
    )
}
