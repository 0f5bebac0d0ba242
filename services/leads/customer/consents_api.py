"""Consents over HTTP: recorded with their evidence, withdrawn at any time, read (S4-10)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, JsonValue

from services.leads.customer.api import CustomerNamed, Reader, sight_of
from services.leads.customer.read_models.consents import ConsentView, consent_views
from services.leads.customer.use_cases import CustomerFile
from services.leads.roles import FILE, SOURCE
from shared.contracts.base import Slug, Text
from shared.contracts.consents import GivenConsent, RecordConsent, WithdrawConsent
from shared.contracts.inbox import CustomerRef
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Recorder = Annotated[Request, Depends(request_of(*FILE))]

WITHDRAWAL: JsonValue = {"reason": "不再希望被问候"}


class Withdrawal(BaseModel):
    """Why the customer does not consent any more; nobody need say."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [WITHDRAWAL]})

    reason: Text | None = None


def consents_router(file: CustomerFile, clock: Clock) -> APIRouter:
    """Return the routes of a customer's consents."""
    router = APIRouter(prefix="/v1/customers/{customer_id}/consents", tags=["consents"])

    @router.post("", status_code=201)
    async def record_consent(
        customer_id: UUID, told: GivenConsent, request: Recorder, response: Response
    ) -> CustomerNamed:
        """Record that the customer consents to a purpose beyond the business (S4-10)."""
        given = RecordConsent(customer=CustomerRef(id=customer_id), **told.model_dump())
        appended = await file.record_consent(given, request)
        written(response, appended, SOURCE)
        return CustomerNamed.model_validate_json(appended.answer)

    @router.post("/{purpose}/withdrawal")
    async def withdraw_consent(
        customer_id: UUID, purpose: Slug, told: Withdrawal, request: Recorder, response: Response
    ) -> CustomerNamed:
        """Withdraw the consent: what was recorded under it is masked, and nothing follows from it (S4-10)."""
        wanted = WithdrawConsent(customer=CustomerRef(id=customer_id), purpose=purpose, reason=told.reason)
        appended = await file.withdraw_consent(wanted, request)
        written(response, appended, SOURCE)
        return CustomerNamed.model_validate_json(appended.answer)

    @router.get("")
    async def list_consents(customer_id: UUID, principal: Reader) -> list[ConsentView]:
        """Every consent that the customer ever gave, newest first."""
        return consent_views(await file.read(customer_id), sight_of(principal, clock))

    return router
