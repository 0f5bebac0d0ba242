"""Stored facts of an invitation. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.form.events import FormAnswered, Words


@dataclass(frozen=True, slots=True)
class SurveyOpened:
    """A customer is asked to answer a form until `expires_at`, as the book of `policy_version` has it.

    The link is not stored: it is made of the id and of a secret that the database does not hold.
    """

    TYPE: ClassVar[str] = "survey-opened"
    VERSION: ClassVar[int] = 1

    survey_id: UUID
    customer_id: UUID
    form: str
    title: Words
    policy_version: str
    opened_by: str
    expires_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class SurveyExpired:
    """Nobody answered by `occurred_at`, when the link ended; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "survey-expired"
    VERSION: ClassVar[int] = 1

    survey_id: UUID
    customer_id: UUID
    form: str
    occurred_at: datetime
    noticed_at: datetime


SurveyEvent = SurveyOpened | FormAnswered | SurveyExpired
"""The answer is the same fact as that of a form filled in by us."""
