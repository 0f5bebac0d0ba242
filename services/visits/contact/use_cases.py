"""The contact's use case: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.visits.contact.decide import CONTACT, Contact, LogVisit, VisitUnknown
from services.visits.contact.events import VisitLogged
from services.visits.contact.published import publish
from shared.contracts import inbox
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import named_customer_id
from shared.kit.ids import uuid7

CODEC = Codec(VisitLogged)


def stream_of(contact_id: UUID) -> str:
    """Return the contact's stream."""
    return f"contact-{contact_id}"


@dataclass(frozen=True, slots=True)
class Contacts:
    """What can be done about contacts."""

    store: EventStore
    kind: StreamKind[Contact, LogVisit, VisitLogged]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use case over `store`."""
        return cls(store, StreamKind(CONTACT, CODEC, publish, publisher))

    async def read(self, contact_id: UUID) -> VisitLogged:
        """Return the contact. Raises VisitUnknown."""
        loaded = await self.store.load(stream_of(contact_id))
        contact = self.kind.fold(loaded.events)
        if contact is None:
            raise VisitUnknown(contact_id=str(contact_id))
        return contact

    async def log_visit(self, told: inbox.LogVisit, request: Request) -> Appended:
        """The visit is on file, with its purpose."""
        return await handle(self.store, self.logging(told, request))

    def logging(self, told: inbox.LogVisit, request: Request) -> Intent[Contact, LogVisit, VisitLogged]:
        """Return what logs it."""
        contact_id, customer_id = uuid7(), named_customer_id(told.customer)
        command = LogVisit(
            contact_id=contact_id,
            customer_id=customer_id,
            channel=told.channel,
            purposes=told.purposes,
            summary=told.summary,
            effective=told.effective,
            salesperson=told.salesperson,
            happened_at=told.happened_at,
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
