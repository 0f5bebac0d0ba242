"""The lane's circuit breaker: a dead endpoint stops its lane, not each of its messages.

While open, no attempt is made, so no message uses up its schedule against a host that is away.
Times are seconds of a monotonic clock, given by the caller.
"""

from dataclasses import dataclass
from enum import Enum

FAULTS_TO_OPEN = 5
OPEN_FIRST_S = 5.0
OPEN_MAX_S = 300.0


class State(Enum):
    """Closed lets everything through, open nothing, half-open one probe."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


@dataclass(slots=True)
class Breaker:
    """Opens after five faults in a row; each failed probe doubles the pause, a success closes it."""

    state: State = State.CLOSED
    faults: int = 0
    open_until: float = 0.0
    pause_s: float = OPEN_FIRST_S

    def permits(self, now: float) -> bool:
        """Return whether an attempt may start; while half-open none may but the probe that runs."""
        return self.state is not State.HALF_OPEN and now >= self.open_until

    def began(self) -> None:
        """An attempt started; after a pause it is the probe, and nothing else starts beside it."""
        if self.state is State.OPEN:
            self.state = State.HALF_OPEN

    def succeeded(self) -> None:
        """The endpoint answers: closed, and the next pause starts small again."""
        self.state, self.faults, self.pause_s = State.CLOSED, 0, OPEN_FIRST_S

    def unproven(self) -> None:
        """A probe ended without saying anything about the endpoint: probe again."""
        if self.state is State.HALF_OPEN:
            self.state = State.OPEN

    def failed(self, now: float) -> None:
        """Count one fault of the endpoint; open, or stay open for twice as long."""
        self.faults += 1
        if self.state is State.CLOSED and self.faults < FAULTS_TO_OPEN:
            return
        if self.state is State.OPEN:
            return  # answers to attempts that began before it opened say nothing new
        self.open_until = max(self.open_until, now + self.pause_s)
        self.pause_s = min(self.pause_s * 2, OPEN_MAX_S)
        self.state = State.OPEN

    def pause_until(self, moment: float) -> None:
        """The endpoint asked for quiet (Retry-After): nothing starts before `moment`."""
        self.open_until = max(self.open_until, moment)
