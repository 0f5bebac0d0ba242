"""How a batch of due deadlines gets to its handlers: many at once where a kind's handler takes them so."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import structlog

from shared.kit import metrics, tracing
from shared.kit.deadlines.due import Due, Handler, Together
from shared.kit.decider import Rejection
from shared.kit.errors import KitError, Operational

UNKNOWN_KIND = "unknown_kind"

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a deadline did not take effect; what is of the moment is not counted."""

    reason: str
    counted: bool = True


class HandOver:
    """Hands over to the handlers of one service, by deadline kind."""

    def __init__(self, handlers: Mapping[str, Handler], at_once_max: int, together_max: int) -> None:
        """At most `at_once_max` calls run at a time, each with at most `together_max` deadlines."""
        self._handlers = handlers
        self._at_once_max = at_once_max
        self._together_max = together_max

    async def all(self, due: Sequence[Due]) -> dict[str, Failure]:
        """Each of `due` was handed over, in their order; returns those that failed, by id."""
        failures: dict[str, Failure] = {}
        room = asyncio.Semaphore(self._at_once_max)

        async def one_call(of_kind: Sequence[Due]) -> None:
            async with room:
                failures.update(await self._call(of_kind))

        # Within a key one after another: two deadlines of one key never race for its streams,
        # and take effect in the order in which they fell due.
        for turn in _turns(due):
            async with asyncio.TaskGroup() as tasks:
                for of_kind in self._calls(turn):
                    tasks.create_task(one_call(of_kind))
        return failures

    def _calls(self, turn: Sequence[Due]) -> Iterator[Sequence[Due]]:
        by_kind: dict[str, list[Due]] = defaultdict(list)
        for one in turn:
            by_kind[one.kind].append(one)
        for kind, of_kind in by_kind.items():
            size = self._together_max if isinstance(self._handlers.get(kind), Together) else 1
            yield from (of_kind[first : first + size] for first in range(0, len(of_kind), size))

    async def _call(self, of_kind: Sequence[Due]) -> Mapping[str, Failure]:
        handler = self._handlers.get(of_kind[0].kind)
        if handler is None:
            return {one.id: Failure(UNKNOWN_KIND) for one in of_kind}
        try:
            outcomes = await _handled(handler, of_kind)
        except Operational as error:
            return {one.id: _failure(one, error) for one in of_kind}
        except Exception as error:  # noqa: BLE001 -- one broken handler must not stop all other deadlines
            if len(of_kind) == 1:
                return {of_kind[0].id: _failure(of_kind[0], error)}
            # One of them broke the call of all; alone, each gets what it deserves.
            alone = [await self._call([one]) for one in of_kind]
            return {id_: failure for failures in alone for id_, failure in failures.items()}
        return {
            one.id: _failure(one, error)
            for one, error in zip(of_kind, outcomes, strict=True)
            if error is not None
        }


def _turns(due: Iterable[Due]) -> Iterator[Sequence[Due]]:
    """Yield the first of each key, then the second of each, and so on."""
    turns: list[list[Due]] = []
    seen = Counter[str]()
    for one in due:
        if seen[one.key] == len(turns):
            turns.append([])
        turns[seen[one.key]].append(one)
        seen[one.key] += 1
    yield from turns


async def _handled(handler: Handler, of_kind: Sequence[Due]) -> Sequence[Exception | None]:
    first = of_kind[0]
    # A trace of its own: what set the deadline may be a year past.
    with tracing.span(f"deadline {first.kind}", stream=first.stream, deadlines=len(of_kind)):
        if isinstance(handler, Together):
            return await handler.handle_all(of_kind)
        await handler(first)
        return [None]


def _failure(due: Due, error: Exception) -> Failure:
    if isinstance(error, Operational):
        return Failure(error.code, counted=False)
    if isinstance(error, Rejection):
        metrics.rejections.labels(error.code).inc()
        return Failure(error.code)
    if isinstance(error, KitError):
        return Failure(error.code)
    _log.error("deadlines.handler_broke", id=due.id, kind=due.kind, exc_info=error)
    return Failure(type(error).__name__)
