"""The override's use cases, one short method a command: gather, decide, append."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

import msgspec

from services.scoring.override.decide import (
    OVERRIDE,
    UNTIL,
    EndOverride,
    LapseOverride,
    Override,
    OverrideCommand,
    OverrideTier,
)
from services.scoring.override.events import OverrideEvent, TierClass, TierOverridden, TierOverrideEnded
from services.scoring.override.published import publish
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Due, Handler
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore

CODEC: Codec[OverrideEvent] = Codec(TierOverridden, TierOverrideEnded)

AHEAD_MAX = timedelta(days=366)
"""How long an override may hold: a judgement is looked at again within a year."""

DEADLINES_PRINCIPAL = "scoring:deadlines"


def stream_of(customer_id: UUID) -> str:
    """Return the stream of the customer's override."""
    return f"override-{customer_id}"


@dataclass(frozen=True, slots=True)
class Overrides:
    """What can be done about overrides."""

    store: EventStore
    kind: StreamKind[Override, OverrideCommand, OverrideEvent]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(OVERRIDE, CODEC, publish, publisher))

    async def override(
        self, customer_id: UUID, tier: TierClass, reason: str, until: datetime, request: Request
    ) -> Appended:
        """The class is this one until then, whatever the score."""
        now = request.now
        command = OverrideTier(customer_id, tier, reason, until, request.principal, now + AHEAD_MAX, now)
        return await self._handle(customer_id, command, request)

    async def end(self, customer_id: UUID, request: Request) -> Appended:
        """The class is again what the score says. Raises OverrideUnknown."""
        return await self._handle(customer_id, EndOverride(request.principal, request.now), request)

    async def lapse(self, customer_id: UUID, request: Request) -> Appended:
        """The override has ended if its time is over."""
        return await self._handle(customer_id, LapseOverride(request.now), request)

    async def _handle(self, customer_id: UUID, command: OverrideCommand, request: Request) -> Appended:
        stream, key = stream_of(customer_id), str(customer_id)
        return await handle(self.store, Intent(self.kind, stream, key, command, request, answer=_answer))


def deadline_handlers(overrides: Overrides, clock: Clock) -> Mapping[str, Handler]:
    """Return what becomes of each kind of deadline."""

    async def lapse(due: Due) -> None:
        await overrides.lapse(UUID(due.key), due.request(clock, DEADLINES_PRINCIPAL))

    return {UNTIL: lapse}


def _answer(state: Override) -> bytes:
    if state is None:
        return b""
    told: dict[str, Any] = {
        "customer_id": state.set.customer_id,
        "tier": state.set.tier,
        "until": state.set.until,
        "holds": not state.ended,
    }
    return msgspec.json.encode(told)
