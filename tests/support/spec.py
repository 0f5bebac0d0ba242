"""Given, when, then: a decider's rules as sentences, without store, clock or await.

    given = specify(customer_decider)

    def test_a_captured_lead_is_potential() -> None:
        given().when(CaptureLead(...)).then(LeadCaptured(...))

Every command wants all three outcomes: `then`, `then_rejected`, `then_nothing`.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from shared.kit.decider import DeadlineChange, Decider, Decision, Rejection, Reserve

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event")


class Outcome(Generic[Event]):
    """What the decider said to one command. Each `then_…` returns the outcome, so they chain."""

    def __init__(self, answer: Decision[Event] | Rejection) -> None:
        self._answer = answer

    @property
    def decision(self) -> Decision[Event]:
        """Return the decision; a rejection fails the test with its code and detail."""
        assert not isinstance(self._answer, Rejection), f"rejected: {self._answer!r}"
        return self._answer

    def then(self, *events: Event) -> "Outcome[Event]":
        """Exactly these events became true, in this order."""
        assert self.decision.events == events
        return self

    def then_nothing(self) -> "Outcome[Event]":
        """It was already so: no event, no deadline change, no reservation."""
        assert self.decision == Decision()
        return self

    def then_rejected(self, rejection: type[Rejection], **detail: str) -> "Outcome[Event]":
        """The domain said no with exactly this class, and `detail` is part of what it named."""
        assert type(self._answer) is rejection, f"expected {rejection.__name__}, got {self._answer!r}"
        assert detail.items() <= self._answer.detail.items()
        return self

    def then_deadlines(self, *changes: DeadlineChange) -> "Outcome[Event]":
        """Exactly these deadlines are set or cancelled, in this order."""
        assert self.decision.deadlines == changes
        return self

    def then_reserves(self, *reservations: Reserve) -> "Outcome[Event]":
        """Exactly these values are reserved, in this order."""
        assert self.decision.reservations == reservations
        return self


class Given(Generic[State, Command, Event]):
    """A stream's past, folded."""

    def __init__(self, decider: Decider[State, Command, Event], past: tuple[Event, ...]) -> None:
        self._decider = decider
        self.state = decider.fold(past)

    def when(self, command: Command) -> Outcome[Event]:
        """Decide `command` on that past; what it decides must fold without error, too."""
        try:
            decision = self._decider.decide(self.state, command)
        except Rejection as rejection:
            return Outcome(rejection)
        self._decider.fold(decision.events, self.state)
        return Outcome(decision)


def specify(
    decider: Decider[State, Command, Event],
) -> Callable[..., Given[State, Command, Event]]:
    """Return `given` for this decider: `given(*events).when(command).then(*events)`."""

    def given(*past: Event) -> Given[State, Command, Event]:
        return Given(decider, past)

    return given
