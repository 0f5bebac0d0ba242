"""A customer's group over HTTP: joined, and left."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, JsonValue

from services.leads.group.use_cases import Groups
from services.leads.roles import FIELD, SOURCE
from shared.contracts.inbox import CustomerRef
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.external_ids import named_customer_id
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Linker = Annotated[Request, Depends(request_of(*FIELD))]

EXAMPLE: JsonValue = {"group": {"source": "erp", "ref": "G-12"}}


class JoinedGroup(BaseModel):
    """The group 集团 that the customer belongs to."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    group: CustomerRef


class GroupNamed(BaseModel):
    """The group of the customer; null if it belongs to none."""

    group_id: UUID | None


def group_router(groups: Groups) -> APIRouter:
    """Return the routes of groups."""
    router = APIRouter(prefix="/v1", tags=["groups"])

    @router.post("/customers/{customer_id}/group")
    async def join_group(
        customer_id: UUID, told: JoinedGroup, request: Linker, response: Response
    ) -> GroupNamed:
        """Make a customer part of a group (S1-08); one of another group changes over."""
        group_id = named_customer_id(told.group)
        return _answered(response, await groups.join(customer_id, group_id, request))

    @router.post("/customers/{customer_id}/group/end")
    async def leave_group(customer_id: UUID, request: Linker, response: Response) -> GroupNamed:
        """Take a customer out of its group."""
        return _answered(response, await groups.leave(customer_id, request))

    return router


def _answered(response: Response, appended: Appended) -> GroupNamed:
    written(response, appended, SOURCE)
    return GroupNamed.model_validate_json(appended.answer)
