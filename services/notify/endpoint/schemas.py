"""Endpoints on the wire: what a request may say, what an answer shows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from services.notify.delivery.payload import View
from services.notify.endpoint.filters import FILTERS_MAX, is_pattern
from services.notify.endpoint.url import URL_CHARS_MAX

OVERLAP_HOURS_MAX = 168


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise ValueError("a filter is a type, a prefix such as tuoke.leads.*, or *")
    return text


Filters = Annotated[
    list[Annotated[str, AfterValidator(_pattern)]], Field(min_length=1, max_length=FILTERS_MAX)
]
Url = Annotated[str, Field(min_length=1, max_length=URL_CHARS_MAX)]
Description = Annotated[str, Field(max_length=500)]

CHANGED: JsonValue = {"filters": ["tuoke.leads.*"], "description": "CRM of the Suzhou branch"}
NEW: JsonValue = {
    "url": "https://crm.example.com/tuoke",
    "filters": ["tuoke.scoring.tier-changed"],
    "view": "masked",
}


class NewEndpointBody(BaseModel):
    """Where to send, what, and how much of it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [NEW]})

    url: Url
    filters: Filters = Field(description="Types, prefixes such as `tuoke.leads.*`, or `*`")
    view: View = Field(default=View.FULL, description="full, masked or thin; fixed for ever")
    description: Description = ""


class ChangedBody(BaseModel):
    """What changes; what is absent stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [CHANGED]})

    url: Url | None = None
    filters: Filters | None = None
    description: Description | None = None


class RotationBody(BaseModel):
    """How long the old secret signs beside the new one."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"overlap_hours": 24}]})

    overlap_hours: int = Field(default=24, ge=0, le=OVERLAP_HOURS_MAX)


class EndpointView(BaseModel):
    """An endpoint; its secret is shown when it is made, and never again."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    description: str
    filters: Sequence[str]
    view: View
    status: str
    reason: str | None = Field(description="Why it is disabled")
    failing_since: datetime | None = Field(description="Since when nothing but failure came back")
    created_at: datetime
    changed_at: datetime


class EndpointWithSecret(EndpointView):
    """An endpoint with its new secret. Keep it: it is not shown again."""

    secret: str = Field(description="Standard Webhooks secret, whsec_…")


class ChangeView(BaseModel):
    """One line of the audit trail."""

    model_config = ConfigDict(from_attributes=True)

    version: int
    change: str
    url: str
    filters: Sequence[str]
    view: View
    status: str
    changed_by: str
    changed_at: datetime
