"""Steps that time takes with one thing, such as warnings, a breach and a ladder: in order, each once.

One deadline stands at a time, for the step that comes next; after an outage it brings all that was missed,
and each is told with the time at which it was due. What ends the thing ends its steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from shared.kit.decider import CancelDeadline, DeadlineChange, Decision, Rejection, SetDeadline


class Ahead(Protocol):
    """A step that was not yet taken."""

    @property
    def at(self) -> datetime:
        """When it is due, aware UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """The one step of what time does one thing with: at that time it is late."""

    at: datetime


Step = TypeVar("Step", bound=Ahead)
Event = TypeVar("Event")


@dataclass(frozen=True, slots=True)
class Steps(Generic[Step]):
    """The steps ahead, in the order of their times, under the deadline of this id and kind."""

    id: str
    kind: str
    ahead: tuple[Step, ...]
    detail: Mapping[str, str] = field(default_factory=dict)

    def due(self, now: datetime) -> tuple[Step, ...]:
        """Return what time has brought by `now`."""
        return tuple(step for step in self.ahead if step.at <= now)

    def next(self, taken: int = 0) -> DeadlineChange:
        """Return the deadline of the step that comes after so many; none is left after the last."""
        left = self.ahead[taken:]
        return SetDeadline(self.id, self.kind, left[0].at, self.detail) if left else self.over()

    def over(self) -> CancelDeadline:
        """Return that no step will be taken any more."""
        return CancelDeadline(self.id)

    def take(
        self, now: datetime, taken: Callable[[Step], Event], early: Callable[[datetime], Rejection]
    ) -> Decision[Event]:
        """Return that whatever time has brought by `now` is recorded, as the deadline asks.

        Raises: what `early` makes of the next step's time, if none is due.
        """
        due = self.due(now)
        if self.ahead and not due:
            raise early(self.ahead[0].at)
        return Decision(tuple(map(taken, due)), (self.next(len(due)),))
