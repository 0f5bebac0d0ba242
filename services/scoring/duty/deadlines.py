"""What becomes of each deadline of a duty.

The worker keeps the order of deadlines within a key, and here three of different keys meet: a duty is asked
for, done, and passed by time. After an outage all may be due at once, and then each waits for the ones that
came before: a plan that was set in time is never told as late.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from services.scoring.duty.decide import DONE, STEP
from services.scoring.duty.standing import Standing
from services.scoring.duty.use_cases import Duties, DutyIntent
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler, Together, by_intent
from shared.kit.errors import Unavailable
from shared.kit.eventstore.handle import Request

DEADLINES_PRINCIPAL = "scoring:deadlines"


def duty_handlers(duties: Duties, standing: Standing, asking: str, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline; `asking` is the kind that opens duties."""

    def step(due: Due, request: Request) -> DutyIntent:
        return duties.stepping(due.stream_id, due.detail["period"], due.id, request)

    def done(due: Due, request: Request) -> DutyIntent:
        told = due.detail["before"], due.detail["by"], due.due_at
        return duties.meeting(UUID(due.detail["subject"]), told, due.id, request)

    together = partial(by_intent, duties.store, clock, DEADLINES_PRINCIPAL)
    return {
        DONE: _after(asking, standing, together(done)),
        STEP: _after(DONE, standing, together(step)),
    }


def _after(kind: str, standing: Standing, then: Together) -> Together:
    """Return the handler that waits until no deadline of that kind stands."""

    async def send(due: Sequence[Due]) -> Sequence[Exception | None]:
        if await standing.any_of(kind):
            raise Unavailable(f"what is {kind} comes first")
        return await then.handle_all(due)

    return Together(send)
