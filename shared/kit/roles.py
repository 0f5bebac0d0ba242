"""The parts of a process, as its runner and `--only` know them."""

import asyncio
from collections.abc import Sequence
from typing import Protocol

API = "api"
"""The HTTP routes; not a role of its own, but named like one."""


class Role(Protocol):
    """A long-running part of a service, such as its relay."""

    @property
    def name(self) -> str:
        """What `--only` calls it."""
        ...

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is begun and return. Raising ends the process."""
        ...

    async def check(self) -> str | None:
        """Return None when it can work, else one sentence for /readyz."""
        ...


class UnknownRole(Exception):  # noqa: N818 -- a wrong word on the command line
    """`--only` names something this service does not have; the message lists what it has."""


def chosen(roles: Sequence[Role], only: frozenset[str], *, api: bool) -> list[Role]:
    """Return the roles that `only` names, or all when it names none. Raises `UnknownRole`."""
    known = {role.name for role in roles} | ({API} if api else set())
    if only - known:
        raise UnknownRole(f"unknown: {', '.join(sorted(only - known))}; known: {', '.join(sorted(known))}")
    return [role for role in roles if not only or role.name in only]
