"""Customers over HTTP: capture, take a step of the lifecycle, read one, list many."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.leads.customer.events import Evidence as StoredEvidence
from services.leads.customer.read_models.customer_list import CustomerItem, CustomerList, Filter, review_of
from services.leads.customer.read_models.file import CustomerView, Sight, file_view
from services.leads.customer.use_cases import CustomerFile
from services.leads.roles import CONFIDENTIAL, FIELD, SOURCE
from shared.contracts.base import Short, UtcTime
from shared.contracts.inbox import CaptureLead
from shared.contracts.leads import Evidence, LeadSource, Lifecycle
from shared.contracts.scoring import TierClass
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag, if_match
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import MinPosition, min_position, written
from shared.kit.http.problems import HttpProblem

Reader = Annotated[Principal, Depends(requires())]


STEP: JsonValue = {
    "after": "intending",
    "evidence": {"kind": "need", "text": "需要减速机 40 台，三月底前到货"},
    "changed_at": "2026-03-09T06:00:00Z",
}


class LifecycleStep(BaseModel):
    """A step of the lifecycle and what proves it (S5-03)."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [STEP]})

    after: Lifecycle
    evidence: Evidence
    changed_at: UtcTime | None = None


class CustomerNamed(BaseModel):
    """The customer that was written."""

    customer_id: UUID


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter."""

    lifecycle: Lifecycle | None = None
    confirmed: bool | None = None
    tier: TierClass | None = None
    owner: Short | None = None
    source: LeadSource | None = None
    campaign: Short | None = None
    stale: bool | None = Field(default=None, description="Some section has not been looked at for its time")
    under_target: bool | None = Field(default=None, description="Less complete than the policy asks")
    archived: bool | None = Field(default=None, description="Archived: kept whole, no longer worked")
    archiving: bool | None = Field(default=None, description="Archived soon, unless something is heard")
    returning: bool | None = Field(default=None, description="Back to the pool soon, as their owner was told")
    serves: UUID | None = Field(default=None, description="Dealers whose file names this user (S11-24)")


def sight_of(principal: Principal, clock: Clock) -> Sight:
    """Return what this caller may see now."""
    return Sight(clock.now(), confidential=bool(principal.roles & CONFIDENTIAL))


def customer_router(file: CustomerFile, customers: CustomerList, clock: Clock) -> APIRouter:
    """Return the routes of customers."""
    router = APIRouter(prefix="/v1", tags=["customers"])
    _commands(router, file)
    _reads(router, file, customers, clock)
    return router


def _commands(router: APIRouter, file: CustomerFile) -> None:
    @router.post("/customers", status_code=201)
    async def capture_lead(
        told: CaptureLead, request: Annotated[Request, Depends(request_of(*FIELD))], response: Response
    ) -> CustomerNamed:
        """Capture a lead with its source (S5-01, S7-02); the same one twice is one customer."""
        appended = await file.capture_lead(told, request)
        answer = CustomerNamed.model_validate_json(appended.answer)
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/customers/{answer.customer_id}"
        return answer

    @router.post("/customers/{customer_id}/lifecycle")
    async def take_step(
        customer_id: UUID,
        step: LifecycleStep,
        request: Annotated[Request, Depends(request_of(*FIELD, key_required=False))],
        expected: Annotated[int, Depends(if_match)],
        response: Response,
    ) -> CustomerNamed:
        """Move the customer to intending or signed, on evidence (S5-03)."""
        proof = StoredEvidence(step.evidence.kind, step.evidence.ref, step.evidence.text)
        appended = await file.take_step(
            customer_id, step.after, proof, request, changed_at=step.changed_at, if_version=expected
        )
        written(response, appended, SOURCE)
        return CustomerNamed.model_validate_json(appended.answer)


def _reads(router: APIRouter, file: CustomerFile, customers: CustomerList, clock: Clock) -> None:
    @router.get("/customers/{customer_id}")
    async def read_customer(
        customer_id: UUID,
        principal: Reader,
        awaited: Annotated[MinPosition, Depends(min_position)],
        response: Response,
    ) -> CustomerView:
        """Read one customer's file; its version is the ETag."""
        await awaited.reached(lambda source: customers.seen(customer_id, source))
        told, row = await file.read(customer_id), await customers.row(customer_id)
        if not told.facts and row is None:
            raise HttpProblem("not_found")
        response.headers["ETag"] = etag(told.version)
        sight = sight_of(principal, clock)
        return file_view(customer_id, told, row, await file.readable(told, sight.now), sight)

    @router.get("/customers", dependencies=[Depends(requires())])
    async def list_customers(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[CustomerItem]:
        """List customers: of a campaign (S4-13), stale (S4-11), under target (S3-08), archived (S4-12)."""
        after = str(page.after[0]) if page.after else None
        review = review_of(await file.catalogues.at(clock.now()), clock.now())
        rows = await customers.page(Filter(**wanted.model_dump()), review, after, page.rows)
        return page.page(rows, key=lambda item: (str(item.customer_id),), show=lambda item: item)
