"""The contact's use case: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.visits.contact.decide import CONTACT, Contact, LogVisit, VisitPlannedOtherwise, VisitUnknown
from services.visits.contact.declared import is_restricted, rules_of, talk_of
from services.visits.contact.events import VisitLogged, visit_logged_2, visit_logged_3
from services.visits.contact.published import publish
from services.visits.customer.read_models.standing import Standings
from shared.contracts import inbox
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import named_customer_id
from shared.kit.ids import uuid7
from shared.kit.plausible_time import refuse_implausible

CODEC = Codec(
    VisitLogged, upcasts={(VisitLogged.TYPE, 1): visit_logged_2, (VisitLogged.TYPE, 2): visit_logged_3}
)

ContactIntent = Intent[Contact, LogVisit, VisitLogged]


def stream_of(contact_id: UUID) -> str:
    """Return the contact's stream."""
    return f"contact-{contact_id}"


@dataclass(frozen=True, slots=True)
class Contacts:
    """What can be done about contacts, each by the policy in force when it happened."""

    store: EventStore
    kind: StreamKind[Contact, LogVisit, VisitLogged]
    books: InForce
    standings: Standings

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce, standings: Standings) -> Self:
        """Return the use case over `store`."""
        return cls(store, StreamKind(CONTACT, CODEC, publish, publisher), books, standings)

    async def read(self, contact_id: UUID) -> VisitLogged:
        """Return the contact. Raises VisitUnknown."""
        loaded = await self.store.load(stream_of(contact_id))
        contact = self.kind.fold(loaded.events)
        if contact is None:
            raise VisitUnknown(contact_id=str(contact_id))
        return contact

    async def log_visit(self, told: inbox.LogVisit, request: Request) -> Appended:
        """The visit is on file, with its purpose."""
        return await handle_when_made(self.store, request, self.logging(told, request))

    async def logging(self, told: inbox.LogVisit, request: Request) -> ContactIntent:
        """Return what logs it. Raises VisitPlannedOtherwise, and the rejections of an implausible time."""
        contact_id, customer_id = uuid7(), named_customer_id(told.customer)
        happened_at = told.happened_at or request.now
        # Before the book is asked for: no book holds at a time that cannot be.
        refuse_implausible(happened_at, request.now, "happened_at")
        book = await self.books.at(min(happened_at, request.now))
        await self._refuse_planned_otherwise(told.planned_id, customer_id)
        # Only what is not for everyone asks how the customer stands: most contacts cost no look.
        restricted = any(is_restricted(one.material, book.contacts) for one in told.shown or ())
        standing = await self.standings.of(customer_id) if restricted else None
        command = LogVisit(
            contact_id=contact_id,
            customer_id=customer_id,
            channel=told.channel,
            purposes=told.purposes,
            summary=told.summary,
            effective=told.effective,
            salesperson=told.salesperson,
            happened_at=told.happened_at,
            talk=talk_of(told, book, standing),
            rules=rules_of(told, book),
            planned_id=told.planned_id,
            now=request.now,
        )
        return Intent(
            self.kind,
            stream_of(contact_id),
            str(customer_id),
            command,
            request,
            answer=msgspec.json.encode({"contact_id": contact_id, "customer_id": customer_id}),
            creates=True,
        )

    async def _refuse_planned_otherwise(self, planned_id: UUID | None, customer_id: UUID) -> None:
        if planned_id is None:
            return
        planned = (await self.store.load(f"planned-{planned_id}")).events
        if not planned or planned[0].key != str(customer_id):
            raise VisitPlannedOtherwise(planned_id=str(planned_id))
