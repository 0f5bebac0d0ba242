"""The stored fact of a purchase."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExternalRef:
    """How another system names the purchase."""

    source: str
    ref: str


@dataclass(frozen=True, slots=True)
class PurchaseRecorded:
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
