"""The customer's use cases, one short method a command: gather, decide, append."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

import msgspec

from services.leads.customer.catalogues import Catalogues, KnownBooks
from services.leads.customer.codec import CODEC
from services.leads.customer.content_key import EVIDENCE, Place
from services.leads.customer.content_keys import Keys, opened
from services.leads.customer.decide import (
    CUSTOMER,
    CaptureLead,
    ChangeLifecycle,
    Customer,
    CustomerCommand,
    EndConsent,
    RecordConsent,
    RecordSection,
)
from services.leads.customer.decide.state import BUSINESS, Told
from services.leads.customer.events import CustomerEvent, Evidence, ExternalRef, Lifecycle
from services.leads.customer.events.sealed import Sealed
from services.leads.customer.published import publish
from services.leads.customer.section import Catalogue, Section
from shared.contracts import consents, inbox
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import named_customer_id
from shared.kit.ids import uuid7

CustomerIntent = Intent[Customer, CustomerCommand, CustomerEvent]


def stream_of(customer_id: UUID) -> str:
    """Return the customer's stream."""
    return f"customer-{customer_id}"


@dataclass(frozen=True, slots=True)
class SectionKnown:
    """A checked section of the file, and since when it holds; None is now."""

    customer_id: UUID
    section: Section
    as_of: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerFile:
    """What can be done to a customer's file."""

    store: EventStore
    kind: StreamKind[Customer, CustomerCommand, CustomerEvent]
    catalogues: Catalogues
    keys: Keys

    @classmethod
    def of(
        cls, store: EventStore, publisher: Publisher, declared: Catalogue, books: KnownBooks, keys: Keys
    ) -> Self:
        """Return the use cases over `store`, with the `declared` sections and those of the book in force."""
        kind = StreamKind(CUSTOMER, CODEC, publish, publisher)
        return cls(store, kind, Catalogues(declared, books), keys)

    async def read(self, customer_id: UUID) -> Told:
        """Return what the customer's own stream tells, at this moment, opened as far as there are keys."""
        loaded = await self.store.load(stream_of(customer_id))
        stored = (CODEC.decode(fact.type, fact.schema_version, fact.data) for fact in loaded.events)
        facts = await opened(self.keys, customer_id, stored)
        return Told(CUSTOMER.fold(facts), facts)

    async def readable(self, told: Told, now: datetime) -> Catalogue:
        """Return the sections as they are declared now, and those that the customer has from before."""
        recorded = ((slug, one.policy_version) for slug, one in told.customer.sections.items())
        return await self.catalogues.readable(now, recorded)

    async def capture_lead(self, told: inbox.CaptureLead, request: Request) -> Appended:
        """The customer is captured; one named by another system is the same one each time."""
        return await handle(self.store, self.capturing(told, request))

    def capturing(self, told: inbox.CaptureLead, request: Request) -> CustomerIntent:
        """Return what captures the customer."""
        named = told.customer
        customer_id = uuid7() if named is None else named_customer_id(named)
        outside = ExternalRef(named.source, named.ref) if named and named.source and named.ref else None
        command = CaptureLead(
            customer_id=customer_id,
            kind=told.kind,
            name=told.name,
            source=told.source,
            source_detail=told.source_detail,
            campaign=told.campaign,
            external_ref=outside,
            owner=told.owner,
            captured_at=told.captured_at or request.now,
            now=request.now,
        )
        return self.intent(customer_id, command, request, creates=named is None)

    async def take_step(  # noqa: PLR0913 -- a step is all of these
        self,
        customer_id: UUID,
        after: Lifecycle,
        evidence: Evidence,
        request: Request,
        *,
        changed_at: datetime | None = None,
        if_version: int | None = None,
        deadline: str | None = None,
    ) -> Appended:
        """The customer is at `after`, on that evidence. `deadline`, if one asked, is over."""
        command = ChangeLifecycle(
            customer_id=customer_id,
            after=after,
            evidence=evidence,
            changed_at=changed_at or request.now,
            now=request.now,
            deadline=deadline,
        )
        return await handle(self.store, self.intent(customer_id, command, request, if_version=if_version))

    async def record_section(self, known: SectionKnown, request: Request) -> Appended:
        """The section of the file says this."""
        return await handle_when_made(self.store, request, self.recording(known, request))

    async def record_as_declared(
        self, read: Callable[[Catalogue], SectionKnown], request: Request
    ) -> Appended:
        """The section says what `read` finds by the sections that are declared now. Raises what it raises."""
        return await handle_when_made(self.store, request, self._reading(read, request))

    async def _reading(self, read: Callable[[Catalogue], SectionKnown], request: Request) -> CustomerIntent:
        return await self.recording(read(await self.catalogues.at(request.now)), request)

    async def recording(self, known: SectionKnown, request: Request) -> CustomerIntent:
        """Return what records the section, which is refused when its purpose lacks a consent."""
        about, catalogue = known.section.ABOUT, await self.catalogues.at(request.now)
        content, told = known.section.content(), catalogue.told(about)
        sealed = await self._sealed(Place(known.customer_id, about.purpose, about.slug), content)
        command = RecordSection(
            customer_id=known.customer_id,
            section=about.slug,
            section_version=about.version,
            content=content if told is None else {name: content[name] for name in told if name in content},
            filled=known.section.filled(),
            weights=catalogue.weights,
            recorded_by=request.principal,
            policy_version=about.policy_version,
            purpose=about.purpose,
            told=told,
            as_of=known.as_of or request.now,
            now=request.now,
            sealed=sealed,
            named=known.section.named(),
        )
        return self.intent(known.customer_id, command, request)

    async def record_consent(self, told: consents.RecordConsent, request: Request) -> Appended:
        """The customer has consented to the purpose (S4-10)."""
        return await handle_when_made(self.store, request, self.consenting(told, request))

    async def consenting(self, told: consents.RecordConsent, request: Request) -> CustomerIntent:
        """Return what records the consent."""
        customer_id = named_customer_id(told.customer)
        command = RecordConsent(
            customer_id=customer_id,
            purpose=told.purpose,
            text_version=told.text_version,
            channel=told.channel,
            evidence=await self._sealed(Place(customer_id, told.purpose, EVIDENCE), told.evidence),
            until=told.until,
            weights=(await self.catalogues.at(request.now)).weights,
            recorded_by=request.principal,
            given_at=told.given_at or request.now,
            now=request.now,
        )
        return self.intent(customer_id, command, request)

    async def withdraw_consent(self, told: consents.WithdrawConsent, request: Request) -> Appended:
        """The customer does not consent any more; what was recorded under the consent is masked (S4-10)."""
        return await handle_when_made(self.store, request, self.withdrawing(told, request))

    async def withdrawing(self, told: consents.WithdrawConsent, request: Request) -> CustomerIntent:
        """Return what withdraws the consent."""
        customer_id = named_customer_id(told.customer)
        return await self._ending(customer_id, told.purpose, "withdrawn", told.reason, request)

    async def lapse_consent(self, customer_id: UUID, purpose: str, request: Request) -> Appended:
        """The consent is over by its own date, unless another one took its place."""
        return await handle_when_made(
            self.store, request, self._ending(customer_id, purpose, "lapsed", None, request)
        )

    async def _ending(
        self,
        customer_id: UUID,
        purpose: str,
        cause: consents.ConsentEnd,
        reason: str | None,
        request: Request,
    ) -> CustomerIntent:
        weights = (await self.catalogues.at(request.now)).weights
        command = EndConsent(customer_id, purpose, cause, reason, weights, request.principal, request.now)
        return self.intent(customer_id, command, request)

    async def _sealed(self, place: Place, content: Any) -> Sealed | None:
        """Return the content as the events may have it; None for the business, which hides nothing."""
        if place.purpose == BUSINESS:
            return None
        return (await self.keys.of(place.customer_id, place.purpose)).seal(content, place)

    def intent(
        self, customer_id: UUID, command: CustomerCommand, request: Request, **options: Any
    ) -> CustomerIntent:
        """Return the command to the customer's own stream."""
        answer = msgspec.json.encode({"customer_id": customer_id})
        stream, key = stream_of(customer_id), str(customer_id)
        return Intent(self.kind, stream, key, command, request, answer=answer, **options)
