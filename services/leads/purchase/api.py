"""Purchases and returns 退货 over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.leads.purchase.use_cases import Purchases
from services.leads.roles import FIELD, SOURCE
from shared.contracts.inbox import RecordPurchase, Returned
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Recorder = Annotated[Request, Depends(request_of(*FIELD))]


class PurchaseNamed(BaseModel):
    """The purchase that was written, and whose it is."""

    purchase_id: UUID
    customer_id: UUID


class ReturnNamed(PurchaseNamed):
    """The return that was written, of which purchase."""

    return_id: UUID


def purchase_router(purchases: Purchases) -> APIRouter:
    """Return the routes of purchases."""
    router = APIRouter(prefix="/v1", tags=["purchases"])

    @router.post("/purchases", status_code=201)
    async def record_purchase(told: RecordPurchase, request: Recorder, response: Response) -> PurchaseNamed:
        """Record a purchase; one named by another system's reference is recorded once, however often told."""
        appended = await purchases.record_purchase(told, request)
        written(response, appended, SOURCE)
        return PurchaseNamed.model_validate_json(appended.answer)

    @router.post("/purchases/{purchase_id}/returns", status_code=201)
    async def record_return(
        purchase_id: UUID, told: Returned, request: Recorder, response: Response
    ) -> ReturnNamed:
        """Record that a part of the purchase came back, or all of it; never more than is left."""
        appended = await purchases.record_return(purchase_id, told, request)
        written(response, appended, SOURCE)
        return ReturnNamed.model_validate_json(appended.answer)

    return router
