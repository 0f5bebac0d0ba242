"""Contacts over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.visits.contact.published import publish
from services.visits.contact.use_cases import Contacts
from services.visits.roles import CONTACT, SOURCE
from shared.contracts.inbox import LogVisit
from shared.contracts.visits import VisitLogged
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written


class ContactNamed(BaseModel):
    """The contact that was written, and whose it is."""

    contact_id: UUID
    customer_id: UUID


def contact_router(contacts: Contacts) -> APIRouter:
    """Return the routes of contacts."""
    router = APIRouter(prefix="/v1", tags=["visits"])

    @router.post("/visits", status_code=201)
    async def log_visit(
        told: LogVisit, request: Annotated[Request, Depends(request_of(*CONTACT))], response: Response
    ) -> ContactNamed:
        """Log a visit or another contact, with its purpose (S6-05); a day later it counts as late."""
        appended = await contacts.log_visit(told, request)
        answer = ContactNamed.model_validate_json(appended.answer)
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/visits/{answer.contact_id}"
        return answer

    @router.get("/visits/{contact_id}", dependencies=[Depends(requires())])
    async def read_visit(contact_id: UUID) -> VisitLogged:
        """Read one contact."""
        return publish(await contacts.read(contact_id))

    return router
