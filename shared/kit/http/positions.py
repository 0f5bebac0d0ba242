"""Read your writes: a write says where its key stands, a read may wait until it has seen that.

`Position: leads:17` is the key's 17th published fact of leads. A read of the same key with
`min_position=leads:17` answers once its read model holds that fact, or 503 after a bounded wait.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from shared.kit.eventstore.port import Appended
from shared.kit.http.edge import edge_of
from shared.kit.http.etag import etag
from shared.kit.http.problems import HttpProblem

POSITIONS_MAX = 4
_POLL_FIRST_S = 0.01
_POLL_MAX_S = 0.2
_PATTERN = r"^[a-z][a-z0-9-]{0,31}:[0-9]{1,18}$"

Seen = Callable[[str], Awaitable[int]]
"""Given a source, how far the read model has heard it for the key that is being read."""


@dataclass(frozen=True, slots=True)
class Position:
    """The key's `sequence`th published fact of `source`."""

    source: str
    sequence: int

    def __str__(self) -> str:
        return f"{self.source}:{self.sequence}"


@dataclass(frozen=True, slots=True)
class MinPosition:
    """What a read must have seen; empty when the caller did not ask."""

    positions: Sequence[Position]
    wait_s: float

    async def reached(self, seen: Seen) -> None:
        """The read model holds every asked position. Raises `HttpProblem` (503) when the wait ends first."""
        deadline, pause = asyncio.get_running_loop().time() + self.wait_s, _POLL_FIRST_S
        for position in self.positions:
            while await seen(position.source) < position.sequence:
                if asyncio.get_running_loop().time() + pause > deadline:
                    raise HttpProblem("position_not_reached", waited_for=str(position))
                await asyncio.sleep(pause)
                pause = min(2 * pause, _POLL_MAX_S)


async def min_position(
    request: Request,
    min_position: Annotated[
        list[Annotated[str, Query(pattern=_PATTERN)]],
        Query(max_length=POSITIONS_MAX, description="Wait until this `Position` of a write is readable"),
    ] = [],  # noqa: B006 -- FastAPI copies the default
) -> MinPosition:
    """Return what the caller wants to have been seen."""
    asked = [text.partition(":") for text in min_position]
    return MinPosition(
        tuple(Position(source, int(sequence)) for source, _, sequence in asked),
        edge_of(request).position_wait.total_seconds(),
    )


def written(response: Response, appended: Appended, source: str) -> None:
    """The answer tells the stream's version, the key's position, and whether this had been done before."""
    # Appended as they are: setting them by name searches all headers again, on every command.
    headers = response.raw_headers
    headers.append((b"etag", etag(appended.version).encode()))
    headers.append((b"position", f"{source}:{appended.published}".encode()))
    if appended.replayed:
        headers.append((b"idempotency-replayed", b"true"))
