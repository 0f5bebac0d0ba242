"""What other systems may tell us: over `POST /v1/events`, an inbox topic, or the matching route.

One class serves all three ways in. Times default to the moment of arrival. Unknown fields are
refused: a misspelt field that is passed over in silence is a lost fact.
"""

from typing import Annotated, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, Strict, StringConstraints, model_validator

from shared.contracts.base import (
    AMOUNT_MINOR_MAX,
    AmountMinor,
    Currency,
    Day,
    ExternalRef,
    Short,
    Slug,
    Text,
    UtcTime,
    YesNo,
)
from shared.contracts.leads import CustomerKind, LeadSource
from shared.contracts.visits import (
    FORM_ITEMS_MAX,
    FORM_SCALE_MAX,
    Channel,
    Explained,
    FormMode,
    FormName,
    Purpose,
    Severity,
    Shown,
)

LIST_ITEMS_MAX = 50
DETAILS_MAX = 20
"""As many as the policy book may declare of one kind of contact."""

RETURN: JsonValue = {
    "amount_minor": 120000,
    "currency": "CNY",
    "reason": "规格不符",
    "returned_at": "2026-04-20T06:00:00Z",
}

Names = Annotated[tuple[Slug, ...], Field(max_length=LIST_ITEMS_MAX)]
Clauses = Annotated[tuple[Text, ...], Field(max_length=LIST_ITEMS_MAX)]
Score = Annotated[int, Strict(), Field(ge=1, le=FORM_SCALE_MAX)]
StreamName = Annotated[
    str, StringConstraints(pattern=r"^[a-z]{1,20}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
]
"""One thing that some service keeps, such as `contact-018f3f6e-7c1a-7b52-9a3e-2f60c1d4d001`."""


class Incoming(BaseModel):
    """A request from outside, before any rule has been asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    TYPE: ClassVar[str]
    VERSION: ClassVar[int] = 1


class Reference(BaseModel):
    """Something by our id, or by another system's name for it; exactly one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    WHAT: ClassVar[str]

    id: UUID | None = None
    source: Short | None = None
    ref: Short | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        outside = self.source is not None and self.ref is not None
        if (self.id is not None) == outside or (self.source is None) != (self.ref is None):
            raise ValueError(f"name the {self.WHAT} by `id`, or by `source` and `ref`")
        return self


class CustomerRef(Reference):
    """A customer by our id, or by another system's name for it; exactly one of the two."""

    WHAT: ClassVar[str] = "customer"


class PurchaseRef(Reference):
    """A purchase by our id, or by another system's name for it; exactly one of the two."""

    WHAT: ClassVar[str] = "purchase"


class CaptureLead(Incoming):
    """A customer was found."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.capture-lead"

    customer: CustomerRef | None = None
    kind: CustomerKind
    name: Short
    source: LeadSource
    source_detail: Text | None = None
    campaign: Short | None = None
    owner: Short | None = None
    captured_at: UtcTime | None = None


class RecordSection(Incoming):
    """Something is known about a customer, for one section of the file."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.record-section"

    customer: CustomerRef
    section: Slug
    content: dict[str, JsonValue]
    as_of: UtcTime | None = None


class RecordPurchase(Incoming):
    """A customer bought something."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.record-purchase"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    amount_minor: AmountMinor
    currency: Currency
    quantity: Annotated[int, Strict(), Field(ge=1, le=10**9)] | None = None
    purchased_at: UtcTime | None = None
    original_date: Day | None = None


class Returned(BaseModel):
    """What came back of a purchase, in the purchase's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [RETURN]})

    external_ref: ExternalRef | None = None
    amount_minor: Annotated[int, Strict(), Field(ge=1, le=AMOUNT_MINOR_MAX)]
    currency: Currency
    returned_at: UtcTime | None = None
    reason: Text


class RecordReturn(Incoming, Returned):
    """A customer gave something back."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.record-return"

    customer: CustomerRef
    purchase: PurchaseRef


class SignContract(Incoming):
    """A contract was signed by both sides."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.sign-contract"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    title: Short
    amount_minor: AmountMinor
    currency: Currency
    our_duties: Clauses
    their_duties: Clauses
    our_rights: Clauses
    their_rights: Clauses
    signed_at: UtcTime | None = None
    starts_on: Day
    ends_on: Day | None = None
    signed_by: Short


class LogVisit(Incoming):
    """We met a customer: what kind of contact it was, what was talked of and how, and what was shown.

    Kinds, their details, topics, methods and materials are those of the policy book's chapter `contacts`.
    `planned_id` is the planned contact with the same customer that it carried out.
    """

    TYPE: ClassVar[str] = "tuoke.visits.inbox.log-visit"

    customer: CustomerRef
    channel: Channel
    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1, max_length=5)]
    summary: Text
    effective: YesNo = True
    salesperson: Short
    happened_at: UtcTime | None = None
    kind: Slug | None = None
    topics: Names | None = None
    methods: Names | None = None
    details: Annotated[dict[Slug, Text], Field(max_length=DETAILS_MAX)] | None = None
    explained: Annotated[tuple[Explained, ...], Field(max_length=LIST_ITEMS_MAX)] | None = None
    shown: Annotated[tuple[Shown, ...], Field(max_length=LIST_ITEMS_MAX)] | None = None
    planned_id: UUID | None = None


class FileComplaint(Incoming):
    """A customer complained."""

    TYPE: ClassVar[str] = "tuoke.visits.inbox.file-complaint"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    severity: Severity = "ordinary"
    summary: Text
    filed_at: UtcTime | None = None


class AnswerForm(Incoming):
    """A form of the policy was filled in.

    `answered_by` is the member of staff who filled it in, or who asked the customer; without one the
    customer answered alone. Items left out are not answered, like those that are null.
    """

    TYPE: ClassVar[str] = "tuoke.visits.inbox.answer-form"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    form: FormName
    items: Annotated[dict[FormName, Score | None], Field(min_length=1, max_length=FORM_ITEMS_MAX)]
    mode: FormMode = "questionnaire"
    answered_by: Short | None = None
    about: StreamName | None = None
    note: Text | None = None
    answered_at: UtcTime | None = None
