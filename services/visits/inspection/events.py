"""The stored fact of an inspection."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InspectionDrawn:
    """A sample was drawn by `seed`; by it and the contacts of the month anyone can draw it again."""

    TYPE: ClassVar[str] = "inspection-drawn"
    VERSION: ClassVar[int] = 1

    inspection_id: UUID
    salesperson: str
    month: str
    form: str
    seed: str
    candidates: int
    sample: tuple[UUID, ...]
    policy_version: str
    drawn_by: str
    occurred_at: datetime
