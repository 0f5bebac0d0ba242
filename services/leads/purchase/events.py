"""The stored facts of a purchase."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec


class ExternalRef(msgspec.Struct, frozen=True, gc=False):
    """How another system names the purchase."""

    source: str
    ref: str


class PurchaseRecorded(msgspec.Struct, frozen=True, gc=False):
    """A customer bought something. `original_date` is the true date of a sample whose dates were shifted."""

    TYPE: ClassVar[str] = "purchase-recorded"
    VERSION: ClassVar[int] = 1

    purchase_id: UUID
    customer_id: UUID
    external_ref: ExternalRef | None
    amount_minor: int
    currency: str
    quantity: int | None
    occurred_at: datetime
    original_date: date | None


class PurchaseReturned(msgspec.Struct, frozen=True, gc=False):
    """A part of the purchase, or all of it, was given back at `occurred_at`, in the purchase's currency.

    `left_minor` is what is left of the purchase after it and after all that was told before it.
    """

    TYPE: ClassVar[str] = "purchase-returned"
    VERSION: ClassVar[int] = 2

    purchase_id: UUID
    return_id: UUID
    customer_id: UUID
    external_ref: ExternalRef | None
    amount_minor: int
    currency: str
    reason: str
    purchased_at: datetime
    left_minor: int | None
    occurred_at: datetime


def purchase_returned_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before it was kept what is left."""
    return {**raw, "left_minor": None}


PurchaseEvent = PurchaseRecorded | PurchaseReturned
