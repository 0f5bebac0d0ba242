"""The delivery log over HTTP: lists, one delivery with its attempts, sending again, trying out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from services.notify.delivery.log import Delivery, DeliveryLog, LoggedAttempt, State
from services.notify.delivery.use_cases import Deliveries, DeliveryNotFound
from shared.contracts.roles import Role
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of

_ROLES = (Role.manager, Role.operator, Role.system)
_reader = Depends(requires(*_ROLES))


class DeliveryView(BaseModel):
    """One endpoint's delivery of one event."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="The `webhook-id` of every attempt")
    endpoint_id: UUID
    type: str = Field(description="CloudEvents type of the event")
    source: str
    event_id: str
    state: State
    reason: str | None = Field(description="Why it ended without a 2xx")
    attempts: int = Field(description="Attempts ever made, resends included")
    ready_at: datetime | None = Field(description="When it is tried next, while pending")
    ended_at: datetime | None


class AttemptView(BaseModel):
    """One call as it went."""

    attempt: int
    started_at: datetime
    took_ms: int
    status: int | None = Field(description="HTTP status, if one came back")
    error: str | None = Field(description="Class of the error that came instead")
    response: str | None = Field(description="First 16 KiB of the response to a failed call")


class DeliveryWithAttempts(DeliveryView):
    """A delivery and everything that was tried for it."""

    log: list[AttemptView]


Command = Annotated[Request, Depends(request_of(*_ROLES))]


def delivery_router(deliveries: Deliveries, log: DeliveryLog) -> APIRouter:
    """Return the routes of deliveries."""
    router = APIRouter(prefix="/v1", tags=["deliveries"])

    @router.get("/endpoints/{endpoint_id}/deliveries", dependencies=[_reader])
    async def list_deliveries(
        endpoint_id: UUID,
        asked: Annotated[PageRequest, Depends(page_request)],
        state: Annotated[State | None, Query(description="Only deliveries in this state")] = None,
    ) -> Page[DeliveryView]:
        """Deliveries of an endpoint, newest first."""
        before = int(asked.after[0]) if asked.after and asked.after[0] is not None else None
        found = await log.page(endpoint_id, before, asked.rows, state)
        return asked.page(found, lambda row: (row.message_no,), DeliveryView.model_validate)

    @router.get("/deliveries/{delivery_id}", dependencies=[_reader])
    async def read_delivery(delivery_id: UUID) -> DeliveryWithAttempts:
        """One delivery with all its attempts."""
        found = await log.find(delivery_id)
        if found is None:
            raise DeliveryNotFound(delivery=str(delivery_id))
        return _with_attempts(found, await log.attempts(delivery_id))

    @router.post("/deliveries/{delivery_id}/resend", status_code=202)
    async def resend(delivery_id: UUID, request: Command) -> DeliveryView:
        """Send a delivery again, now, under its own id."""
        return DeliveryView.model_validate(await deliveries.resend(delivery_id, request))

    @router.post("/endpoints/{endpoint_id}/test", status_code=202)
    async def send_ping(endpoint_id: UUID, request: Command) -> DeliveryView:
        """Send the endpoint a signed ping."""
        return DeliveryView.model_validate(await deliveries.ping(endpoint_id, request))

    return router


def _with_attempts(delivery: Delivery, attempts: Sequence[LoggedAttempt]) -> DeliveryWithAttempts:
    shown = [
        AttemptView(
            attempt=one.attempt,
            started_at=one.started_at,
            took_ms=one.took_ms,
            status=one.status,
            error=one.error,
            response=None if one.response is None else one.response.decode(errors="replace"),
        )
        for one in attempts
    ]
    return DeliveryWithAttempts(**DeliveryView.model_validate(delivery).model_dump(), log=shown)
