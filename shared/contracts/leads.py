"""What leads says: the customer file, its lifecycle, purchases and contracts."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, Strict

from shared.contracts.base import (
    AmountMinor,
    Currency,
    CustomerFact,
    Day,
    ExternalRef,
    Short,
    Slug,
    Text,
    UtcTime,
)

CustomerKind = Literal["person", "company", "group", "dealer"]
"""S4-01 个人或组织, S1-08 集团, S11 经销商."""

LeadSource = Literal[
    "automatic_mining",
    "prospect_library",
    "research",
    "web_search",
    "industry_event",
    "customer_list",
    "referral",
    "promotion",
    "street_sweep",
    "follow_competitor",
    "trace_upward",
    "third_party",
    "inbound_form",
    "import",
    "other",
]
"""S7-02 mining, S5-01 customer lists, S4-13 promotion, S11-01 the four survey methods."""

Lifecycle = Literal["potential", "intending", "signed"]
"""S5-03: 潜在, 意向, 签约."""

EvidenceKind = Literal["need", "contract"]
"""S5-03: what proves a step of the lifecycle: a recorded need, a signed contract."""


class Evidence(BaseModel):
    """What a lifecycle step rests on."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    kind: EvidenceKind
    ref: Short | None = None
    text: Text | None = None


class LeadCaptured(CustomerFact):
    """A customer entered the file, with the way it was found (S7-02, S5-01)."""

    TYPE: ClassVar[str] = "tuoke.leads.lead-captured"

    kind: CustomerKind
    name: Short
    source: LeadSource
    source_detail: Text | None = None
    campaign: Short | None = None
    external_ref: ExternalRef | None = None
    owner: Short | None = None
    captured_at: UtcTime


class LifecycleChanged(CustomerFact):
    """A customer moved along 潜在 → 意向 → 签约, with the evidence (S5-03)."""

    TYPE: ClassVar[str] = "tuoke.leads.lifecycle-changed"

    before: Lifecycle
    after: Lifecycle
    evidence: Evidence
    changed_at: UtcTime


class SectionRecorded(CustomerFact):
    """One section 档案栏目 of the customer file was recorded; the latest wins, history stays."""

    TYPE: ClassVar[str] = "tuoke.leads.section-recorded"

    section: Slug
    section_version: Annotated[int, Strict(), Field(ge=1)]
    content: dict[str, JsonValue]
    completeness: Annotated[float, Field(ge=0, le=1, description="of the whole file after this section")]
    recorded_by: Short
    as_of: UtcTime
    policy_version: Short | None = Field(
        default=None, description="the book that declares it, if the section is the company's own"
    )
    purpose: Slug | None = Field(
        default=None,
        description="null is business; else its consent, and only fields that the policy uses are told",
    )


class PurchaseRecorded(CustomerFact):
    """A customer bought something (S4-04: this is what ends the class 潜在)."""

    TYPE: ClassVar[str] = "tuoke.leads.purchase-recorded"

    purchase_id: UUID
    external_ref: ExternalRef | None = None
    amount_minor: AmountMinor
    currency: Currency
    quantity: Annotated[int, Strict(), Field(ge=1)] | None = None
    purchased_at: UtcTime
    original_date: Day | None = None


class PurchaseReturned(CustomerFact):
    """A part of a purchase came back, or all of it 退货, in the currency of the purchase.

    `left_minor` is what is left of the purchase after it, in the order in which its returns were told;
    null where it was told before this was kept.
    """

    TYPE: ClassVar[str] = "tuoke.leads.purchase-returned"

    purchase_id: UUID
    return_id: UUID
    amount_minor: AmountMinor
    currency: Currency
    returned_at: UtcTime
    purchased_at: UtcTime
    left_minor: AmountMinor | None = None


class ContractSigned(CustomerFact):
    """A contract was signed, with explicit duties and rights of both sides (S7-08)."""

    TYPE: ClassVar[str] = "tuoke.leads.contract-signed"

    contract_id: UUID
    title: Short
    amount_minor: AmountMinor
    currency: Currency
    our_duties: tuple[Text, ...]
    their_duties: tuple[Text, ...]
    our_rights: tuple[Text, ...]
    their_rights: tuple[Text, ...]
    signed_at: UtcTime
    starts_on: Day
    ends_on: Day | None = None
    signed_by: Short
