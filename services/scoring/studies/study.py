"""A study as it is kept."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

State = Literal["waiting", "running", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class Study:
    """What was asked, how far it is, and its answer in the end. `before` and `after` are books as JSON."""

    study_id: UUID
    number: int
    kind: str
    content: bytes
    draft_id: UUID | None
    before: str
    after: str | None
    asked_by: str
    asked_at: datetime
    state: State
    done: int
    total: int
    answer: str | None
    reason: str | None
    ended_at: datetime | None
