"""The decider: state, events and commands of one stream, decided by pure functions.

`decide(state, command)` answers with a `Decision` or raises a `Rejection`; `evolve(state, event)`
folds. Neither reads a clock, draws a random number, awaits or does I/O: times, ids and prices come
in with the command (Chassaing, "Functional event sourcing decider", 2021).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

import msgspec

State = TypeVar("State")
Event = TypeVar("Event")
Command = TypeVar("Command")


class Rejection(Exception):  # noqa: N818 -- a rejection is an answer of the domain, not an error of the program
    """The domain says no. `code` is stable and public; `detail` names the fact in the way.

    Carries no HTTP status: `shared.kit.http.problems` maps codes to statuses in one table.
    """

    code: ClassVar[str] = "rejected"

    def __init__(self, **detail: str) -> None:
        super().__init__(self.code, detail)
        self.detail: Mapping[str, str] = detail


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Something falls due at `due_at` (aware UTC). Setting the same id again moves it.

    `id` is chosen by the decider and is unique within the service, such as
    `case-<uuid>/acknowledge`. `detail` comes back with the deadline when it is due.
    """

    id: str
    kind: str
    due_at: datetime
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CancelDeadline:
    """The deadline `id` will never take effect. Cancelling an unknown or ended one changes nothing."""

    id: str


DeadlineChange = SetDeadline | CancelDeadline


@dataclass(frozen=True, slots=True)
class Reserve:
    """`value` is taken within `kind` by this decision's stream, or the append is refused.

    For facts that must be unique across streams, such as one customer for one phone number.
    """

    kind: str
    value: str


class Decision(msgspec.Struct, Generic[Event], frozen=True):
    """What became true, and which deadlines and reservations that moves; all in one transaction."""

    events: tuple[Event, ...] = ()
    deadlines: tuple[DeadlineChange, ...] = ()
    reservations: tuple[Reserve, ...] = ()


@dataclass(frozen=True, slots=True)
class Decider(Generic[State, Command, Event]):
    """The three parts of a stream's rules, as `shared.kit.eventstore.handle` needs them."""

    initial: State
    evolve: Callable[[State, Event], State]
    decide: Callable[[State, Command], Decision[Event]]

    def fold(self, events: Iterable[Event], state: State | None = None) -> State:
        """Return the state after `events`, from `state` or the beginning."""
        folded = self.initial if state is None else state
        for event in events:
            folded = self.evolve(folded, event)
        return folded
