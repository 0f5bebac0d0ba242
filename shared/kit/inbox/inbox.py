"""One event of another system becomes one command; a refused one becomes a dead letter, never nothing.

The same code serves HTTP and Kafka. Repeating an event changes nothing: the command's id is the
event's own, and the same id with other data is refused.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec
import structlog

from shared.kit import metrics, tracing
from shared.kit.clock import Clock
from shared.kit.decider import Rejection
from shared.kit.errors import Operational, Refused, Unavailable
from shared.kit.eventstore.handle import Intent, Request, earlier, handle_all
from shared.kit.eventstore.port import Appended, CommandId, EventStore
from shared.kit.inbox.received import Event, Received, Refusal, event_of
from shared.kit.inbox.told_data import D, canonical, validated
from shared.kit.postgres.failures import is_momentary

log = structlog.get_logger()

T = TypeVar("T")

Intended = Intent[Any, Any, Any]

Status = Literal["accepted", "duplicate", "refused"]


@dataclass(frozen=True, slots=True)
class Accept(Generic[D]):
    """What a service does with one type. `key` is the unit of order that the data names.

    `intend` is the service's use case as far as it is gathered, awaited if that takes a look elsewhere:
    it may raise a `Rejection`, `Refused` or `Operational`. `kept` is how long a letter of what was refused
    keeps its content, for what may be private; None keeps it.
    """

    contract: type[D]
    intend: Callable[[D, Request], Intended | Awaitable[Intended]]
    key: Callable[[D], str]
    kept: timedelta | None = None


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of one event. `position` is the key's last published fact, such as `leads:17`."""

    id: str | None
    status: Status
    position: str | None = None
    reason: str | None = None
    detail: str = ""


class Understood(msgspec.Struct, frozen=True):
    """An event whose data meets its contract, ready to be used."""

    event: Event
    accept: Accept[Any]
    data: Any
    key: str
    request: Request


class Keeper(Protocol):
    """Where refused events are kept; `shared.kit.inbox.dead_letters` is the real one."""

    async def keep(self, received: Received, refusal: Refusal) -> None:
        """The event is kept, durably; repeating it keeps one. Raises what the database raises."""
        ...


class Inbox:
    """The types one service takes, by name, and where it keeps what it refuses."""

    def __init__(
        self,
        service: str,
        handlers: Mapping[str, Accept[Any]],
        store: EventStore,
        keeper: Keeper,
        clock: Clock,
    ) -> None:
        self._service, self._handlers, self._store = service, handlers, store
        self._keeper, self._clock = keeper, clock

    def understand(self, received: Received) -> Understood | Refusal:
        """Return the event with its data, or why it is not taken. No effect."""
        (read,) = self.understand_all([received])
        return read

    def understand_all(self, events: Iterable[Received]) -> list[Understood | Refusal]:
        """Return of each what `understand` would; they came at one moment. No effect."""
        now, here = self._clock.now(), tracing.traceparent()
        return [self._read(received, now, here) for received in events]

    async def use(self, understood: Understood) -> Outcome:
        """The command took effect once, now or earlier. Raises `Refusal`, or `Operational` to try again."""
        (used,) = await self.use_all([understood])
        if isinstance(used, Exception):
            raise used
        return used

    async def use_all(self, events: Sequence[Understood]) -> list[Outcome | Refusal | Operational]:
        """Each command took effect once, now or earlier, or is refused, or is to be tried again.

        Of two events of one key either may take effect first. Raises `Operational` when nothing is
        known of them.
        """
        used: list[Outcome | Refusal | Operational | None] = [None] * len(events)
        intents: list[Intended] = []
        places: list[int] = []
        refused: dict[int, Rejection] = {}
        for place, one in enumerate(events):
            try:
                intended = one.accept.intend(one.data, one.request)
                intents.append(intended if isinstance(intended, Intent) else await intended)
            except Rejection as rejection:
                refused[place] = rejection
            except Exception as error:  # noqa: BLE001 -- handed to the one event it belongs to
                used[place] = self._said(one.event, error)
            else:
                places.append(place)
        # What was accepted under the rules of its day is no news under today's.
        before = await self._earlier([events[place].request.command for place in refused])
        for (place, why), outcome in zip(refused.items(), before, strict=True):
            used[place] = self._said(events[place].event, outcome or why)
        for place, outcome in zip(places, await self._handled(intents), strict=True):
            used[place] = self._said(events[place].event, outcome)
        return [one for one in used if one is not None]

    async def settle(self, received: Received, read: Understood | Refusal) -> Outcome:
        """The event took effect or is a dead letter, durably. Raises `Operational` until then."""
        (settled,) = await self.settle_all([(received, read)])
        if isinstance(settled, Exception):
            raise settled
        return settled

    async def settle_all(
        self, events: Sequence[tuple[Received, Understood | Refusal]]
    ) -> list[Outcome | Operational]:
        """Each event took effect or is a dead letter, durably, or is to be tried again.

        Raises `Operational` when nothing is known of them.
        """
        used = iter(await self.use_all([read for _, read in events if isinstance(read, Understood)]))
        settled: list[Outcome | Operational] = []
        for received, read in events:
            became = next(used) if isinstance(read, Understood) else read
            settled.append(await self._kept(received, became) if isinstance(became, Refusal) else became)
        return settled

    async def _handled(self, intents: Sequence[Intended]) -> Sequence[Appended | Exception]:
        return await _momentary(handle_all(self._store, intents)) if intents else []

    async def _earlier(self, commands: Sequence[CommandId]) -> Sequence[Appended | Exception | None]:
        return await _momentary(earlier(self._store, commands)) if commands else []

    def _said(self, event: Event, outcome: Appended | Exception) -> Outcome | Refusal | Operational:
        if isinstance(outcome, Appended):
            position = f"{self._service}:{outcome.published}"
            return Outcome(event.id, "duplicate" if outcome.replayed else "accepted", position)
        if isinstance(outcome, Operational):
            return outcome
        if is_momentary(outcome):
            return Unavailable(f"{event.type}: {type(outcome).__name__}")
        return _refusal(outcome, event).about(event.id, event.source, event.type)

    async def _kept(self, received: Received, refusal: Refusal) -> Outcome | Operational:
        """The event is a dead letter; return what its sender is told."""
        try:
            await self._keeper.keep(received, refusal)
        except Exception as error:
            if is_momentary(error):
                return Unavailable(f"dead letter: {type(error).__name__}")
            raise
        metrics.dead_letters.labels("inbox", refusal.reason).inc()
        return Outcome(refusal.event_id, "refused", None, refusal.reason, refusal.detail)

    def _read(self, received: Received, now: datetime, here: str | None) -> Understood | Refusal:
        try:
            event = event_of(received, now)
        except Refusal as refusal:
            return refusal
        try:
            return self._understood(event, received.principal, now, here)
        except Refusal as refusal:
            return refusal.about(event.id, event.source, event.type)

    def _understood(self, event: Event, principal: str, now: datetime, here: str | None) -> Understood:
        accept = self._handlers.get(event.type)
        if accept is None:
            raise Refusal("unknown_type", f"{event.type} is not taken here")
        contract = accept.contract
        if event.dataschema is not None:
            schema = f"urn:tuoke:schema:{contract.TYPE.removeprefix('tuoke.')}:{contract.VERSION}"
            if event.dataschema != schema:
                raise Refusal("wrong_schema", f"{event.dataschema}, we take {schema}")
        # Hashed in a canonical form, so that one event is one content in every mode and spacing.
        hashed = sha256(event.type.encode() + b"\0" + canonical(event.data)).digest()
        data = validated(contract, event.data)
        command = CommandId(event.command_id, hashed)
        # A header that breaks the grammar is left out; over HTTP the request's own trace stands in.
        # What came by Kafka without one begins here.
        own = tracing.parse(event.traceparent) if event.traceparent else None
        traceparent = own.traceparent if own else here or tracing.begin().traceparent
        request = Request(command, now, principal, traceparent)
        return Understood(event, accept, data, accept.key(data), request)


async def _momentary(asking: Awaitable[T]) -> T:
    try:
        return await asking
    except Exception as error:
        if is_momentary(error):
            raise Unavailable(type(error).__name__) from error
        raise


def _refusal(error: Exception, event: Event) -> Refusal:
    match error:
        case Rejection():
            metrics.rejections.labels(error.code).inc()
            return Refusal(error.code, "; ".join(f"{name}: {value}" for name, value in error.detail.items()))
        case Refused():
            return Refusal(error.code, str(error))
        case _:
            # A bug of ours must not stop the events behind this one; mended, this one is redriven.
            log.error("inbox.handler_failed", exc_info=error, event_id=event.id, type=event.type)
            return Refusal("handler_failed", type(error).__name__)
