"""A purchase is recorded once; said again it is no news, said otherwise it is refused."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from services.leads.purchase.events import ExternalRef, PurchaseRecorded
from shared.kit.decider import Decider, Decision, Rejection
from shared.kit.plausible_time import refuse_implausible


@dataclass(frozen=True, slots=True)
class RecordPurchase:
    """`purchased_at` is None when the teller gave no time; then it is now."""

    purchase_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    purchased_at: datetime | None
    now: datetime
    external_ref: ExternalRef | None = None
    quantity: int | None = None
    original_date: date | None = None


class PurchaseRecordedOtherwise(Rejection):
    """The same purchase is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "purchase_recorded_otherwise"


Purchase = PurchaseRecorded | None


def evolve(state: Purchase, event: PurchaseRecorded) -> Purchase:
    """Return the purchase after its one fact."""
    del state
    return event


def decide(state: Purchase, command: RecordPurchase) -> Decision[PurchaseRecorded]:
    """Return the fact, or nothing when it is on file already."""
    purchased_at = command.purchased_at or command.now
    refuse_implausible(purchased_at, command.now, "purchased_at")
    recorded = PurchaseRecorded(
        purchase_id=command.purchase_id,
        customer_id=command.customer_id,
        external_ref=command.external_ref,
        amount_minor=command.amount_minor,
        currency=command.currency,
        quantity=command.quantity,
        occurred_at=purchased_at,
        original_date=command.original_date,
    )
    if state is None:
        return Decision((recorded,))
    if command.purchased_at is None:
        recorded = replace(recorded, occurred_at=state.occurred_at)
    if recorded == state:
        return Decision()
    raise PurchaseRecordedOtherwise(purchase_id=str(command.purchase_id))


PURCHASE: Decider[Purchase, RecordPurchase, PurchaseRecorded] = Decider(None, evolve, decide)
