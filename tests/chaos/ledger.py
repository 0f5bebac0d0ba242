"""What the callers know: each command's fate as they were told it, which the system must stand by."""

from dataclasses import dataclass, field
from hashlib import sha256

from tests.chaos.commands import Command


@dataclass(frozen=True, slots=True)
class Accepted:
    """A 2xx: the command, the answer, and whether it said that it was so already."""

    command: Command
    answer: bytes
    replayed: bool


@dataclass(frozen=True, slots=True)
class Open:
    """A command without an answer yet; it is asked again with the same key and body."""

    command: Command
    if_match: int | None
    tries: int = 1


@dataclass
class Ledger:
    """Commands over HTTP by their id, events on inbox topics by theirs, and what contradicted a promise."""

    accepted: dict[str, Accepted] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    open: dict[str, Open] = field(default_factory=dict)
    told: dict[str, dict[str, str]] = field(default_factory=dict)
    """By service: the command id that an inbox event becomes, and the event's own id."""

    names: dict[str, str] = field(default_factory=dict)
    """The stream that an inbox event's thing has, if another event or command may have made it before."""

    findings: list[str] = field(default_factory=list)

    def accept(self, command: Command, answer: bytes, *, replayed: bool) -> None:
        """The command was acknowledged."""
        self.open.pop(command.id, None)
        self.accepted[command.id] = Accepted(command, answer, replayed)

    def refuse(self, command: Command, reason: str) -> None:
        """The command was refused for good."""
        self.open.pop(command.id, None)
        self.refused[command.id] = reason

    def tell(self, service: str, source: str, event_id: str, names: str | None) -> None:
        """An event was acknowledged by the broker."""
        if names is not None:
            self.names[event_id] = names
        command = sha256(f"{len(source)}:{source}{event_id}".encode()).hexdigest()
        self.told.setdefault(service, {})[command] = event_id
