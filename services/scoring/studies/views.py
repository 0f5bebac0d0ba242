"""What every study shows, whatever it asks."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.scoring.studies.study import State, Study


class StudyView(BaseModel):
    """A question to history: where it stands; its answer comes at the end."""

    study_id: UUID
    state: State
    done: int
    total: int
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    reason: str | None = Field(description="why there is no answer")


def study_fields(study: Study) -> dict[str, Any]:
    """Return the fields of a `StudyView`."""
    return {name: getattr(study, name) for name in StudyView.model_fields}
