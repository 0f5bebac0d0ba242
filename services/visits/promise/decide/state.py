"""A promise as its facts tell it."""

from dataclasses import dataclass, replace
from typing import Any, Literal, assert_never

from services.visits.promise.events import (
    PromiseApproved,
    PromiseBreached,
    Promised,
    PromiseEvent,
    PromiseKept,
    PromiseRecorded,
    PromiseWithdrawn,
)
from shared.kit.steps import Due

Standing = Literal["waiting", "open", "kept", "withdrawn"]
"""`waiting` for an approval: it does not hold yet, and so is not due."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise: what was told of it so far, and how it ended if it did."""

    recorded: PromiseRecorded
    approved: PromiseApproved | None = None
    breached: PromiseBreached | None = None
    kept: PromiseKept | None = None
    withdrawn: PromiseWithdrawn | None = None

    @property
    def promised(self) -> Promised:
        """What was promised."""
        return self.recorded.promised

    @property
    def standing(self) -> Standing:
        """Whether it holds, and if it is over, how it ended."""
        if self.kept is not None:
            return "kept"
        if self.withdrawn is not None:
            return "withdrawn"
        return "open" if self.recorded.approver is None or self.approved is not None else "waiting"

    def ahead(self) -> tuple[Due, ...]:
        """Return its breach, while it holds and that is still to come."""
        return (Due(self.promised.due_at),) if self.standing == "open" and self.breached is None else ()


State = Promise | None
After = PromiseApproved | PromiseBreached | PromiseKept | PromiseWithdrawn


def evolve(state: State, event: PromiseEvent) -> State:
    """Return the promise after the fact. Nothing can follow but upon a recording."""
    if isinstance(event, PromiseRecorded):
        return Promise(event)
    return None if state is None else changed(state, event)


def changed(state: Promise, event: After) -> Promise:
    """Return the promise after what followed upon its recording."""
    after: dict[str, Any]
    match event:
        case PromiseApproved():
            after = {"approved": event}
        case PromiseBreached():
            after = {"breached": event}
        case PromiseKept():
            after = {"kept": event}
        case PromiseWithdrawn():
            after = {"withdrawn": event}
        case _:
            assert_never(event)
    return replace(state, **after)
