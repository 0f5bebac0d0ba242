"""The planned contact's use cases, one short method a command: gather, decide, append."""

from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

import msgspec

from services.visits.customer.read_models.standing import Standings
from services.visits.planned.decide import (
    PLANNED,
    BeginContact,
    CallOffContact,
    MissContact,
    PlanContact,
    PlannedCommand,
    PlannedContact,
    PlannedContactUnknown,
    PrepareContact,
    State,
)
from services.visits.planned.declared import fit_of, ready_of
from services.visits.planned.events import (
    ContactBegun,
    ContactCalledOff,
    ContactMissed,
    ContactPlanned,
    ContactPrepared,
    Planned,
    PlannedEvent,
)
from services.visits.planned.published import publish
from shared.contracts import planned_contacts
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import named_customer_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_distant
from shared.policy.working_time import add

CODEC: Codec[PlannedEvent] = Codec(
    ContactPlanned, ContactPrepared, ContactBegun, ContactMissed, ContactCalledOff
)

PlannedIntent = Intent[State, PlannedCommand, PlannedEvent]

REFUSED = "refused"


def stream_of(planned_id: UUID) -> str:
    """Return the planned contact's stream."""
    return f"planned-{planned_id}"


@dataclass(frozen=True, slots=True)
class PlannedContacts:
    """What can be done about planned contacts, each under the policy in force."""

    store: EventStore
    kind: StreamKind[State, PlannedCommand, PlannedEvent]
    books: InForce
    standings: Standings

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce, standings: Standings) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(PLANNED, CODEC, publish, publisher), books, standings)

    async def read(self, planned_id: UUID) -> tuple[PlannedContact, int]:
        """Return the planned contact and its version. Raises PlannedContactUnknown."""
        loaded = await self.store.load(stream_of(planned_id))
        planned = self.kind.fold(loaded.events)
        if planned is None:
            raise PlannedContactUnknown(planned_id=str(planned_id))
        return planned, len(loaded.events)

    async def plan(self, told: planned_contacts.PlanContact, request: Request) -> Appended:
        """The contact is planned, with what is still missing."""
        return await handle_when_made(self.store, request, self.planning(told, request))

    async def planning(self, told: planned_contacts.PlanContact, request: Request) -> PlannedIntent:
        """Return what plans it. Raises `TimeTooDistant`, and `NoWorkingDay`."""
        planned_id, customer_id = uuid7(), named_customer_id(told.customer)
        # Before its hours are worked out: the calendar has an end.
        refuse_distant(told.starts_at, request.now, "starts_at")
        book, standing = await self.books.at(request.now), await self.standings.of(customer_id)
        fit = fit_of(told.starts_at, rain=bool(told.rain), book=book, standing=standing)
        planned = Planned(
            planned_id=planned_id,
            customer_id=customer_id,
            channel=told.channel,
            kind=told.kind,
            salesperson=told.salesperson,
            starts_at=told.starts_at,
            timing=None if fit == REFUSED else fit,
            policy_version=book.version,
        )
        preparation = planned_contacts.Preparation(
            outline=told.outline or (), taken=told.taken or (), shows=told.shows or ()
        )
        command = PlanContact(
            planned,
            ready_of(preparation, told.channel, told.kind, book, standing),
            # Whoever is only rung up or written to is not disturbed at work.
            fit == REFUSED and told.channel in book.contacts.preparation.channels,
            add(told.starts_at, book.contacts.preparation.missed_after, book.calendar),
            request.principal,
            request.now,
        )
        return self._intent(planned_id, str(customer_id), command, request, creates=True)

    async def prepare(
        self, planned_id: UUID, told: planned_contacts.Preparation, request: Request
    ) -> Appended:
        """That is ready now, instead of what was ready before."""
        planned = (await self.read(planned_id))[0].planned
        book = await self.books.at(request.now)
        standing = await self.standings.of(planned.customer_id)
        ready = ready_of(told, planned.channel, planned.kind, book, standing)
        command = PrepareContact(ready, request.principal, request.now)
        return await self._follow(planned, command, request)

    async def begin(self, planned_id: UUID, request: Request) -> Appended:
        """Somebody is with the customer, prepared."""
        planned = (await self.read(planned_id))[0].planned
        return await self._follow(planned, BeginContact(request.principal, request.now), request)

    async def call_off(self, planned_id: UUID, reason: str, request: Request) -> Appended:
        """It will not take place, for that reason."""
        planned = (await self.read(planned_id))[0].planned
        return await self._follow(planned, CallOffContact(reason, request.principal, request.now), request)

    def missing(self, planned_id: UUID, key: str, request: Request) -> PlannedIntent:
        """Return what says that it was missed, unless it has ended; its deadline is over."""
        return self._intent(planned_id, key, MissContact(request.now), request)

    async def _follow(self, planned: Planned, command: PlannedCommand, request: Request) -> Appended:
        intent = self._intent(planned.planned_id, str(planned.customer_id), command, request)
        return await handle(self.store, intent)

    def _intent(
        self, planned_id: UUID, key: str, command: PlannedCommand, request: Request, **options: Any
    ) -> PlannedIntent:
        return Intent(self.kind, stream_of(planned_id), key, command, request, answer=_answer, **options)


def _answer(state: State) -> bytes:
    if state is None:
        return b""
    planned = state.planned
    return msgspec.json.encode(
        {
            "planned_id": planned.planned_id,
            "customer_id": planned.customer_id,
            "standing": state.standing,
            "timing": planned.timing,
            "missing": state.prepared.missing,
        }
    )
