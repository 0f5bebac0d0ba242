"""Calls: started while slot, lane and lease permit; each ends as one outcome."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Final, Protocol, assert_never

import structlog

from services.notify.delivery.breaker import State
from services.notify.delivery.decide import (
    Answer,
    Delivered,
    Ended,
    EndpointGone,
    ErrorClass,
    Fault,
    Retry,
    Standing,
    decide,
    fault,
    has_failed_for_too_long,
    quiet_s,
)
from services.notify.delivery.payload import CONTENT_TYPE
from services.notify.dispatch.lane import Due, Lane
from services.notify.dispatch.outcome import Attempt, Outcome
from services.notify.dispatch.outcomes import Outcomes
from services.notify.dispatch.shards import Shards
from services.notify.dispatch.signature import sign
from services.notify.dispatch.slots import IN_FLIGHT_MAX, Slots
from services.notify.dispatch.turns import Turns
from services.notify.sender.wire import Sent
from shared.kit import tracing
from shared.kit.clock import Clock

DRAIN_S: Final = 6.0
"""Less than a role has to stop; a call may take longer, and is then made again by the next owner."""

_log = structlog.get_logger(__name__)


class Post(Protocol):
    """The sender, as far as a call needs it."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> Sent:
        """Return what came back; never raises for the wire's sake."""
        ...


class Calls:
    """All calls of this process. `jitter` draws from -1..1; `hungry` hears of lanes with little left."""

    def __init__(  # noqa: PLR0913 -- the parts that a call passes through
        self,
        *,
        sender: Post,
        shards: Shards,
        outcomes: Outcomes,
        clock: Clock,
        jitter: Callable[[], float],
        hungry: Callable[[Lane], None],
    ) -> None:
        self._sender, self._shards, self._outcomes = sender, shards, outcomes
        self._clock, self._jitter, self._hungry = clock, jitter, hungry
        self.slots, self._turns = Slots(), Turns()
        self._running: set[asyncio.Task[None]] = set()
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._stopped = False

    def offer(self, lane: Lane) -> None:
        """The lane gets its turn, if it may start a call."""
        self._turns.join(lane, monotonic())

    def pump(self) -> None:
        """Every call that may start has started."""
        now = monotonic()
        self.slots.age(now)
        # What dies with this process is sent again: calls in flight, and answers not yet written down.
        while not self._stopped and self.slots.in_flight + self._outcomes.unwritten < IN_FLIGHT_MAX:
            lane = self._turns.next(self.slots, now)
            if lane is None:
                return
            lease = self._shards.held.get(lane.target.shard)
            # Past its lease a shard may be somebody else's already: starting would send twice.
            if lease is None or now >= lease.good_until:
                continue
            self._start(lane, lease.epoch, now)

    async def drain(self) -> None:
        """Nothing starts any more; what runs has ended, or is cut after `DRAIN_S` and sent again later."""
        self._stopped = True
        if self._running:
            _, late = await asyncio.wait(self._running, timeout=DRAIN_S)
            for call in late:
                call.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _start(self, lane: Lane, epoch: int, now: float) -> None:
        due = lane.start()
        ticket = self.slots.take(now, lane.pace)
        call = asyncio.create_task(self._deliver(lane, due, epoch, ticket))
        self._running.add(call)
        call.add_done_callback(self._ended)
        self._turns.join(lane, now)

    async def _deliver(self, lane: Lane, due: Due, epoch: int, ticket: int) -> None:
        started_at, began = self._clock.now(), monotonic()
        try:
            sent = await self._send(lane, due, started_at)
        finally:
            self.slots.give_back(ticket)
        now = monotonic()
        attempt = Attempt(started_at, round((now - began) * 1000), sent)
        # Before the lane learns from it: what it knew until now decides whom the answer blames.
        blamed = lane.blamed(sent.answer)
        lane.finished(blamed, now - began, now, quiet_s(sent.answer))
        self._outcomes.add(self._outcome(lane, due, epoch, attempt, blamed))
        if lane.has_more and lane.wants_refill(now):
            self._hungry(lane)
        self.offer(lane)
        self.pump()

    async def _send(self, lane: Lane, due: Due, at: datetime) -> Sent:
        fact = due.body.traceparent
        if not tracing.recording():
            return await self._post(lane, due, at, tracing.parse(fact))
        with tracing.span("webhook", "client", parent=fact, attempt=due.attempts + 1) as place:
            sent = await self._post(lane, due, at, place)
            tracing.annotate(outcome=sent.answer.error or str(sent.answer.status))
            return sent

    async def _post(self, lane: Lane, due: Due, at: datetime, place: tracing.Trace | None) -> Sent:
        try:
            headers, body = signed(lane, due, int(at.timestamp()), place)
        except Exception:  # noqa: BLE001 -- a message that cannot be rendered must not stop its lane, nor vanish
            _log.exception("delivery.unsendable", delivery=str(due.delivery_id))
            return Sent(Answer(error=ErrorClass.UNSENDABLE))
        return await self._sender.post(lane.target.url, headers, body)

    def _ended(self, call: "asyncio.Task[None]") -> None:
        self._running.discard(call)
        error = None if call.cancelled() else call.exception()
        if error is not None and not self.failed.done():
            # A defect of ours: its lane would wait for this call for ever. The process ends instead.
            self.failed.set_exception(error)

    def _outcome(self, lane: Lane, due: Due, epoch: int, attempt: Attempt, blamed: Fault) -> Outcome:
        target, answer, now = lane.target, attempt.sent.answer, self._clock.now()
        self._note_health(lane, answer, blamed, now)
        outcome = Outcome(due, target.id, target.shard, epoch, "delivered", None, due.step, None, attempt)
        if blamed is Fault.LANE and has_failed_for_too_long(lane.failing_since, now):
            return replace(outcome, state="disabled", reason="failing", disable="failing")
        verdict = decide(Standing(due.step, due.deadline), answer, now, self._jitter())
        match verdict:
            case Delivered():
                return outcome
            case Retry(step, ready_at):
                return replace(outcome, state="retry", step=step, ready_at=ready_at)
            case Ended(state, reason):
                return replace(outcome, state=state, reason=reason)
            case EndpointGone():
                # Known here before it is written: what is queued must not be sent to it meanwhile.
                lane.target = replace(target, enabled=False)
                return replace(outcome, state="disabled", reason="gone", disable="gone")
            case _:
                assert_never(verdict)

    def _note_health(self, lane: Lane, answer: Answer, blamed: Fault, now: datetime) -> None:
        # A message that is refused while nothing else comes may be the one at fault: more must be refused.
        is_sure = fault(answer) is Fault.LANE or lane.breaker.state is not State.CLOSED
        if blamed is Fault.NONE and lane.failing_since is not None:
            lane.failing_since = None
        elif blamed is Fault.LANE and lane.failing_since is None and is_sure:
            lane.failing_since = now
        else:
            return
        self._outcomes.note_health(lane.target.id, lane.failing_since)


def signed(
    lane: Lane, due: Due, timestamp_s: int, place: tracing.Trace | None
) -> tuple[dict[str, str], bytes]:
    """Return headers and body of one attempt: the bytes signed are the bytes sent.

    `place` in the fact's trace is what the receiver continues, if it likes.
    """
    body = due.body.seen_as(lane.target.view)
    webhook_id = str(due.delivery_id)
    headers = {
        "Content-Type": CONTENT_TYPE,
        "webhook-id": webhook_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": sign(lane.target.secrets, webhook_id, timestamp_s, body),
    }
    if place is not None:
        headers["traceparent"] = place.traceparent
    return headers, body
