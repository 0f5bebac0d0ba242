"""What may be asked about an invitation, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.form.decide import AnswerForm, Sheet
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """A customer is invited, now. `sheet` is None when the policy in force has no such form."""

    survey_id: UUID
    customer_id: UUID
    form: str
    sheet: Sheet | None
    opened_by: str
    expires_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class AnswerSurvey:
    """The customer answered by the link, now."""

    answer: AnswerForm
    now: datetime


@dataclass(frozen=True, slots=True)
class ExpireSurvey:
    """The link's deadline fell due."""

    now: datetime


SurveyCommand = OpenSurvey | AnswerSurvey | ExpireSurvey


class FormNotForCustomers(Rejection):
    """The form is a judgement of ours; customers are not asked for it."""

    code: ClassVar[str] = "form_not_for_customers"


class SurveyUnknown(Rejection):
    """No survey of this id was opened."""

    code: ClassVar[str] = "survey_unknown"


class SurveyLinkOver(Rejection):
    """The link was never made, was used, or has expired; which of these is nobody's business."""

    code: ClassVar[str] = "survey_link_over"


class SurveyNotExpired(Rejection):
    """The link still holds; no deadline takes effect early."""

    code: ClassVar[str] = "survey_not_expired"
