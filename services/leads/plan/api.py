"""Plans 计划 over HTTP: submit, revise, approve, reach, measure, review, end, read, list."""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel

from services.leads.plan.decide import PlanKindUnknown
from services.leads.plan.decide.state import Standing
from services.leads.plan.read_models.plan import PlanView, plan_view
from services.leads.plan.read_models.plan_list import Filter, PlanItem, PlanList
from services.leads.plan.told import (
    End,
    Measured,
    NodeProof,
    PlanTold,
    Review,
    RevisionTold,
    VersionMeant,
    VersionReturned,
)
from services.leads.plan.use_cases import Plans
from services.leads.roles import FIELD, PEOPLE, SOURCE
from shared.contracts.base import Short, Slug
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Planner = Annotated[Request, Depends(request_of(*FIELD))]
Person = Annotated[Request, Depends(request_of(*PEOPLE))]
Judge = Annotated[Principal, Depends(requires(*PEOPLE))]


class PlanNamed(BaseModel):
    """The plan that was written, its latest version, and where it stands."""

    plan_id: UUID
    kind: str
    version: int
    standing: Standing
    review_at: AwareDatetime | None


class ListFilter(BaseModel):
    """Filters of the list; absent ones do not filter. `review`: due, or it asks for another version."""

    kind: Slug | None = None
    customer: UUID | None = None
    owner: Short | None = None
    standing: Standing | None = None
    overdue: bool | None = None
    review: bool | None = None


def plan_router(plans: Plans, listed: PlanList, clock: Clock) -> APIRouter:
    """Return the routes of plans."""
    router = APIRouter(prefix="/v1", tags=["plans"])
    _versions(router, plans)
    _progress(router, plans)
    _read(router, plans, listed, clock)
    return router


def _versions(router: APIRouter, plans: Plans) -> None:
    @router.post("/plans", status_code=201)
    async def submit_plan(told: PlanTold, request: Planner, response: Response) -> PlanNamed:
        """Submit a plan of a kind of the policy, with goal, strategy, method and owner (S3-02, S9-09)."""
        answer = _answered(response, await plans.submit(told, request))
        response.headers["Location"] = f"/v1/plans/{answer.plan_id}"
        return answer

    @router.post("/plans/{plan_id}/versions", status_code=201)
    async def revise_plan(
        plan_id: UUID, told: RevisionTold, request: Planner, response: Response
    ) -> PlanNamed:
        """Submit another version with its reason; those from before are kept (S3-05)."""
        return _answered(response, await plans.revise(plan_id, told, request))

    @router.post("/plans/{plan_id}/approval")
    async def approve_plan(
        plan_id: UUID,
        meant: VersionMeant,
        caller: Judge,
        request: Person,
        response: Response,
    ) -> PlanNamed:
        """Approve the version, in the role that the policy names; refused while a part is missing (S3-03)."""
        return _answered(response, await plans.approve(plan_id, meant.version, caller.roles, request))

    @router.post("/plans/{plan_id}/return")
    async def return_plan(
        plan_id: UUID, told: VersionReturned, caller: Judge, request: Person, response: Response
    ) -> PlanNamed:
        """Say that the version is not approved, and what it lacks; in the role that could approve it."""
        return _answered(response, await plans.give_back(plan_id, told, caller.roles, request))


def _progress(router: APIRouter, plans: Plans) -> None:
    @router.post("/plans/{plan_id}/nodes/{node}/proof")
    async def reach_node(
        plan_id: UUID, node: str, told: NodeProof, request: Planner, response: Response
    ) -> PlanNamed:
        """Say what shows that a time node was reached; after its time it is reached late (S3-04)."""
        return _answered(response, await plans.reach(plan_id, node, told, request))

    @router.post("/plans/{plan_id}/goals/{goal}/measurement", status_code=201)
    async def measure_goal(
        plan_id: UUID, goal: str, told: Measured, request: Planner, response: Response
    ) -> PlanNamed:
        """Say how much of a goal is there, in all: its gap follows (S9-10, S1-01)."""
        return _answered(response, await plans.measure(plan_id, goal, told, request))

    @router.post("/plans/{plan_id}/review")
    async def review_plan(plan_id: UUID, told: Review, request: Planner, response: Response) -> PlanNamed:
        """Say what market information shows and whether the plan is to be revised (S3-05)."""
        return _answered(response, await plans.review(plan_id, told, request))

    @router.post("/plans/{plan_id}/end")
    async def end_plan(plan_id: UUID, told: End, request: Planner, response: Response) -> PlanNamed:
        """Say that it was completed or given up; nothing of it is owed any more."""
        return _answered(response, await plans.end(plan_id, told, request))


def _read(router: APIRouter, plans: Plans, listed: PlanList, clock: Clock) -> None:
    @router.get("/plans/{plan_id}", dependencies=[Depends(requires())])
    async def read_plan(plan_id: UUID, response: Response) -> PlanView:
        """Read a plan: its versions, what is missing, each goal's gap with owner, item and time (S9-10)."""
        told, asked = await plans.read(plan_id), None
        # A kind that the policy has no more asks for nothing.
        with suppress(PlanKindUnknown):
            asked = await plans.standard(told.plan, clock.now())
        response.headers["ETag"] = etag(len(told.facts))
        return plan_view(told, asked)

    @router.get("/plans", dependencies=[Depends(requires())])
    async def list_plans(
        wanted: Annotated[ListFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PlanItem]:
        """List plans by kind, customer, owner and standing, with their time nodes, the oldest first."""
        said = wanted.model_dump(mode="json")
        rows = await listed.page(Filter(**said), page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)


def _place(item: PlanItem) -> tuple[str, str]:
    return item.opened_at.isoformat(), str(item.plan_id)


def _answered(response: Response, appended: Appended) -> PlanNamed:
    written(response, appended, SOURCE)
    return PlanNamed.model_validate_json(appended.answer)
