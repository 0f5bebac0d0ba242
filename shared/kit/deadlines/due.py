"""A deadline that fell due, as its handler gets it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from shared.kit import tracing
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Intent, Request, handle_all
from shared.kit.eventstore.port import CommandId, EventStore


@dataclass(frozen=True, slots=True)
class Due:
    """Something was owed by `due_at` (aware UTC). `detail` is what the decider left with it.

    `set_at` is when the store last set it; `attempts` are the counted tries since then.
    """

    id: str
    key: str
    stream: str
    kind: str
    due_at: datetime
    set_at: datetime
    detail: Mapping[str, str]
    attempts: int = 0

    @property
    def command(self) -> CommandId:
        """The command this deadline becomes; the same at every try and in every process.

        A second worker, a crash or a clock that jumps sends it again, and the store answers with
        the first outcome. A deadline that was moved is another command, and so is one that ended
        and was set again, be it to the same moment: by `due_at` alone the store would answer with
        the outcome of the one that ended, and the new one would stand for ever.
        """
        text = f"deadline {self.id} {self.due_at.isoformat()} {self.set_at.isoformat()}"
        return CommandId(text, sha256(text.encode()).digest())

    @property
    def stream_id(self) -> UUID:
        """The id in its stream's name, `<kind>-<id>`. Raises ValueError where there is none."""
        return UUID(self.stream.partition("-")[2])

    def request(self, clock: Clock, principal: str) -> Request:
        """Return its command as the request of `principal`, now and within the trace at hand."""
        return Request(self.command, clock.now(), principal, tracing.traceparent())


HandleOne = Callable[[Due], Awaitable[None]]
"""Sends `due.command` through the same use case as a person would; its decision ends or moves the
deadline. A handler that leaves it standing is wrong, and its deadline ends up in quarantine."""


@dataclass(frozen=True, slots=True)
class Together:
    """A handler that takes many at once, no two of one key: at its place is why one failed, if it did.

    What it raises is told of all of them, when it is of the moment; else each is handed over alone.
    """

    handle_all: Callable[[Sequence[Due]], Awaitable[Sequence[Exception | None]]]


Handler = HandleOne | Together


def by_intent(
    store: EventStore, clock: Clock, principal: str, intent: Callable[[Due, Request], Intent[Any, Any, Any]]
) -> Together:
    """Return the handler of a kind whose deadline is a command to one stream: many are one group append."""

    async def send(due: Sequence[Due]) -> Sequence[Exception | None]:
        now, traceparent = clock.now(), tracing.traceparent()
        intents = [intent(one, Request(one.command, now, principal, traceparent)) for one in due]
        outcomes = await handle_all(store, intents)
        return [outcome if isinstance(outcome, Exception) else None for outcome in outcomes]

    return Together(send)
