"""What may be asked about a form, and the ways in which the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.form.decide.sheet import Sheet
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class AnswerForm:
    """A form was filled in. `sheet` is None when the policy of that time has no such form.

    `roles` are the caller's; None of another system, which vouches for whom it names. `answered_by` is
    None when the customer answered alone; `answered_at` when no time was told: now.
    """

    answer_id: UUID
    customer_id: UUID
    form: str
    sheet: Sheet | None
    items: Mapping[str, int | None]
    mode: str
    note: str | None
    about: str | None
    survey_id: UUID | None
    answered_by: str | None
    recorded_by: str
    answered_at: datetime | None
    now: datetime
    roles: frozenset[str] | None = None


class FormUnknown(Rejection):
    """The policy of that time has no form of this name; `GET /v1/forms` lists those there are."""

    code: ClassVar[str] = "form_unknown"


class FormItemUnknown(Rejection):
    """The form has no such item; answer those that it has."""

    code: ClassVar[str] = "form_item_unknown"


class FormScoreOutOfScale(Rejection):
    """The item is answered from 1 to its scale; mend the number."""

    code: ClassVar[str] = "form_score_out_of_scale"


class FormUnanswered(Rejection):
    """Not one item was answered; an empty form is no judgement."""

    code: ClassVar[str] = "form_unanswered"


class FormForStaff(Rejection):
    """The form is a judgement of ours; name the member of staff who filled it in."""

    code: ClassVar[str] = "form_for_staff"


class FormFillerIsAnother(Rejection):
    """By the policy only one role fills this form in; `required_role` names it."""

    code: ClassVar[str] = "form_filler_is_another"


class FormAnsweredOtherwise(Rejection):
    """The same answer is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "form_answered_otherwise"


class FormAnswerUnknown(Rejection):
    """No answer of this id was recorded."""

    code: ClassVar[str] = "form_answer_unknown"
