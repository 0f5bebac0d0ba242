"""What becomes of each deadline of the policy's evaluation, and how the first of them comes to be."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from services.scoring.evaluation.decide import DUE, REMINDER, FollowBook, Interval
from services.scoring.evaluation.use_cases import Evaluations
from services.scoring.policy.decide import IN_FORCE
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler
from shared.kit.errors import Operational
from shared.kit.eventstore.handle import Request
from shared.kit.pauses import set_within
from shared.kit.postgres.failures import is_momentary

AGAIN_S = 1.0
"""How long the start waits for a database that does not answer."""

log = structlog.get_logger()

DEADLINES_PRINCIPAL = "scoring:deadlines"


def evaluation_handlers(evaluations: Evaluations, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""

    def request(due: Due) -> Request:
        return due.request(clock, DEADLINES_PRINCIPAL)

    async def in_force(due: Due) -> None:
        # The book comes with its deadline: its announcement may not have been heard back yet.
        command = FollowBook(
            policy_version=due.detail["version"],
            holds_from=due.due_at,
            number=int(due.detail["number"]),
            interval=Interval(
                timedelta(days=int(due.detail["every_days"])),
                timedelta(days=int(due.detail["remind_before"])),
            ),
            starts_at=due.due_at,
            now=clock.now(),
            deadline=due.id,
        )
        await evaluations.follow(command, request(due))

    async def step(due: Due) -> None:
        await evaluations.step(due.id, request(due))

    return {IN_FORCE: in_force, REMINDER: step, DUE: step}


def following(evaluations: Evaluations, clock: Clock) -> Callable[[asyncio.Event], Awaitable[None]]:
    """Return the part of the service that starts the clock as soon as the database answers."""

    async def work(stop: asyncio.Event) -> None:
        while not stop.is_set():
            pause: float | None = None
            try:
                await evaluations.follow_in_force(clock.now())
            except Exception as error:
                if not (isinstance(error, Operational) or is_momentary(error)):
                    raise
                log.warning("evaluation.not_followed", error=error)
                pause = AGAIN_S
            await set_within(stop, pause)

    return work
