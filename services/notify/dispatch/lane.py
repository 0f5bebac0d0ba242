"""One endpoint's lane: what is queued for it, how it has been answering, what may start now."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from services.notify.delivery.breaker import Breaker
from services.notify.delivery.congestion import LANE_CALLS_MAX, Window
from services.notify.delivery.decide import Answer, Fault, fault
from services.notify.delivery.payload import Occurrence, View, render
from services.notify.dispatch.slots import SLOW_CALL_S, Pace

QUEUE_MAX: Final = 256
"""Rows in memory for a lane that answers fast. Any other has no more than it could have in flight:
memory is for all lanes, and a dead or a slow one would sit on its part of it for hours."""

LOW_WATER_SHARE: Final = 4
"""A lane whose queue is down to a quarter asks for more."""

RECENT_CALLS: Final = 20
_SLOW_CALLS_TO_BE_SLOW: Final = 2
_FIRST_GUESS_MS: Final = 10.0


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint as the dispatcher needs it, at one version; `secrets` are its live ones."""

    id: UUID
    shard: int
    version: int
    url: str
    view: View
    enabled: bool
    secrets: tuple[bytes, ...]
    secrets_until: datetime | None
    failing_since: datetime | None


class Body:
    """A message in memory while some lane holds it, rendered once per view."""

    __slots__ = ("__weakref__", "_rendered", "message_no", "occurrence", "traceparent")

    def __init__(self, message_no: int, occurrence: Occurrence, traceparent: str | None) -> None:
        self.message_no, self.occurrence, self.traceparent = message_no, occurrence, traceparent
        self._rendered: dict[View, bytes] = {}

    def seen_as(self, view: View) -> bytes:
        """Return the bytes that every endpoint with this view is sent."""
        body = self._rendered.get(view)
        if body is None:
            body = self._rendered[view] = render(self.occurrence, view)
        return body


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that is due, with the message it carries."""

    delivery_id: UUID
    step: int
    attempts: int
    deadline: datetime
    body: Body


@dataclass(slots=True, eq=False)
class Lane:
    """The lane of one endpoint. `known` are all deliveries in memory: queued, in flight, unwritten."""

    target: Target
    queue: deque[Due] = field(default_factory=deque)
    known: set[UUID] = field(default_factory=set)
    window: Window = field(default_factory=Window)
    breaker: Breaker = field(default_factory=Breaker)
    in_flight: int = 0
    has_more: bool = False
    closed: bool = False
    used_ms: float = 0.0
    has_turn: bool = False
    expected_ms: float = _FIRST_GUESS_MS
    failing_since: datetime | None = None
    _settled_while_reading: set[UUID] | None = None
    _slow_calls: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT_CALLS))
    _passed: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT_CALLS))

    @property
    def pace(self) -> Pace:
        """Slow is: a fault of its own last, no fast call yet, or more than one slow of the last twenty.

        Twenty calls with two slow ones are a 95th percentile above a second.
        """
        if not self._passed:
            return Pace.UNKNOWN
        is_slow = not self._passed[-1] or sum(self._slow_calls) >= min(
            _SLOW_CALLS_TO_BE_SLOW, len(self._slow_calls)
        )
        return Pace.SLOW if is_slow else Pace.FAST

    @property
    def queue_max(self) -> int:
        """Return how many rows it may have queued as it is now."""
        return QUEUE_MAX if self.pace is Pace.FAST else LANE_CALLS_MAX

    def wants_refill(self, now: float) -> bool:
        """Return whether rows should be read for it: little queued, and something could start soon."""
        if self.closed or not (self.breaker.permits(now) or not self.target.enabled):
            return False
        return len(self.queue) < (self.queue_max // LOW_WATER_SHARE if self.has_more else 1)

    def refill_size(self) -> int:
        """Return how many rows to read: those known are read again, since order alone finds the rest."""
        return len(self.known) + max(1, self.queue_max - len(self.queue))

    def reading(self) -> None:
        """Rows are about to be read for it; `offer` ends that."""
        self._settled_while_reading = set()

    def offer(self, rows: Iterable[Due], *, has_more: bool) -> int:
        """The rows that are new here are queued; returns how many they were.

        What was settled while they were read is passed over: the read may be older than its end, and
        would send it again. A retry among them comes with a later read.
        """
        ended = self._settled_while_reading or ()
        self._settled_while_reading = None
        fresh = [row for row in rows if row.delivery_id not in self.known and row.delivery_id not in ended]
        self.queue.extend(fresh)
        self.known.update(row.delivery_id for row in fresh)
        self.has_more = has_more
        return len(fresh)

    def may_start(self, now: float) -> bool:
        """Return whether a call may start, slots aside."""
        return (
            bool(self.queue)
            and not self.closed
            and self.target.enabled
            and self.in_flight < self.window.calls_max
            and self.breaker.permits(now)
        )

    def start(self) -> Due:
        """The next delivery is in flight."""
        self.breaker.began()
        self.in_flight += 1
        return self.queue.popleft()

    def blamed(self, answer: Answer) -> Fault:
        """Return of whom the answer speaks: while nothing passes, who refuses a message is the endpoint.

        What could not be sent is a defect of ours, and never blames the endpoint.
        """
        said = fault(answer)
        refuses_all = said is Fault.MESSAGE and answer.status is not None and not any(self._passed)
        return Fault.LANE if refuses_all else said

    def finished(self, blamed: Fault, took_s: float, now: float, quiet_s: float) -> None:
        """The lane has learnt from an answer. `quiet_s` is the Retry-After of a lane fault."""
        self.in_flight -= 1
        self.expected_ms += (took_s * 1000 - self.expected_ms) / 8
        self._slow_calls.append(took_s > SLOW_CALL_S)
        if blamed is Fault.MESSAGE:
            # Others pass, so this one message is at fault; the lane is not paused for it.
            self.breaker.unproven()
        elif blamed is Fault.NONE:
            self._passed.append(True)
            self.window.succeeded()
            self.breaker.succeeded()
        else:
            self._passed.append(False)
            self.window.failed()
            self.breaker.failed(now)
            if quiet_s > 0:
                self.breaker.pause_until(now + quiet_s)
            if not self.breaker.permits(now):
                self._let_go()

    def _let_go(self) -> None:
        """What will not start for a while is left to the ledger: others need the memory meanwhile."""
        while len(self.queue) > self.queue_max:
            self.known.discard(self.queue.pop().delivery_id)
            self.has_more = True

    def close(self) -> None:
        """Nothing more starts; what is queued is left to the next owner, what is in flight is awaited."""
        self.closed = True
        self.known.difference_update(row.delivery_id for row in self.queue)
        self.queue.clear()

    def retarget(self, target: Target) -> None:
        """The endpoint changed; calls in flight go on to where it was. A new address starts unburdened."""
        if target.url != self.target.url or target.enabled > self.target.enabled:
            self.breaker, self.window = Breaker(), Window()
        self.target, self.failing_since = target, target.failing_since

    def settled(self, delivery_id: UUID) -> None:
        """The ledger says what memory said; the delivery may come again by its row."""
        self.known.discard(delivery_id)
        if self._settled_while_reading is not None:
            self._settled_while_reading.add(delivery_id)
