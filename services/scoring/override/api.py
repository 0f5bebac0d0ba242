"""A tier is overridden over HTTP, and the override is ended before its time."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from services.scoring.override.use_cases import Overrides
from services.scoring.roles import OVERRIDERS, SOURCE
from shared.contracts.base import Text
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written
from shared.policy.tier import TierClass

Overrider = Annotated[Request, Depends(request_of(*OVERRIDERS))]

EXAMPLE: JsonValue = {
    "tier": "key",
    "reason": "战略合作谈判中，领导小组决定按重点客户维护",
    "until": "2027-06-30T00:00:00+08:00",
}


class Override(BaseModel):
    """The class to show, why, and until when at the latest."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    tier: TierClass
    reason: Text
    until: AwareDatetime


class OverrideNamed(BaseModel):
    """The override that was written, and whether it holds."""

    customer_id: UUID
    tier: TierClass
    until: AwareDatetime
    holds: bool


def override_router(overrides: Overrides) -> APIRouter:
    """Return the routes of overrides."""
    router = APIRouter(prefix="/v1", tags=["tiers"])

    @router.post("/customers/{customer_id}/tier-override", status_code=201)
    async def override_tier(
        customer_id: UUID, told: Override, request: Overrider, response: Response
    ) -> OverrideNamed:
        """Set the class until a date, with a reason; the score goes on beneath it and is shown beside it."""
        appended = await overrides.override(customer_id, told.tier, told.reason, told.until, request)
        response.headers["Location"] = f"/v1/customers/{customer_id}/tier"
        return _answered(response, appended)

    @router.post("/customers/{customer_id}/tier-override/end")
    async def end_override(customer_id: UUID, request: Overrider, response: Response) -> OverrideNamed:
        """End the override before its time: the class is again what the score says."""
        return _answered(response, await overrides.end(customer_id, request))

    return router


def _answered(response: Response, appended: Appended) -> OverrideNamed:
    written(response, appended, SOURCE)
    return OverrideNamed.model_validate_json(appended.answer)
