"""The tree of all errors outside the domain's own rejections.

KitError
├── Refused          the caller's fault; repeating the same call will be refused again
│   ├── WrongVersion, WrongKey, CommandReused, AlreadyReserved, TooLarge
└── Operational      the moment's fault; counted and retried, no stack trace
    ├── Unavailable  a database, a broker or a bound is in the way right now
    └── Fenced       another process took this work over; this one must stop and start anew
"""

from typing import ClassVar


class KitError(Exception):
    """Root of the tree. `code` is stable and public."""

    code: ClassVar[str] = "error"


class Refused(KitError):  # noqa: N818
    """The call cannot succeed as it is; mend it, do not repeat it."""


class WrongVersion(Refused):
    """The stream is not where the caller thought; read it again, decide again."""

    code = "wrong_version"

    def __init__(self, stream: str, expected: str, actual: int) -> None:
        super().__init__(f"{stream} is at version {actual}, expected {expected}")
        self.stream, self.expected, self.actual = stream, expected, actual


class WrongKey(Refused):
    """The stream belongs to another key, for ever; the caller mixed up two keys."""

    code = "wrong_key"

    def __init__(self, stream: str) -> None:
        super().__init__(f"{stream} belongs to another key")
        self.stream = stream


class CommandReused(Refused):
    """The command id was used before with other content, or its outcome is forgotten; choose a new id."""

    code = "command_reused"

    def __init__(self, command_id: str) -> None:
        super().__init__(f"command {command_id} was appended before, with other content or too long ago")
        self.command_id = command_id


class AlreadyReserved(Refused):
    """Another stream holds the value; `holder` names it."""

    code = "already_reserved"

    def __init__(self, kind: str, value: str, holder: str) -> None:
        super().__init__(f"{kind} is held by {holder}")
        self.kind, self.value, self.holder = kind, value, holder


class TooLarge(Refused):
    """The event is larger than the relay could ever send; make it smaller or send a reference."""

    code = "too_large"


class Operational(KitError):  # noqa: N818
    """The world is in the way for now; the same call may succeed later."""


class Unavailable(Operational):
    """A dependency or a bounded queue is full or away; retry after a while."""

    code = "unavailable"


class Fenced(Operational):
    """Another owner moved on; drop all memory of this work and start again from the database."""

    code = "fenced"
