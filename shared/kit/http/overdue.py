"""Cuts off requests that take too long, by one timer for all of them.

A timer for each request costs ten times as much, and nearly every one of them is set in vain.
"""

import asyncio

SWEEPS_PER_LIMIT = 4
SWEEP_MAX_S = 0.25


class Overdue:
    """Watches the tasks between `enter` and `leave`; all have the same limit, so the oldest is due first."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._every_s = min(limit_s / SWEEPS_PER_LIMIT, SWEEP_MAX_S)
        self._begun: dict[asyncio.Task[object], float] = {}
        self._cut: set[asyncio.Task[object]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def enter(self) -> asyncio.Task[object]:
        """The running task is cancelled once it is over its limit, at most one sweep late."""
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        assert task is not None  # noqa: S101 -- only a task can run a coroutine
        self._begun[task] = loop.time()
        if self._loop is not loop:
            self._loop = loop
            loop.call_later(self._every_s, self._sweep, loop)
        return task

    def leave(self, task: asyncio.Task[object]) -> bool:
        """The task is watched no more; returns whether it was cut, whose cancellation is then taken back."""
        self._begun.pop(task, None)
        if task not in self._cut:
            return False
        self._cut.discard(task)
        task.uncancel()
        return True

    def _sweep(self, loop: asyncio.AbstractEventLoop) -> None:
        due = loop.time() - self._limit_s
        while self._begun:
            task, begun = next(iter(self._begun.items()))
            if begun > due:
                break
            del self._begun[task]
            self._cut.add(task)
            task.cancel()
        if self._begun:
            loop.call_later(self._every_s, self._sweep, loop)
        else:
            # The next request starts the sweeps again; an idle process has no timer.
            self._loop = None
