"""Ownership over HTTP: claimed out of the pool 公海, released into it, assigned, and who is in it (S6-08)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.leads.customer.api import CustomerNamed, Reader
from services.leads.customer.decide.ownership_commands import ClaimForAnother
from services.leads.customer.pool.listing import PoolFilter, PoolItem, PoolList
from services.leads.customer.pool.use_cases import Ownerships
from services.leads.roles import FIELD, LEADING, SOURCE
from shared.contracts.base import Short, Text
from shared.contracts.leads import Lifecycle
from shared.contracts.ownership import ReturnVerdict
from shared.contracts.scoring import TierClass
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Seller = Annotated[Request, Depends(request_of(*FIELD))]
Leader = Annotated[Request, Depends(request_of(*LEADING))]

CLAIM: JsonValue = {"person": "li.na"}
RELEASE: JsonValue = {"reason": "客户迁往成都，由西南区跟进更合适"}
APPEAL: JsonValue = {"reason": "3 月 28 日已上门拜访，记录漏登"}
DECISION: JsonValue = {"verdict": "granted", "reason": "已核实拜访记录"}
ASSIGNMENT: JsonValue = {"owner": "wang.wei", "reason": "重点客户改由大客户组负责"}


class Claim(BaseModel):
    """For whom the customer is claimed; the caller, if nobody is named."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [CLAIM]})

    person: Short | None = None


class Release(BaseModel):
    """Why the customer is given back."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [RELEASE]})

    reason: Text


class Assignment(BaseModel):
    """Who owns the customer from now on, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [ASSIGNMENT]})

    owner: Short
    reason: Text


class ReturnAppeal(BaseModel):
    """Why the return should be looked at again."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [APPEAL]})

    reason: Text


class ReturnAppealDecision(BaseModel):
    """Granted or refused, and why."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [DECISION]})

    verdict: ReturnVerdict
    reason: Text


class PoolQuery(BaseModel):
    """Filters of the list; absent ones do not filter."""

    tier: TierClass | None = None
    lifecycle: Lifecycle | None = None
    last_owner: Short | None = None
    appealed: bool | None = Field(default=None, description="Whose return is appealed against, undecided")


def pool_router(ownerships: Ownerships, listed: PoolList, clock: Clock) -> APIRouter:
    """Return the routes of ownership."""
    router = APIRouter(prefix="/v1", tags=["pool"])
    _ownership(router, ownerships)
    _appeals(router, ownerships)

    @router.get("/pool", dependencies=[Depends(requires())])
    async def list_pool(
        wanted: Annotated[PoolQuery, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[PoolItem]:
        """List whom nobody owns, since when, why, and who owned them last (S6-08); longest first."""
        waits = await ownerships.waits(clock.now())
        rows = await listed.page(PoolFilter(**wanted.model_dump()), waits, page.after_time, page.rows)
        return page.page(rows, key=_place, show=lambda item: item)

    return router


def _ownership(router: APIRouter, ownerships: Ownerships) -> None:
    @router.post("/customers/{customer_id}/claim")
    async def claim(
        customer_id: UUID, told: Claim, caller: Reader, request: Seller, response: Response
    ) -> CustomerNamed:
        """Take a customer out of the pool, within the policy's limits; who leads may name another person."""
        person = _person(caller, told.person)
        return _answered(response, await ownerships.claim(customer_id, person, request))

    @router.post("/customers/{customer_id}/release")
    async def release(
        customer_id: UUID, told: Release, caller: Reader, request: Seller, response: Response
    ) -> CustomerNamed:
        """Give a customer back to the pool, with a reason: one's own, or as who leads anybody's."""
        only_of = None if _leads(caller) else caller.name
        return _answered(response, await ownerships.release(customer_id, only_of, told.reason, request))

    @router.post("/customers/{customer_id}/owner")
    async def assign_owner(
        customer_id: UUID, told: Assignment, request: Leader, response: Response
    ) -> CustomerNamed:
        """Say who owns a customer, with a reason (S1-07); the limits of claims do not hold for it."""
        return _answered(response, await ownerships.assign(customer_id, told.owner, told.reason, request))


def _appeals(router: APIRouter, ownerships: Ownerships) -> None:
    @router.post("/customers/{customer_id}/return-appeal")
    async def appeal_return(
        customer_id: UUID, told: ReturnAppeal, caller: Reader, request: Seller, response: Response
    ) -> CustomerNamed:
        """Ask to look at a return again, as its last owner and as long as they wait; or as who leads."""
        only_of = None if _leads(caller) else caller.name
        return _answered(response, await ownerships.appeal(customer_id, only_of, told.reason, request))

    @router.post("/customers/{customer_id}/return-appeal/decision")
    async def decide_return_appeal(
        customer_id: UUID, told: ReturnAppealDecision, request: Leader, response: Response
    ) -> CustomerNamed:
        """Leave the return as it is, or take it back: owner and clock are as they were before."""
        appended = await ownerships.decide_appeal(customer_id, told.verdict, told.reason, request)
        return _answered(response, appended)


def _leads(caller: Principal) -> bool:
    return bool(caller.roles & set(LEADING))


def _person(caller: Principal, named: str | None) -> str:
    person = named or caller.name
    if person != caller.name and not _leads(caller):
        raise ClaimForAnother(required_roles=", ".join(sorted(LEADING)))
    return person


def _place(item: PoolItem) -> tuple[str, str]:
    return item.since.isoformat(), str(item.customer_id)


def _answered(response: Response, appended: Appended) -> CustomerNamed:
    written(response, appended, SOURCE)
    return CustomerNamed.model_validate_json(appended.answer)
