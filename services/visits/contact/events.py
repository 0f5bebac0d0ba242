"""The stored fact of a contact."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class VisitLogged:
    """We met a customer for a stated purpose (S6-05); `logged_late` when told more than a day after."""

    TYPE: ClassVar[str] = "visit-logged"
    VERSION: ClassVar[int] = 1

    contact_id: UUID
    customer_id: UUID
    channel: str
    purposes: tuple[str, ...]
    summary: str
    effective: bool
    salesperson: str
    occurred_at: datetime
    logged_late: bool
