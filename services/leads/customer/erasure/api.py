"""Erasure over HTTP: asked for by the customer, said by who leads (S4-10)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.leads.customer.erasure.use_cases import Erasures
from services.leads.roles import LEADING, SOURCE
from shared.contracts.base import Slug, Text
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

ERASURE: JsonValue = {"reason": "客户来信要求删除个人信息", "purpose": "person_dossier"}


class Erasure(BaseModel):
    """Why something is erased for good, and what: one purpose, or without one all beyond the business."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [ERASURE]})

    reason: Text
    purpose: Slug | None = None


class ErasedOf(BaseModel):
    """The customer, and every purpose of which something was ever erased."""

    customer_id: UUID
    erased: list[str] = Field(description="Purposes of which something was ever erased")


def erasure_router(erasures: Erasures) -> APIRouter:
    """Return the route of erasure."""
    router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["consents"])

    @router.post("/erasure")
    async def erase_content(
        customer_id: UUID,
        told: Erasure,
        request: Annotated[Request, Depends(request_of(*LEADING))],
        response: Response,
    ) -> ErasedOf:
        """Erase what was recorded under a consent, for good; the consent ends with it (S4-10)."""
        appended = await erasures.erase(customer_id, told.purpose, told.reason, request)
        written(response, appended, SOURCE)
        return ErasedOf.model_validate_json(appended.answer)

    return router
