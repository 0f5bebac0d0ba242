"""The purchase's use case: gather, decide, append."""

from dataclasses import dataclass
from typing import Self

import msgspec

from services.leads.purchase.decide import PURCHASE, Purchase, RecordPurchase
from services.leads.purchase.events import ExternalRef, PurchaseRecorded
from services.leads.purchase.published import publish
from shared.contracts import inbox
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id, named_customer_id
from shared.kit.ids import id_text, uuid7

CODEC = Codec(PurchaseRecorded)


@dataclass(frozen=True, slots=True)
class Purchases:
    """What can be done about purchases."""

    store: EventStore
    kind: StreamKind[Purchase, RecordPurchase, PurchaseRecorded]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use case over `store`."""
        return cls(store, StreamKind(PURCHASE, CODEC, publish, publisher))

    async def record_purchase(self, told: inbox.RecordPurchase, request: Request) -> Appended:
        """The purchase is on file; one named by another system is the same one each time."""
        return await handle(self.store, self.recording(told, request))

    def recording(
        self, told: inbox.RecordPurchase, request: Request
    ) -> Intent[Purchase, RecordPurchase, PurchaseRecorded]:
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
            f"purchase-{id_text(purchase_id)}",
            id_text(customer_id),
            command,
            request,
            answer=msgspec.json.encode({"purchase_id": purchase_id, "customer_id": customer_id}),
            creates=True,
        )
