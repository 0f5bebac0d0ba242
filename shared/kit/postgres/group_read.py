"""Group read: all that was asked while the last statement ran is answered by the next one.

One statement of a kind is in flight at a time. Under load a group grows by itself, and one round
trip and one connection serve all of it; without load a question is a group of its own and waits for
nobody. No answer is older than its question: a statement answers only what was asked before it began.
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from itertools import islice
from typing import Generic, TypeVar

from shared.kit.errors import Unavailable

GROUP_MAX = 64
WAITING_MAX = 2_000

Ask = TypeVar("Ask", bound=Hashable)
Answer = TypeVar("Answer")


class GroupRead(Generic[Ask, Answer]):
    """Groups questions; the same question of several callers is asked once.

    `read` answers distinct questions, at most `group_max`, in their order; it raises `Unavailable`
    when it cannot now, and anything else when one of them is broken. Callers share an answer and
    must not change it.
    """

    def __init__(
        self, read: Callable[[Sequence[Ask]], Awaitable[Sequence[Answer]]], group_max: int = GROUP_MAX
    ) -> None:
        """No task runs until the first question."""
        self._read, self._group_max = read, group_max
        self._asked: dict[Ask, list[asyncio.Future[Answer]]] = {}
        self._waiting = 0
        self._reading: asyncio.Task[None] | None = None

    async def answer(self, ask: Ask) -> Answer:
        """Return the answer. A caller that leaves early changes nothing for the others.

        Raises what `read` does, and `Unavailable` when `WAITING_MAX` callers wait already.
        """
        if self._waiting >= WAITING_MAX:
            raise Unavailable(f"{WAITING_MAX} reads are waiting")
        told: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked.setdefault(ask, []).append(told)
        if self._reading is None:
            # A task of its own: the statement must not end when the caller who began it goes away.
            self._reading = asyncio.create_task(self._drain(), name="group read")
        self._waiting += 1
        try:
            return await told
        finally:
            self._waiting -= 1

    async def _drain(self) -> None:
        group: dict[Ask, list[asyncio.Future[Answer]]] = {}
        try:
            while self._asked:
                group = {ask: self._asked.pop(ask) for ask in list(islice(self._asked, self._group_max))}
                await self._tell(group)
        finally:
            self._reading = None
            # Reached with someone left only when the process stops or this code is wrong; nobody
            # may wait for a task that is gone.
            left, self._asked = {**group, **self._asked}, {}
            _fail(left, "the process is stopping")

    async def _tell(self, group: dict[Ask, list["asyncio.Future[Answer]"]]) -> None:
        try:
            answers = await self._read(tuple(group))
        except Unavailable as error:
            _fail(group, str(error))
        except Exception as error:  # noqa: BLE001 -- handed to those who asked
            if len(group) > 1:
                # One question of the group is broken; alone, each gets what it deserves.
                for ask, callers in group.items():
                    await self._tell({ask: callers})
                return
            for told in _patient(group):
                told.set_exception(error)
        else:
            for callers, answer in zip(group.values(), answers, strict=True):
                for told in callers:
                    if not told.done():
                        told.set_result(answer)


def _fail(group: dict[Ask, list["asyncio.Future[Answer]"]], why: str) -> None:
    for told in _patient(group):
        told.set_exception(Unavailable(why))


def _patient(group: dict[Ask, list["asyncio.Future[Answer]"]]) -> list["asyncio.Future[Answer]"]:
    return [told for callers in group.values() for told in callers if not told.done()]
