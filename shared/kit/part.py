"""A role of a process made of what it does and, if it can tell, what keeps it from working."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


async def well() -> str | None:
    """Return None: nothing is known to be wrong."""
    return None


@dataclass(frozen=True, slots=True)
class Part:
    """A `roles.Role` for anything that runs until it is told to stop."""

    name: str
    work: Callable[[asyncio.Event], Awaitable[None]]
    asked: Callable[[], Awaitable[str | None]] = well

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop`."""
        await self.work(stop)

    async def check(self) -> str | None:
        """Return None when it can work, else one sentence."""
        return await self.asked()
