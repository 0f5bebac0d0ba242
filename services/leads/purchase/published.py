"""What the world hears of a purchase."""

from services.leads.purchase.events import PurchaseEvent, PurchaseReturned
from shared.contracts import leads
from shared.contracts.base import ExternalRef


def publish(event: PurchaseEvent) -> leads.PurchaseRecorded | leads.PurchaseReturned:
    """Return the contract that tells this fact."""
    if isinstance(event, PurchaseReturned):
        return leads.PurchaseReturned(
            customer_id=event.customer_id,
            purchase_id=event.purchase_id,
            return_id=event.return_id,
            amount_minor=event.amount_minor,
            currency=event.currency,
            returned_at=event.occurred_at,
            purchased_at=event.purchased_at,
            left_minor=event.left_minor,
        )
    ref = event.external_ref
    return leads.PurchaseRecorded(
        customer_id=event.customer_id,
        purchase_id=event.purchase_id,
        external_ref=ExternalRef(source=ref.source, ref=ref.ref) if ref else None,
        amount_minor=event.amount_minor,
        currency=event.currency,
        quantity=event.quantity,
        purchased_at=event.occurred_at,
        original_date=event.original_date,
    )
