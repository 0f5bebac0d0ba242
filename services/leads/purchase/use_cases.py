"""The purchase's use cases: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.leads.purchase.decide import (
    PURCHASE,
    Bought,
    Purchase,
    PurchaseCommand,
    PurchaseUnknown,
    RecordPurchase,
    RecordReturn,
)
from services.leads.purchase.events import (
    ExternalRef,
    PurchaseEvent,
    PurchaseRecorded,
    PurchaseReturned,
    purchase_returned_2,
)
from services.leads.purchase.published import publish
from shared.contracts import inbox
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle, handle_when_made
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import id_text, uuid7

CODEC: Codec[PurchaseEvent] = Codec(
    PurchaseRecorded, PurchaseReturned, upcasts={(PurchaseReturned.TYPE, 1): purchase_returned_2}
)

PurchaseIntent = Intent[Purchase, PurchaseCommand, PurchaseEvent]


def stream_of(purchase_id: UUID) -> str:
    """Return the purchase's stream."""
    return f"purchase-{id_text(purchase_id)}"


@dataclass(frozen=True, slots=True)
class Purchases:
    """What can be done about purchases."""

    store: EventStore
    kind: StreamKind[Purchase, PurchaseCommand, PurchaseEvent]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(PURCHASE, CODEC, publish, publisher))

    async def record_purchase(self, told: inbox.RecordPurchase, request: Request) -> Appended:
        """The purchase is on file; one named by another system is the same one each time."""
        return await handle(self.store, self.recording(told, request))

    def recording(self, told: inbox.RecordPurchase, request: Request) -> PurchaseIntent:
        """Return what records it."""
        ref, customer_id = told.external_ref, named_customer_id(told.customer)
        purchase_id = external_id("purchase", ref.source, ref.ref) if ref else uuid7()
        command = RecordPurchase(
            purchase_id=purchase_id,
            customer_id=customer_id,
            amount_minor=told.amount_minor,
            currency=told.currency,
            quantity=told.quantity,
            purchased_at=told.purchased_at,
            original_date=told.original_date,
            external_ref=ExternalRef(ref.source, ref.ref) if ref else None,
            now=request.now,
        )
        return Intent(
            self.kind,
            stream_of(purchase_id),
            id_text(customer_id),
            command,
            request,
            answer=msgspec.json.encode({"purchase_id": purchase_id, "customer_id": customer_id}),
            creates=True,
        )

    async def record_return(self, purchase_id: UUID, told: inbox.Returned, request: Request) -> Appended:
        """So much of the purchase came back; one named by another system is the same one each time."""
        return await handle_when_made(self.store, request, self._returning(purchase_id, None, told, request))

    async def returning(self, told: inbox.RecordReturn, request: Request) -> PurchaseIntent:
        """Return what records the return of the customer's purchase. Raises PurchaseUnknown."""
        named = told.purchase
        purchase_id = named.id or external_id("purchase", named.source or "", named.ref or "")
        return await self._returning(purchase_id, named_customer_id(told.customer), told, request)

    async def read(self, purchase_id: UUID) -> Bought:
        """Return the purchase. Raises PurchaseUnknown."""
        bought = self.kind.fold((await self.store.load(stream_of(purchase_id))).events)
        if bought is None:
            raise PurchaseUnknown(purchase_id=str(purchase_id))
        return bought

    async def _returning(
        self, purchase_id: UUID, customer_id: UUID | None, told: inbox.Returned, request: Request
    ) -> PurchaseIntent:
        # The caller names a purchase; whose it is, and so its key, is in what was recorded.
        bought = await self.read(purchase_id)
        if customer_id not in {None, bought.recorded.customer_id}:
            raise PurchaseUnknown(purchase_id=str(purchase_id), customer_id=str(customer_id))
        ref = told.external_ref
        return_id = external_id("return", ref.source, ref.ref) if ref else uuid7()
        command = RecordReturn(
            return_id=return_id,
            amount_minor=told.amount_minor,
            currency=told.currency,
            reason=told.reason,
            returned_at=told.returned_at,
            external_ref=ExternalRef(ref.source, ref.ref) if ref else None,
            now=request.now,
        )
        answer = {"purchase_id": purchase_id, "return_id": return_id}
        return Intent(
            self.kind,
            stream_of(purchase_id),
            id_text(bought.recorded.customer_id),
            command,
            request,
            answer=msgspec.json.encode(answer | {"customer_id": bought.recorded.customer_id}),
        )
