"""Matters over HTTP: open, take steps, stop the clock, link, close, reopen, read, list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel

from services.visits.matter.read_models.matter import MatterView, matter_view
from services.visits.matter.read_models.matter_list import Filter, MatterItem, MatterList
from services.visits.matter.told import Closing, Link, Pause, Reopening, StepTaken
from services.visits.matter.use_cases import Matters, Roles
from services.visits.roles import CONTACT, SOURCE
from shared.contracts.base import Slug
from shared.contracts.matters import OpenMatter
from shared.contracts.roles import Role
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Worker = Annotated[Request, Depends(request_of(*CONTACT))]
Caller = Annotated[Principal, Depends(requires(*CONTACT))]


class MatterNamed(BaseModel):
    """The matter that was written, whose it is, and its due time."""

    matter_id: UUID
    customer_id: UUID
    due_at: AwareDatetime


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter. `measure`: those that resulted in that measure."""

    kind: Slug | None = None
    category: Slug | None = None
    customer: UUID | None = None
    measure: UUID | None = None
    open: bool | None = None
    late: bool = False


def matter_router(matters: Matters, listed: MatterList) -> APIRouter:
    """Return the routes of matters."""
    router = APIRouter(prefix="/v1", tags=["matters"])
    _open_and_close(router, matters)
    _work(router, matters)
    _read(router, matters, listed)
    return router


def _open_and_close(router: APIRouter, matters: Matters) -> None:
    @router.post("/matters", status_code=201)
    async def open_matter(told: OpenMatter, request: Worker, response: Response) -> MatterNamed:
        """Open a matter of a kind and category of the policy; its clock runs from now (S3-14, S5-06)."""
        answer = _answered(response, await matters.open_matter(told, request))
        response.headers["Location"] = f"/v1/matters/{answer.matter_id}"
        return answer

    @router.post("/matters/{matter_id}/closing")
    async def close(
        matter_id: UUID, told: Closing, caller: Caller, request: Worker, response: Response
    ) -> MatterNamed:
        """Close it with a visible outcome, once its required steps were taken (S3-14, S8-07)."""
        roles = _roles(caller)
        return _answered(response, await matters.close(matter_id, told.outcome, told.change, roles, request))

    @router.post("/matters/{matter_id}/reopening")
    async def reopen(matter_id: UUID, told: Reopening, request: Worker, response: Response) -> MatterNamed:
        """Say that it was not solved; its clock and its steps begin anew."""
        return _answered(response, await matters.reopen(matter_id, told.reason, request))


def _work(router: APIRouter, matters: Matters) -> None:
    @router.post("/matters/{matter_id}/steps")
    async def take_step(
        matter_id: UUID, told: StepTaken, caller: Caller, request: Worker, response: Response
    ) -> MatterNamed:
        """Write down a step of its kind, such as the removal action of an obstacle (S5-07)."""
        roles = _roles(caller)
        return _answered(response, await matters.take_step(matter_id, told.step, told.text, roles, request))

    @router.post("/matters/{matter_id}/pause")
    async def pause(matter_id: UUID, told: Pause, request: Worker, response: Response) -> MatterNamed:
        """Stop its clock until a time, with a reason; it goes on by itself then."""
        return _answered(response, await matters.pause(matter_id, told.reason, told.until, request))

    @router.post("/matters/{matter_id}/resumption")
    async def resume(matter_id: UUID, request: Worker, response: Response) -> MatterNamed:
        """Let its clock go on before that time."""
        return _answered(response, await matters.resume(matter_id, request))

    @router.post("/matters/{matter_id}/links")
    async def link(matter_id: UUID, told: Link, request: Worker, response: Response) -> MatterNamed:
        """Say that it results in a measure, which names the change in the end (S2-05, S6-11)."""
        return _answered(response, await matters.link(matter_id, told.measure_id, request))


def _read(router: APIRouter, matters: Matters, listed: MatterList) -> None:
    @router.get("/matters/{matter_id}", dependencies=[Depends(requires())])
    async def read_matter(matter_id: UUID, response: Response) -> MatterView:
        """Read one matter, with its steps, its clock and its outcome."""
        matter, version = await matters.read(matter_id)
        response.headers["ETag"] = etag(version)
        return matter_view(matter, version)

    @router.get("/matters", dependencies=[Depends(requires())])
    async def list_matters(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[MatterItem]:
        """List matters by due time: obstacles by type, measures with what they come of (S5-06, S3-18)."""
        rows = await listed.page(Filter(**wanted.model_dump()), page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)


def _roles(caller: Principal) -> Roles:
    # A system speaks for people whose roles it knows and we do not.
    return None if Role.system in caller.roles else caller.roles


def _place(item: MatterItem) -> tuple[str, str]:
    return item.due_at.isoformat(), str(item.matter_id)


def _answered(response: Response, appended: Appended) -> MatterNamed:
    written(response, appended, SOURCE)
    return MatterNamed.model_validate_json(appended.answer)
