"""Group commit: every append that arrived while the last transaction ran goes into the next one.

One transaction is in flight at a time. Under load a group grows by itself and one wait for the
disk serves all of it; without load an append is a group of its own and waits for nobody.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from shared.kit.errors import Refused, Unavailable
from shared.kit.eventstore.groups import Waiting, take_group
from shared.kit.eventstore.port import Append, Appended

QUEUE_MAX = 2_000
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
        """The append is durable. A caller that leaves early changes nothing for the others.

        Raises `Refused` as the store does, and `Unavailable` when the queue is full, the time is
        up or the connection broke; then it may or may not be durable, and the same command may come
        again to learn which.
        """
        if len(self._queue) >= self._queue_max:
            raise Unavailable(f"{self._queue_max} appends are waiting")
        loop = asyncio.get_running_loop()
        outcome: asyncio.Future[Appended] = loop.create_future()
        self._queue.append(Waiting(append, outcome))
        if self._draining is None or self._draining.done():
            self._draining = asyncio.create_task(self._drain(), name="group commit")
        # A bare timer: `asyncio.timeout` costs as much as the append's own work in this process.
        timer = loop.call_later(self._timeout_s, _expire, outcome, self._timeout_s)
        try:
            return await outcome
        finally:
            timer.cancel()

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
                _fail(waiting, Unavailable("the store is closing"))
            self._queue.clear()

    async def _commit(self, group: Sequence[Waiting]) -> None:
        try:
            outcomes = await self._write([waiting.append for waiting in group])
        except Unavailable as error:
            for waiting in group:
                _fail(waiting, Unavailable(str(error)))
        except Exception as error:  # noqa: BLE001 -- handed to the one caller it belongs to
            if len(group) == 1:
                _fail(group[0], error)
                return
            # One append of the group is broken (a NUL in a text, an event id used twice). The whole
            # transaction was rolled back; alone, each gets what it deserves.
            for waiting in group:
                await self._commit([waiting])
        else:
            for waiting, outcome in zip(group, outcomes, strict=True):
                _settle(waiting, outcome)
            if any(isinstance(outcome, Appended) and not outcome.replayed for outcome in outcomes):
                self._committed()


def _expire(outcome: "asyncio.Future[Appended]", timeout_s: float) -> None:
    if not outcome.done():
        outcome.set_exception(Unavailable(f"not committed within {timeout_s} s"))


def _settle(waiting: Waiting, outcome: Appended | Refused) -> None:
    if isinstance(outcome, Refused):
        _fail(waiting, outcome)
    elif not waiting.outcome.done():
        waiting.outcome.set_result(outcome)


def _fail(waiting: Waiting, error: Exception) -> None:
    if not waiting.outcome.done():
        waiting.outcome.set_exception(error)
