"""Planned contacts over HTTP: plan, prepare, begin, call off, read, list."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict

from services.visits.planned.decide.state import PlannedContact, Standing
from services.visits.planned.read_models.planned_list import Filter, PlannedItem, PlannedList
from services.visits.planned.use_cases import PlannedContacts
from services.visits.roles import CONTACT, SOURCE
from shared.contracts.base import Short, Slug, Text, UtcTime
from shared.contracts.planned_contacts import PlanContact, Preparation, Timing
from shared.contracts.visits import Channel
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Worker = Annotated[Request, Depends(request_of(*CONTACT))]


class CallingOff(BaseModel):
    """Why it will not take place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"reason": "客户出差"}]}
    )

    reason: Text


class PlannedNamed(BaseModel):
    """The planned contact that was written, what the policy says of its time, and what is missing."""

    planned_id: UUID
    customer_id: UUID
    standing: Standing
    timing: Timing | None
    missing: tuple[Slug, ...]


class PlannedView(PlannedNamed):
    """A planned contact as it stands now: folded from its own stream, so never behind."""

    version: int
    channel: Channel
    kind: Slug | None
    salesperson: Short
    starts_at: UtcTime
    missed_at: UtcTime
    outline: tuple[Text, ...]
    taken: tuple[Slug, ...]
    shows: tuple[Slug, ...]
    ended_at: UtcTime | None
    policy_version: Short


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter."""

    person: Short | None = None
    customer: UUID | None = None
    standing: Standing | None = None


def planned_router(planned: PlannedContacts, listed: PlannedList) -> APIRouter:
    """Return the routes of planned contacts."""
    router = APIRouter(prefix="/v1", tags=["visits"])
    _write(router, planned)
    _read(router, planned, listed)
    return router


def _write(router: APIRouter, planned: PlannedContacts) -> None:
    @router.post("/planned-contacts", status_code=201)
    async def plan_contact(told: PlanContact, request: Worker, response: Response) -> PlannedNamed:
        """Plan a contact: refused at the customer's busy hours, told what is missing (S9-04, S11-15..17)."""
        answer = _answered(response, await planned.plan(told, request))
        response.headers["Location"] = f"/v1/planned-contacts/{answer.planned_id}"
        return answer

    @router.post("/planned-contacts/{planned_id}/preparation")
    async def prepare_contact(
        planned_id: UUID, told: Preparation, request: Worker, response: Response
    ) -> PlannedNamed:
        """Say what is ready now; policy papers are for those who have come far enough (S11-16)."""
        return _answered(response, await planned.prepare(planned_id, told, request))

    @router.post("/planned-contacts/{planned_id}/check-in")
    async def begin_contact(planned_id: UUID, request: Worker, response: Response) -> PlannedNamed:
        """Say that somebody is with the customer; nobody begins unprepared (S9-04, S11-15)."""
        return _answered(response, await planned.begin(planned_id, request))

    @router.post("/planned-contacts/{planned_id}/calling-off")
    async def call_contact_off(
        planned_id: UUID, why: CallingOff, request: Worker, response: Response
    ) -> PlannedNamed:
        """Say, with a reason, that it will not take place."""
        return _answered(response, await planned.call_off(planned_id, why.reason, request))


def _read(router: APIRouter, planned: PlannedContacts, listed: PlannedList) -> None:
    @router.get("/planned-contacts/{planned_id}", dependencies=[Depends(requires())])
    async def read_planned_contact(planned_id: UUID, response: Response) -> PlannedView:
        """Read one planned contact, with what is ready and what is missing."""
        found, version = await planned.read(planned_id)
        response.headers["ETag"] = etag(version)
        return _view(found, version)

    @router.get("/planned-contacts", dependencies=[Depends(requires())])
    async def list_planned_contacts(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PlannedItem]:
        """List planned contacts by when they start: those of a person, with a customer, ahead or ended."""
        rows = await listed.page(Filter(**wanted.model_dump()), page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)


def _place(item: PlannedItem) -> tuple[str, str]:
    return item.starts_at.isoformat(), str(item.planned_id)


def _view(found: PlannedContact, version: int) -> PlannedView:
    told = {name: getattr(found.planned, name) for name in found.planned.__slots__}
    ready = {name: getattr(found.prepared, name) for name in found.prepared.__slots__}
    end = {"ended_at": None if found.end is None else found.end.occurred_at}
    shown = {"version": version, "standing": found.standing, "missed_at": found.told.missed_at}
    return PlannedView.model_validate(told | ready | end | shown)


def _answered(response: Response, appended: Appended) -> PlannedNamed:
    written(response, appended, SOURCE)
    return PlannedNamed.model_validate_json(appended.answer)
