"""Consents 同意: what other systems may tell of them, and what leads says (S4-10)."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from shared.contracts.base import CustomerFact, Short, Slug, Text, UtcTime
from shared.contracts.inbox import CustomerRef, Incoming

CONSENT: JsonValue = {
    "purpose": "person_dossier",
    "text_version": "2026-01",
    "channel": "paper",
    "evidence": "档案柜 3-12，签字页",
    "until": "2028-03-09T16:00:00Z",
}

ConsentChannel = Literal["paper", "form", "email", "phone", "chat", "in_person"]
"""How somebody consented."""

ConsentEnd = Literal["withdrawn", "lapsed"]
"""Withdrawn by the customer, or over by its own date."""

ErasureCause = Literal["asked", "retention"]
"""Asked for by the customer, or over by the retention of the policy."""

Purpose = Annotated[Slug, Field(description="what the data is used for beyond the business")]


class ConsentRecorded(CustomerFact):
    """A customer consented to a purpose, in the words of that version of the text.

    The evidence stays with leads: it may name people.
    """

    TYPE: ClassVar[str] = "tuoke.leads.consent-recorded"

    purpose: Purpose
    text_version: Short
    channel: ConsentChannel
    until: Annotated[UtcTime | None, Field(description="no end of its own when null")] = None
    given_at: UtcTime


class ConsentWithdrawn(CustomerFact):
    """A consent is over: what was recorded under it is read by nobody, and nothing follows from it."""

    TYPE: ClassVar[str] = "tuoke.leads.consent-withdrawn"

    purpose: Purpose
    cause: ConsentEnd
    ended_at: UtcTime


class ContentErased(CustomerFact):
    """What was recorded for a purpose until then is read by nobody again, in no backup that is restored.

    `key_ids` name the keys that leads deletes, and deletes again should a restore bring them back.
    """

    TYPE: ClassVar[str] = "tuoke.leads.content-erased"

    purpose: Purpose
    cause: ErasureCause
    key_ids: tuple[UUID, ...]
    policy_version: Annotated[
        Short | None, Field(description="the policy whose retention was over, if that is the cause")
    ] = None
    erased_at: UtcTime


class GivenConsent(BaseModel):
    """What a customer consented to, in which words, and what shows it (S4-10)."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [CONSENT]})

    purpose: Purpose
    text_version: Short
    channel: ConsentChannel
    evidence: Text
    until: UtcTime | None = None
    given_at: UtcTime | None = None


class RecordConsent(Incoming, GivenConsent):
    """A customer consented to something beyond the business."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.record-consent"

    customer: CustomerRef


class WithdrawConsent(Incoming):
    """A customer does not consent any more; it needs no reason."""

    TYPE: ClassVar[str] = "tuoke.leads.inbox.withdraw-consent"

    customer: CustomerRef
    purpose: Purpose
    reason: Text | None = None
