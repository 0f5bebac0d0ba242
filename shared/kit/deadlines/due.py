"""A deadline that fell due, as its handler gets it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from shared.kit.eventstore.port import CommandId


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


Handler = Callable[[Due], Awaitable[None]]
"""Sends `due.command` through the same use case as a person would; its decision ends or moves the
deadline. A handler that leaves it standing is wrong, and its deadline ends up in quarantine."""
