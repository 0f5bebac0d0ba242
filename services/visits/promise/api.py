"""Promises over HTTP: record, approve, keep, withdraw, read, list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel

from services.visits.promise.decide.state import Standing
from services.visits.promise.read_models.promise import PromiseView, promise_view
from services.visits.promise.read_models.promise_list import Filter, PromiseItem, PromiseList
from services.visits.promise.told import PromiseFulfilment, Withdrawal
from services.visits.promise.use_cases import Promises
from services.visits.roles import CONTACT, LEADING, PEOPLE, SOURCE
from shared.contracts.base import Short
from shared.contracts.promises import Approver, RecordPromise
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Worker = Annotated[Request, Depends(request_of(*CONTACT))]
Leader = Annotated[Request, Depends(request_of(*LEADING))]


class PromiseNamed(BaseModel):
    """The promise that was written, whose it is, and whether it holds or waits for an approver."""

    promise_id: UUID
    customer_id: UUID
    due_at: AwareDatetime
    standing: Standing
    approver: Approver | None


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter. `late`: breached, whatever came after."""

    person: Short | None = None
    customer: UUID | None = None
    standing: Standing | None = None
    late: bool = False


def promise_router(promises: Promises, listed: PromiseList) -> APIRouter:
    """Return the routes of promises."""
    router = APIRouter(prefix="/v1", tags=["promises"])
    _write(router, promises)
    _read(router, promises, listed)
    return router


def _write(router: APIRouter, promises: Promises) -> None:
    @router.post("/promises", status_code=201)
    async def record_promise(told: RecordPromise, request: Worker, response: Response) -> PromiseNamed:
        """Record what somebody told a customer, until when, at which discount or price (S9-08, S4-08)."""
        answer = _answered(response, await promises.record(told, request))
        response.headers["Location"] = f"/v1/promises/{answer.promise_id}"
        return answer

    @router.post("/promises/{promise_id}/approval")
    async def approve_promise(
        promise_id: UUID,
        caller: Annotated[Principal, Depends(requires(*PEOPLE))],
        request: Annotated[Request, Depends(request_of(*PEOPLE))],
        response: Response,
    ) -> PromiseNamed:
        """Approve the discount, in the role that the policy names; it holds and is due from now on."""
        return _answered(response, await promises.approve(promise_id, caller.roles, request))

    @router.post("/promises/{promise_id}/fulfilment")
    async def keep_promise(
        promise_id: UUID, done: PromiseFulfilment, request: Worker, response: Response
    ) -> PromiseNamed:
        """Say that it was kept, and which fact proves it; after its time it is kept late."""
        return _answered(response, await promises.keep(promise_id, done.proof, request))

    @router.post("/promises/{promise_id}/withdrawal")
    async def withdraw_promise(
        promise_id: UUID, why: Withdrawal, request: Leader, response: Response
    ) -> PromiseNamed:
        """Say, with a reason, that it is owed no more, or that its discount is not approved."""
        return _answered(response, await promises.withdraw(promise_id, why.reason, request))


def _read(router: APIRouter, promises: Promises, listed: PromiseList) -> None:
    @router.get("/promises/{promise_id}", dependencies=[Depends(requires())])
    async def read_promise(promise_id: UUID, response: Response) -> PromiseView:
        """Read one promise, with its approval, its breach and its end."""
        promise, version = await promises.read(promise_id)
        response.headers["ETag"] = etag(version)
        return promise_view(promise, version)

    @router.get("/promises", dependencies=[Depends(requires())])
    async def list_promises(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PromiseItem]:
        """List promises by due time: those to a customer, those of a person, those that wait (S9-08)."""
        rows = await listed.page(Filter(**wanted.model_dump()), page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)


def _place(item: PromiseItem) -> tuple[str, str]:
    return item.due_at.isoformat(), str(item.promise_id)


def _answered(response: Response, appended: Appended) -> PromiseNamed:
    written(response, appended, SOURCE)
    return PromiseNamed.model_validate_json(appended.answer)
