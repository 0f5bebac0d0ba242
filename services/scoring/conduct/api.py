"""Conduct over HTTP: violations, sanctions and appeals, and a person's record (S6-13, S6-14)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from services.scoring.conduct.decide import ConductOfAnother, ConductUnknown, SanctionDecidedByAnotherRole
from services.scoring.conduct.decide.state import Record
from services.scoring.conduct.schemas import (
    Appeal,
    AppealDecision,
    Decision,
    SanctionNamed,
    SanctionProposal,
    ViolationNamed,
    ViolationTold,
    Withdrawal,
)
from services.scoring.conduct.use_cases import Asked, Conducts, person_id_of
from services.scoring.conduct.views import ConductItem, ConductView, Sight, conduct_item, conduct_view
from services.scoring.roles import CONDUCT, SOURCE
from shared.contracts.base import Short
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag, if_match
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.positions import written

Supervisor = Annotated[Request, Depends(request_of(*CONDUCT))]
Follower = Annotated[Request, Depends(request_of(*CONDUCT, key_required=False))]
Anybody = Annotated[Request, Depends(request_of(key_required=False))]
Caller = Annotated[Principal, Depends(requires())]
Expected = Annotated[int, Depends(if_match)]


async def _asked(person_id: UUID, sanction_id: UUID, expected: Expected) -> Asked:
    return Asked(person_id, sanction_id, expected)


Which = Annotated[Asked, Depends(_asked)]

ONE = "/conduct/{person_id}/sanctions/{sanction_id}"


def conduct_router(conducts: Conducts) -> APIRouter:
    """Return the routes of conduct."""
    router = APIRouter(prefix="/v1", tags=["conduct"])
    _violations(router, conducts)
    _proposals(router, conducts)
    _decisions(router, conducts)
    _reads(router, conducts)
    return router


def _violations(router: APIRouter, conducts: Conducts) -> None:
    @router.post("/violations", status_code=201)
    async def record_violation(
        told: ViolationTold, request: Supervisor, response: Response
    ) -> ViolationNamed:
        """Put a violation or a poor result on a person's record, with its evidence (S6-13)."""
        answer = _violation(response, await conducts.record(told.seen(), request))
        response.headers["Location"] = f"/v1/conduct/{answer.person_id}"
        return answer

    @router.post("/conduct/{person_id}/violations/{violation_id}/withdrawal")
    async def withdraw_violation(  # noqa: PLR0913, PLR0917 -- each is a part of the request
        person_id: UUID,
        violation_id: UUID,
        told: Withdrawal,
        request: Follower,
        expected: Expected,
        response: Response,
    ) -> ViolationNamed:
        """Take a violation back that was none; it stays readable and counts for nothing."""
        appended = await conducts.withdraw_violation(person_id, violation_id, told.reason, request, expected)
        return _violation(response, appended)


def _proposals(router: APIRouter, conducts: Conducts) -> None:
    @router.post("/sanctions", status_code=201)
    async def propose_sanction(
        told: SanctionProposal, request: Supervisor, response: Response
    ) -> SanctionNamed:
        """Propose a measure upon violations; what the policy asks for and is missing is named (S6-13)."""
        appended = await conducts.propose(
            told.person, told.measure, tuple(dict.fromkeys(told.violations)), told.reason, request
        )
        answer = _sanction(response, appended)
        response.headers["Location"] = f"/v1/conduct/{answer.person_id}"
        return answer

    @router.post(f"{ONE}/withdrawal")
    async def withdraw_sanction(
        asked: Which, told: Withdrawal, request: Follower, response: Response
    ) -> SanctionNamed:
        """Take a proposal back before it is decided."""
        return _sanction(response, await conducts.withdraw(asked, told.reason, request))


def _decisions(router: APIRouter, conducts: Conducts) -> None:
    @router.post(f"{ONE}/decision")
    async def decide_sanction(
        asked: Which, told: Decision, caller: Caller, request: Anybody, response: Response
    ) -> SanctionNamed:
        """Approve or refuse a measure in the role that the policy names, as another than who proposed it."""
        await _refuse_other_role(conducts, asked, caller, request)
        return _sanction(response, await conducts.decide(asked, told.verdict, told.reason, request))

    @router.post(f"{ONE}/appeal")
    async def appeal_sanction(
        asked: Which, told: Appeal, caller: Caller, request: Anybody, response: Response
    ) -> SanctionNamed:
        """Ask to look at a measure in effect again: the person, or a supervisor for them."""
        _refuse_stranger(caller, (await conducts.read(asked.person_id))[0].person)
        return _sanction(response, await conducts.appeal(asked, told.reason, request))

    @router.post(f"{ONE}/appeal/decision")
    async def decide_appeal(
        asked: Which, told: AppealDecision, caller: Caller, request: Anybody, response: Response
    ) -> SanctionNamed:
        """Uphold or lift a measure, as another than who approved it or asked for this."""
        await _refuse_other_role(conducts, asked, caller, request)
        return _sanction(response, await conducts.decide_appeal(asked, told.verdict, told.reason, request))


def _reads(router: APIRouter, conducts: Conducts) -> None:
    @router.get("/conduct")
    async def list_conduct(
        caller: Caller,
        page: Annotated[PageRequest, Depends(page_request)],
        person: Annotated[Short | None, Query(description="Only this person's record")] = None,
    ) -> Page[ConductItem]:
        """List people's records, the one begun last first; who has no business with them sees no names.

        Nor may they ask by name: the answer would be of that person.
        """
        if person:
            _refuse_stranger(caller, person)
        before = int(page.after[0] or 0) if page.after else None
        rows = await (_of_person(conducts, person) if person else conducts.newest(before, page.rows))
        return page.page(
            rows, lambda row: (row[0],), lambda row: conduct_item(row[1], _sight(caller, row[1].person))
        )

    @router.get("/conduct/{person_id}")
    async def read_conduct(person_id: UUID, caller: Caller, response: Response) -> ConductView:
        """Read one person's record; its version is the ETag."""
        record, version = await conducts.read(person_id)
        response.headers["ETag"] = etag(version)
        return conduct_view(record, _sight(caller, record.person))


async def _of_person(conducts: Conducts, person: str) -> list[tuple[int, Record]]:
    try:
        record, _ = await conducts.read(person_id_of(person))
    except ConductUnknown:
        return []
    return [(0, record)]


def _sight(caller: Principal, person: str) -> Sight:
    return Sight(full=bool(caller.roles & frozenset(CONDUCT)) or caller.name == person)


def _refuse_stranger(caller: Principal, person: str) -> None:
    if not _sight(caller, person).full:
        raise ConductOfAnother(required_roles=", ".join(sorted(CONDUCT)))


async def _refuse_other_role(conducts: Conducts, asked: Asked, caller: Principal, request: Request) -> None:
    role = await conducts.approver(asked.person_id, asked.sanction_id, request.now)
    if role not in caller.roles:
        raise SanctionDecidedByAnotherRole(required_role=role)


def _violation(response: Response, appended: Appended) -> ViolationNamed:
    written(response, appended, SOURCE)
    return ViolationNamed.model_validate_json(appended.answer)


def _sanction(response: Response, appended: Appended) -> SanctionNamed:
    written(response, appended, SOURCE)
    return SanctionNamed.model_validate_json(appended.answer)
