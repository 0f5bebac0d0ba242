"""Endpoints over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.notify.endpoint.log import EndpointLog
from services.notify.endpoint.schemas import (
    ChangedBody,
    ChangeView,
    EndpointView,
    EndpointWithSecret,
    NewEndpointBody,
    RotationBody,
)
from services.notify.endpoint.secrets import shown
from services.notify.endpoint.store import Endpoint
from services.notify.endpoint.use_cases import Changed, EndpointNotFound, Endpoints, Keyed, NewEndpoint
from shared.contracts.roles import Role
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag, if_match
from shared.kit.http.idempotency import request_of

_ROLES = (Role.manager, Role.operator, Role.system)
_reader = Depends(requires(*_ROLES))


Command = Annotated[Request, Depends(request_of(*_ROLES))]
Change = Annotated[Request, Depends(request_of(*_ROLES, key_required=False))]


def endpoint_router(endpoints: Endpoints, log: EndpointLog) -> APIRouter:
    """Return the routes of endpoints."""
    router = APIRouter(prefix="/v1/endpoints", tags=["endpoints"])
    _create_and_read(router, endpoints, log)
    _change(router, endpoints)
    _turn(router, endpoints)
    return router


def _create_and_read(router: APIRouter, endpoints: Endpoints, log: EndpointLog) -> None:
    @router.post("", status_code=201)
    async def create_endpoint(
        body: NewEndpointBody, request: Command, response: Response
    ) -> EndpointWithSecret:
        """Make an endpoint; it hears what is recorded from now on."""
        new = NewEndpoint(body.url, body.filters, body.view, body.description)
        return _with_secret(await endpoints.create(new, request), response)

    @router.get("", dependencies=[_reader])
    async def list_endpoints(asked: Annotated[PageRequest, Depends(page_request)]) -> Page[EndpointView]:
        """Endpoints, oldest first."""
        after = UUID(str(asked.after[0])) if asked.after else None
        found = await log.page(after, asked.rows)
        return asked.page(found, lambda row: (str(row.id),), EndpointView.model_validate)

    @router.get("/{endpoint_id}", dependencies=[_reader])
    async def read_endpoint(endpoint_id: UUID, response: Response) -> EndpointView:
        """One endpoint."""
        found = await log.find(endpoint_id)
        if found is None:
            raise EndpointNotFound(endpoint=str(endpoint_id))
        return _view(found, response)

    @router.get("/{endpoint_id}/changes", dependencies=[_reader])
    async def list_changes(endpoint_id: UUID) -> list[ChangeView]:
        """Who changed what, oldest first; also of a deleted endpoint."""
        return [ChangeView.model_validate(change) for change in await log.changes(endpoint_id)]


def _change(router: APIRouter, endpoints: Endpoints) -> None:
    @router.patch("/{endpoint_id}")
    async def change_endpoint(
        endpoint_id: UUID,
        body: ChangedBody,
        request: Change,
        expected: Annotated[int, Depends(if_match)],
        response: Response,
    ) -> EndpointView:
        """Change an endpoint from the version that was read."""
        changed = Changed(body.url, body.filters, body.description)
        return _view(await endpoints.change(endpoint_id, expected, changed, request), response)

    @router.delete("/{endpoint_id}", status_code=204)
    async def delete_endpoint(endpoint_id: UUID, request: Change) -> None:
        """Delete an endpoint; what is due for it ends undelivered."""
        await endpoints.delete(endpoint_id, request)

    @router.post("/{endpoint_id}/secret")
    async def rotate_secret(
        endpoint_id: UUID, body: RotationBody, request: Command, response: Response
    ) -> EndpointWithSecret:
        """Make a new secret; the old one signs beside it for a while."""
        overlap = timedelta(hours=body.overlap_hours)
        return _with_secret(await endpoints.rotate(endpoint_id, overlap, request), response)


def _turn(router: APIRouter, endpoints: Endpoints) -> None:
    @router.post("/{endpoint_id}/enable")
    async def enable_endpoint(endpoint_id: UUID, request: Command, response: Response) -> EndpointView:
        """Let a disabled endpoint hear again what is recorded from now on."""
        return _view(await endpoints.enable(endpoint_id, request), response)

    @router.post("/{endpoint_id}/disable")
    async def disable_endpoint(endpoint_id: UUID, request: Command, response: Response) -> EndpointView:
        """Stop sending; what is due ends as disabled and can be sent again later."""
        return _view(await endpoints.disable(endpoint_id, request), response)


def _view(endpoint: Endpoint, response: Response) -> EndpointView:
    response.headers["ETag"] = etag(endpoint.version)
    return EndpointView.model_validate(endpoint)


def _with_secret(keyed: Keyed, response: Response) -> EndpointWithSecret:
    # A secret must not stay in a cache on its way.
    response.headers["Cache-Control"] = "no-store"
    if keyed.replayed:
        response.headers["Idempotency-Replayed"] = "true"
    view = _view(keyed.endpoint, response)
    return EndpointWithSecret(**view.model_dump(), secret=shown(keyed.secret))
