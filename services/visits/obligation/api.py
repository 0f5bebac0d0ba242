"""Obligations over HTTP: open one by hand, fulfil, cancel, read, list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from services.visits.obligation.read_models.obligation import ObligationView, obligation_view
from services.visits.obligation.read_models.obligation_list import Filter, ObligationItem, ObligationList
from services.visits.obligation.use_cases import Obligations
from services.visits.roles import CONTACT, LEADING, SOURCE
from shared.contracts.base import Short, Text
from shared.contracts.obligations import OpenObligation
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Worker = Annotated[Request, Depends(request_of(*CONTACT))]
Leader = Annotated[Request, Depends(request_of(*LEADING))]

DONE: JsonValue = {"note": "已电话回访，客户需求无变化"}
OWED_NO_MORE: JsonValue = {"note": "客户已停业"}


class Fulfilment(BaseModel):
    """How it was done, if there is something to say."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [DONE]})

    note: Text | None = None


class Cancellation(BaseModel):
    """Why it is owed no more."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [OWED_NO_MORE]})

    note: Text


class ObligationNamed(BaseModel):
    """The obligation that was written, whose it is, and its due time."""

    obligation_id: UUID
    customer_id: UUID
    due_at: AwareDatetime


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter. `owner` is the person who owes it."""

    owner: Short | None = None
    customer: UUID | None = None
    overdue: bool = False


def obligation_router(obligations: Obligations, listed: ObligationList) -> APIRouter:
    """Return the routes of obligations."""
    router = APIRouter(prefix="/v1", tags=["obligations"])

    @router.post("/obligations", status_code=201)
    async def open_obligation(told: OpenObligation, request: Worker, response: Response) -> ObligationNamed:
        """Open an obligation by hand, with owner, due time and warnings (S3-04)."""
        answer = _answered(response, await obligations.open_by_hand(told, request))
        response.headers["Location"] = f"/v1/obligations/{answer.obligation_id}"
        return answer

    @router.post("/obligations/{obligation_id}/fulfilment")
    async def fulfil(
        obligation_id: UUID, done: Fulfilment, request: Worker, response: Response
    ) -> ObligationNamed:
        """Say that it is done; after its due time it is met late."""
        return _answered(response, await obligations.fulfil(obligation_id, done.note, request))

    @router.post("/obligations/{obligation_id}/cancellation")
    async def cancel(
        obligation_id: UUID, why: Cancellation, request: Leader, response: Response
    ) -> ObligationNamed:
        """Say, with a reason, that it is owed no more."""
        return _answered(response, await obligations.cancel(obligation_id, why.note, request))

    @router.get("/obligations/{obligation_id}", dependencies=[Depends(requires())])
    async def read_obligation(obligation_id: UUID, response: Response) -> ObligationView:
        """Read one obligation, with its warnings and its ladder."""
        obligation, version = await obligations.read(obligation_id)
        response.headers["ETag"] = etag(version)
        return obligation_view(obligation, version)

    @router.get("/obligations", dependencies=[Depends(requires())])
    async def list_obligations(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[ObligationItem]:
        """List what is owed by due time; `overdue=true` is what is late, with the days (S6-04)."""
        chosen = Filter(wanted.owner, wanted.customer, wanted.overdue)
        rows = await listed.page(chosen, page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)

    return router


def _place(item: ObligationItem) -> tuple[str, str]:
    return item.due_at.isoformat(), str(item.obligation_id)


def _answered(response: Response, appended: Appended) -> ObligationNamed:
    written(response, appended, SOURCE)
    return ObligationNamed.model_validate_json(appended.answer)
