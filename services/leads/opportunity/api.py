"""Opportunities 商机 over HTTP: open, move, record what proves a stage, win, lose, reopen, read, list."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from services.leads.opportunity.read_models.customer_known import CustomersKnown
from services.leads.opportunity.read_models.opportunity import OpportunityView, opportunity_view
from services.leads.opportunity.read_models.opportunity_list import Filter, OpportunityItem, OpportunityList
from services.leads.opportunity.told import EvidenceRecorded, StageWanted, WithReason
from services.leads.opportunity.use_cases import Opportunities
from services.leads.roles import FIELD, SOURCE
from shared.contracts.base import Slug
from shared.contracts.opportunities import Ending, OpenOpportunity
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.external_ids import named_customer_id
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import MinPosition, min_position, written

Seller = Annotated[Request, Depends(request_of(*FIELD))]
Awaited = Annotated[MinPosition, Depends(min_position)]


class OpportunityNamed(BaseModel):
    """The opportunity that was written, whose it is, and where it stands."""

    opportunity_id: UUID
    customer_id: UUID
    stage: str
    expected_by: datetime | None
    ended: Ending | None


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter."""

    pipeline: Slug | None = None
    stage: Slug | None = None
    customer: UUID | None = None
    open: bool | None = None
    overdue: bool | None = None


def opportunity_router(
    use: Opportunities, known: CustomersKnown, listed: OpportunityList, clock: Clock
) -> APIRouter:
    """Return the routes of opportunities."""
    router = APIRouter(prefix="/v1", tags=["opportunities"])
    _open_and_move(router, use, known)
    _end(router, use, known)
    _read(router, use, known, listed, clock)
    return router


def _open_and_move(router: APIRouter, use: Opportunities, known: CustomersKnown) -> None:
    @router.post("/opportunities", status_code=201)
    async def open_opportunity(
        told: OpenOpportunity, request: Seller, awaited: Awaited, response: Response
    ) -> OpportunityNamed:
        """Open an opportunity in the first stage of a pipeline of the policy (S7-10, S11-13)."""
        await awaited.reached(partial(known.seen, named_customer_id(told.customer)))
        answer = _answered(response, await use.open_opportunity(told, request))
        response.headers["Location"] = f"/v1/opportunities/{answer.opportunity_id}"
        return answer

    @router.post("/opportunities/{opportunity_id}/stage")
    async def move(
        opportunity_id: UUID, told: StageWanted, request: Seller, awaited: Awaited, response: Response
    ) -> OpportunityNamed:
        """Move it to the next stage or to a named one, once all is there that the way asks (S7-10, S5-08)."""
        await _reached(awaited, use, known, opportunity_id)
        return _answered(response, await use.move(opportunity_id, told, request))

    @router.post("/opportunities/{opportunity_id}/evidence", status_code=201)
    async def record_evidence(
        opportunity_id: UUID, told: EvidenceRecorded, request: Seller, response: Response
    ) -> OpportunityNamed:
        """Record a proposal, agreed terms, a delivery, or that who decides was met (S7-06, S7-07, S11-19)."""
        return _answered(response, await use.record(opportunity_id, told, request))


def _end(router: APIRouter, use: Opportunities, known: CustomersKnown) -> None:
    @router.post("/opportunities/{opportunity_id}/winning")
    async def win(
        opportunity_id: UUID, request: Seller, awaited: Awaited, response: Response
    ) -> OpportunityNamed:
        """Win it: it leaves the last stage, with all that its pipeline asks."""
        await _reached(awaited, use, known, opportunity_id)
        return _answered(response, await use.win(opportunity_id, request))

    @router.post("/opportunities/{opportunity_id}/loss")
    async def lose(
        opportunity_id: UUID, told: WithReason, request: Seller, response: Response
    ) -> OpportunityNamed:
        """Lose it, with the reason (S7-10: drop-off by stage)."""
        return _answered(response, await use.lose(opportunity_id, told.reason, request))

    @router.post("/opportunities/{opportunity_id}/reopening")
    async def reopen(
        opportunity_id: UUID, told: WithReason, request: Seller, response: Response
    ) -> OpportunityNamed:
        """Let one that ended go on in its stage, whose time begins anew."""
        return _answered(response, await use.reopen(opportunity_id, told.reason, request))


def _read(
    router: APIRouter, use: Opportunities, known: CustomersKnown, listed: OpportunityList, clock: Clock
) -> None:
    @router.get("/opportunities/{opportunity_id}", dependencies=[Depends(requires())])
    async def read_opportunity(opportunity_id: UUID, awaited: Awaited, response: Response) -> OpportunityView:
        """Read one: its history, the standard of its stage (S7-01), and what the next one still asks."""
        await _reached(awaited, use, known, opportunity_id)
        told = await use.read(opportunity_id)
        response.headers["ETag"] = etag(told.version)
        return opportunity_view(told, *await use.standards(told, clock.now()))

    @router.get("/opportunities", dependencies=[Depends(requires())])
    async def list_opportunities(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[OpportunityItem]:
        """List opportunities by pipeline, stage and customer, those longest in their stage first (S1-06)."""
        rows = await listed.page(Filter(**wanted.model_dump()), page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)


async def _reached(
    awaited: MinPosition, use: Opportunities, known: CustomersKnown, opportunity_id: UUID
) -> None:
    """What the caller wants to have been heard of the customer is known to the stages."""
    if awaited.positions:
        named = (await use.read(opportunity_id)).opportunity.named
        await awaited.reached(partial(known.seen, named.customer_id))


def _place(item: OpportunityItem) -> tuple[str, str]:
    return item.entered_at.isoformat(), str(item.opportunity_id)


def _answered(response: Response, appended: Appended) -> OpportunityNamed:
    written(response, appended, SOURCE)
    return OpportunityNamed.model_validate_json(appended.answer)
