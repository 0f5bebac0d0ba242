"""Stored facts of erasure: what was erased for good, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

ErasureCause = Literal["asked", "retention"]


@dataclass(frozen=True, slots=True)
class ContentErased:
    """Nobody reads again what was recorded for a purpose until then: its keys go, now and after a restore.

    Asked for by the customer, with a reason; or over by the retention of the policy of that version (S4-10).
    """

    TYPE: ClassVar[str] = "content-erased"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    purpose: str
    cause: ErasureCause
    reason: str | None
    key_ids: tuple[UUID, ...]
    policy_version: str | None
    erased_by: str
    occurred_at: datetime
