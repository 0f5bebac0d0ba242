"""Group commit: every append that arrived while the last transaction ran goes into the next one.

One transaction is in flight at a time. Under load a group grows by itself and one wait for the
disk serves all of it; without load an append is a group of its own and waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from shared.kit.errors import Refused, Unavailable
from shared.kit.eventstore.groups import Caller, Waiting, take_group
from shared.kit.eventstore.port import Append, Appended

QUEUE_MAX = 4_000
"""Eight of the largest bulk requests; who comes then is told to come again."""

APPEND_TIMEOUT_S = 10.0

Write = Callable[[Sequence[Append]], Awaitable[Sequence[Appended | Refused]]]


class Committer:
    """Groups appends and gives every caller the outcome of its own.

    `write` appends a group in one transaction and returns one outcome per append, in order; it
    raises `Unavailable` when nothing is known of the group, and anything else when one of its
    appends is broken. `committed` is called after each group of which something was written.
    """

    def __init__(
        self,
        write: Write,
        committed: Callable[[], None],
        *,
        queue_max: int = QUEUE_MAX,
        timeout_s: float = APPEND_TIMEOUT_S,
    ) -> None:
        """No task runs until the first append."""
        self._write = write
        self._committed = committed
        self._queue: deque[Waiting] = deque()
        self._queue_max = queue_max
        self._timeout_s = timeout_s
        self._draining: asyncio.Task[None] | None = None

    async def append(self, append: Append) -> Appended:
        """The append is durable. Raises `Refused` as the store does, and `Unavailable` as `append_all`."""
        (outcome,) = await self.append_all([append])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def append_all(self, appends: Sequence[Append]) -> list[Appended | Exception]:
        """Each append is durable, or its outcome says why not. Who leaves early changes nothing for others.

        Raises `Unavailable` when the queue is full or the time is up, and it is an outcome when the
        connection broke; then an append may or may not be durable, and the same command may come
        again to learn which.
        """
        if len(self._queue) + len(appends) > self._queue_max:
            raise Unavailable(f"{len(self._queue)} appends are waiting")
        if not appends:
            return []
        caller = Caller.of(len(appends))
        self._queue.extend(Waiting(append, caller, place) for place, append in enumerate(appends))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain(), name="group commit")
        loop = asyncio.get_running_loop()
        # A bare timer: `asyncio.timeout` costs as much as the append's own work in this process.
        timer = loop.call_later(self._timeout_s, _expire, caller, self._timeout_s)
        try:
            await caller.settled
        finally:
            timer.cancel()
        return [outcome for outcome in caller.outcomes if outcome is not None]

    async def _drain(self) -> None:
        # A task of its own: the transaction must not end when the caller who began it goes away.
        group: list[Waiting] = []
        try:
            while group := take_group(self._queue):
                await self._commit(group)
        finally:
            # Reached with someone left only when the process stops or this code is wrong; nobody
            # may wait for a task that is gone.
            for waiting in [*group, *self._queue]:
                waiting.settle(Unavailable("the store is closing"))
            self._queue.clear()

    async def _commit(self, group: Sequence[Waiting]) -> None:
        try:
            outcomes = await self._write([waiting.append for waiting in group])
        except Unavailable as error:
            for waiting in group:
                waiting.settle(Unavailable(str(error)))
        except Exception as error:  # noqa: BLE001 -- handed to the one caller it belongs to
            if len(group) == 1:
                group[0].settle(error)
                return
            # One append of the group is broken (a NUL in a text, an event id used twice). The whole
            # transaction was rolled back; alone, each gets what it deserves.
            for waiting in group:
                await self._commit([waiting])
        else:
            for waiting, outcome in zip(group, outcomes, strict=True):
                waiting.settle(outcome)
            if any(isinstance(outcome, Appended) and not outcome.replayed for outcome in outcomes):
                self._committed()


def _expire(caller: Caller, timeout_s: float) -> None:
    if not caller.settled.done():
        caller.settled.set_exception(Unavailable(f"not committed within {timeout_s} s"))
