"""What visits says: contacts with customers, complaints with their clocks, and forms filled in."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.base import Contract, CustomerFact, Short, Slug, Text, UtcTime

Channel = Literal["visit", "phone", "email", "chat", "exhibition", "demo"]
"""S2-03 phone, e-mail, face to face; S1-04 exhibitions; S5-05 demos."""

Purpose = Literal["learn_needs", "promote", "solve_problem", "handle_complaint", "advance_sale"]
"""S6-05: learn needs, promote, solve problems and complaints, advance the sale."""

Severity = Literal["ordinary", "serious", "safety_or_legal"]
"""The complaint classes of the policy book's chapter `complaint`."""

ClockName = Literal["acknowledge", "resolve"]

FormName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""What the policy book calls a form, or an item of one."""

FormMode = Literal["questionnaire", "phone", "interview"]
"""S3-15: questionnaire, phone, face-to-face interview."""

Audience = Literal["staff", "customer"]
"""Whose judgement a form holds."""

FORM_SCALE_MAX = 100
FORM_ITEMS_MAX = 60
"""Both are the bounds of the policy book's chapter `forms`."""


class Explained(BaseModel):
    """A function of ours that was explained against a need of the customer's (S5-05)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    need: Text
    function: Text


class Shown(BaseModel):
    """A material of the policy book, or a proof of that kind, that the customer was shown (S11-22)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    material: Slug
    title: Short | None = None


class VisitLogged(CustomerFact):
    """We met a customer, for a stated purpose (S6-05).

    `kind`, `topics`, `methods` and `shown` are of the policy of `policy_version`, which says what the kind
    `counts_as`. `details` are the kind's own fields. Of what was shown, `shown_early` was not yet for this
    customer by that policy (S11-16). What was logged before there were kinds has none of these. `planned_id`
    is the planned contact that it carried out, if it was said to be one.
    """

    TYPE: ClassVar[str] = "tuoke.visits.visit-logged"

    contact_id: UUID
    channel: Channel
    purposes: tuple[Purpose, ...]
    summary: Text
    effective: bool
    salesperson: Short
    happened_at: UtcTime
    logged_late: bool
    kind: Slug | None = None
    counts_as: Slug | None = None
    topics: tuple[Slug, ...] | None = None
    methods: tuple[Slug, ...] | None = None
    details: dict[Slug, Text] | None = None
    explained: tuple[Explained, ...] | None = None
    shown: tuple[Shown, ...] | None = None
    shown_early: tuple[Slug, ...] | None = None
    policy_version: Short | None = None
    planned_id: UUID | None = None


class ComplaintFact(CustomerFact):
    """A fact about one complaint 投诉 (S4-07)."""

    complaint_id: UUID


class ComplaintFiled(ComplaintFact):
    """A complaint was raised; its two clocks run from now, under the named policy."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-filed"

    severity: Severity
    summary: Text
    filed_at: UtcTime
    acknowledge_by: UtcTime
    resolve_by: UtcTime
    policy_version: Short


class ComplaintAcknowledged(ComplaintFact):
    """Somebody took the complaint up."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-acknowledged"

    acknowledged_by: Short
    acknowledged_at: UtcTime


class ComplaintResolved(ComplaintFact):
    """The complaint ended in a visible outcome."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-resolved"

    outcome: Text
    measure: Text | None = None
    resolved_by: Short
    resolved_at: UtcTime


class ComplaintBreached(ComplaintFact):
    """A clock of the complaint ran out unmet; `breached_at` is the due time, however late it was noticed."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-breached"

    clock: ClockName
    due_at: UtcTime
    breached_at: UtcTime
    noticed_at: UtcTime


class InWords(BaseModel):
    """Words of the policy book, in both languages."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    zh: str
    en: str


class FormFlag(BaseModel):
    """An answer that the policy warns of: the item, what was answered, and the warning sign."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    item: FormName
    value: Annotated[int, Field(ge=1, le=FORM_SCALE_MAX)]
    sign: InWords


class FormAnswered(CustomerFact):
    """A form 评价表 was filled in, by us or by the customer, under the book that held at that time.

    `items` has every item of the form, from 1 to its scale or null where nothing was answered. `total`
    runs from 0 (all worst) to 100 (all best) over the weighed items that were answered; null without one.
    `low_score`: a survey's answer at or under the policy's line of low scores (S3-14). `answered_by` is
    the member of staff who filled it in, or who asked and wrote down; null when the customer answered
    alone, and `survey_id` names the invitation if there was one. `about` is the one thing that was judged,
    such as `contact-<id>`; null for the customer as a whole.
    """

    TYPE: ClassVar[str] = "tuoke.visits.form-answered"

    answer_id: UUID
    form: FormName
    title: InWords
    audience: Audience
    policy_version: Short
    mode: FormMode
    items: dict[FormName, Annotated[int, Field(ge=1, le=FORM_SCALE_MAX)] | None]
    total: Annotated[float, Field(ge=0, le=100)] | None
    flags: tuple[FormFlag, ...]
    low_score: bool
    note: Text | None = None
    about: Short | None = None
    survey_id: UUID | None = None
    answered_by: Short | None = None
    recorded_by: Short
    answered_at: UtcTime


class SurveyFact(CustomerFact):
    """A fact about an invitation to answer a form by link; its answer is `form-answered`, of the same id."""

    survey_id: UUID
    form: FormName


class SurveyOpened(SurveyFact):
    """A customer was asked to answer a form by link, until `expires_at`. Nobody is told the link here."""

    TYPE: ClassVar[str] = "tuoke.visits.survey-opened"

    title: InWords
    policy_version: Short
    opened_by: Short
    opened_at: UtcTime
    expires_at: UtcTime


class SurveyExpired(SurveyFact):
    """Nobody answered: the link ended at `expired_at`, its due time, however late that was noticed."""

    TYPE: ClassVar[str] = "tuoke.visits.survey-expired"

    expired_at: UtcTime
    noticed_at: UtcTime


Month = Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
"""A month in Asia/Shanghai, such as `2026-02`."""


class InspectionDrawn(Contract):
    """A sample of one salesperson's contacts of the `months` to `month` was drawn for inspection (S6-09).

    Anyone can draw it again: of the `candidates`, the `sample` has those with the least SHA-256 of
    `<seed>:<contact id>`, in that order. Each is judged by `form`, with `about` naming the contact.
    Without `months` they are of one.
    """

    TYPE: ClassVar[str] = "tuoke.visits.inspection-drawn"

    inspection_id: UUID
    salesperson: Short
    month: Month
    months: Annotated[int, Field(ge=1, le=12)] | None = None
    form: FormName
    seed: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    candidates: int
    sample: tuple[UUID, ...]
    policy_version: Short
    drawn_by: Short
    drawn_at: UtcTime

    @property
    def key(self) -> str:
        """The unit of order: the inspection, which is of many customers."""
        return str(self.inspection_id)
