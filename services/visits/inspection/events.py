"""The stored fact of an inspection."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InspectionDrawn:
    """A sample was drawn by `seed`, of the contacts of the `months` of which `month` is the last.

    By the seed and those contacts anyone can draw it again.
    """

    TYPE: ClassVar[str] = "inspection-drawn"
    VERSION: ClassVar[int] = 2

    inspection_id: UUID
    salesperson: str
    month: str
    months: int
    form: str
    seed: str
    candidates: int
    sample: tuple[UUID, ...]
    policy_version: str
    drawn_by: str
    occurred_at: datetime


def inspection_drawn_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored when every sample was of one month."""
    return {**raw, "months": 1}
