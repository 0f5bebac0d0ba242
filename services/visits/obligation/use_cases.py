"""The obligation's use cases, one short method a command: gather, decide, append."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec

from services.visits.obligation.decide import (
    BY_HAND,
    OBLIGATION,
    CancelObligation,
    EscalationUnknown,
    MeetObligation,
    Obligation,
    ObligationCommand,
    ObligationUnknown,
    State,
    TakeSteps,
)
from services.visits.obligation.events import (
    ObligationBreached,
    ObligationCancelled,
    ObligationEscalated,
    ObligationEvent,
    ObligationHandedOver,
    ObligationMet,
    ObligationOpened,
    ObligationSettled,
    ObligationWarned,
)
from services.visits.obligation.published import publish
from services.visits.obligation.terms import Asked, opening
from shared.contracts import obligations
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, CommandId, EventStore, Loaded
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_distant
from shared.policy.rule import Text

CODEC: Codec[ObligationEvent] = Codec(
    ObligationOpened,
    ObligationWarned,
    ObligationBreached,
    ObligationEscalated,
    ObligationMet,
    ObligationCancelled,
    ObligationHandedOver,
    ObligationSettled,
)

_UNASKED = CommandId("", b"")
"""No command has this id, so a stream is read for itself."""

ObligationIntent = Intent[State, ObligationCommand, ObligationEvent]


def stream_of(obligation_id: UUID) -> str:
    """Return the obligation's stream."""
    return f"obligation-{obligation_id}"


@dataclass(frozen=True, slots=True)
class Obligations:
    """What can be done about obligations, each under the policy in force when it is recorded."""

    store: EventStore
    kind: StreamKind[State, ObligationCommand, ObligationEvent]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(OBLIGATION, CODEC, publish, publisher), books)

    async def open_by_hand(self, told: obligations.OpenObligation, request: Request) -> Appended:
        """A person's obligation is open, with its warnings and its ladder."""
        return await handle_when_made(self.store, request, self.opening(told, request))

    async def opening(self, told: obligations.OpenObligation, request: Request) -> ObligationIntent:
        """Return what opens it. Raises EscalationUnknown, `TimeTooDistant`, `NoWorkingDay` of the ladder."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        obligation_id = external_id("obligation", ref.source, ref.ref) if ref else uuid7()
        # Before its ladder is worked out: the calendar has an end.
        refuse_distant(told.due_at, request.now, "due_at")
        book = await self.books.at(request.now)
        if told.escalation is not None and told.escalation not in book.obligations.ladder:
            raise EscalationUnknown(escalation=told.escalation)
        asked = Asked(
            customer_id=customer_id,
            rule=BY_HAND,
            period=BY_HAND,
            title=Text(zh=told.title, en=told.title),
            party=told.party,
            person=told.person,
            met_by=BY_HAND,
            since=request.now,
            due_at=told.due_at,
            warn_before=told.warn_before,
            escalation=told.escalation,
            named=obligation_id,
        )
        command = opening(asked, book, request.now)
        return self.intent(obligation_id, str(customer_id), command, request, creates=True)

    async def read(self, obligation_id: UUID) -> tuple[Obligation, int]:
        """Return the obligation and its version. Raises ObligationUnknown."""
        loaded = await self.store.load(stream_of(obligation_id))
        obligation = self.kind.fold(loaded.events)
        if obligation is None:
            raise ObligationUnknown(obligation_id=str(obligation_id))
        return obligation, len(loaded.events)

    async def states(self, obligations: Sequence[UUID]) -> Mapping[UUID, Obligation]:
        """Return those that were opened, in one look. Raises `Unavailable`."""
        if not obligations:
            return {}
        loaded = await self.store.load_all([(stream_of(one), _UNASKED) for one in obligations])
        states = {
            identity: self.kind.fold(found.events)
            for identity, found in zip(obligations, loaded, strict=True)
            if isinstance(found, Loaded)
        }
        return {identity: state for identity, state in states.items() if state is not None}

    async def fulfil(self, obligation_id: UUID, note: str | None, request: Request) -> Appended:
        """A person says that it is done, now."""
        command = MeetObligation(request.now, request.principal, note, request.now)
        return await self._follow(obligation_id, command, request)

    async def cancel(self, obligation_id: UUID, note: str, request: Request) -> Appended:
        """A person says, with a reason, that it is owed no more."""
        command = CancelObligation(BY_HAND, note, request.principal, request.now)
        return await self._follow(obligation_id, command, request)

    def stepping(self, obligation_id: UUID, key: str, request: Request) -> ObligationIntent:
        """Return what records whatever time has brought by now: warnings, the breach, steps of the ladder."""
        return self.intent(obligation_id, key, TakeSteps(request.now), request)

    async def _follow(self, obligation_id: UUID, command: ObligationCommand, request: Request) -> Appended:
        # The caller names an obligation only; whose it is, and so its key, is in its opening.
        obligation, _ = await self.read(obligation_id)
        key = str(obligation.owed.customer_id)
        return await handle(self.store, self.intent(obligation_id, key, command, request))

    def intent(
        self, obligation_id: UUID, key: str, command: ObligationCommand, request: Request, **options: Any
    ) -> ObligationIntent:
        """Return the command to one obligation of the customer `key`."""
        return Intent(self.kind, stream_of(obligation_id), key, command, request, answer=_answer, **options)


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    owed = state.owed
    return msgspec.json.encode(
        {"obligation_id": owed.obligation_id, "customer_id": owed.customer_id, "due_at": owed.due_at}
    )
