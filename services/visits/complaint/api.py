"""Complaints over HTTP: file, acknowledge, resolve, reopen, read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from services.visits.complaint.read_models.complaint import ComplaintView, complaint_view
from services.visits.complaint.use_cases import Complaints
from services.visits.roles import CONTACT, HANDLING, SOURCE
from shared.contracts.base import Text
from shared.contracts.inbox import FileComplaint
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.etag import etag, if_match
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

Handler = Annotated[Request, Depends(request_of(*HANDLING, key_required=False))]
Expected = Annotated[int, Depends(if_match)]


ENDED: JsonValue = {"outcome": "更换轴承并退还运费", "measure": "出厂前加做一次空载试验"}


class Resolution(BaseModel):
    """How the complaint ended, and what will keep the next one from coming."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [ENDED]})

    outcome: Text
    measure: Text | None = None


class ComplaintReopening(BaseModel):
    """Why it was not solved."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"reason": "更换后异响再次出现"}]}
    )

    reason: Text


class ComplaintNamed(BaseModel):
    """The complaint that was written, whose it is, and its clocks."""

    complaint_id: UUID
    customer_id: UUID
    acknowledge_by: AwareDatetime
    resolve_by: AwareDatetime


def complaint_router(complaints: Complaints) -> APIRouter:
    """Return the routes of complaints."""
    router = APIRouter(prefix="/v1", tags=["complaints"])
    _raise_and_read(router, complaints)
    _handle(router, complaints)
    return router


def _raise_and_read(router: APIRouter, complaints: Complaints) -> None:
    @router.post("/complaints", status_code=201)
    async def file_complaint(
        told: FileComplaint, request: Annotated[Request, Depends(request_of(*CONTACT))], response: Response
    ) -> ComplaintNamed:
        """File a complaint; its clocks run from now by the policy in force (S4-07)."""
        answer = _answered(response, await complaints.file_complaint(told, request))
        response.headers["Location"] = f"/v1/complaints/{answer.complaint_id}"
        return answer

    @router.post("/complaints/{complaint_id}/reopening")
    async def reopen_complaint(
        complaint_id: UUID,
        told: ComplaintReopening,
        request: Annotated[Request, Depends(request_of(*CONTACT))],
        response: Response,
    ) -> ComplaintNamed:
        """Say that it was not solved; both clocks begin anew (S4-07)."""
        return _answered(response, await complaints.reopen(complaint_id, told.reason, request))

    @router.get("/complaints/{complaint_id}", dependencies=[Depends(requires())])
    async def read_complaint(complaint_id: UUID, response: Response) -> ComplaintView:
        """Read one complaint; its version is the ETag."""
        complaint, version = await complaints.read(complaint_id)
        response.headers["ETag"] = etag(version)
        return complaint_view(complaint, version)


def _handle(router: APIRouter, complaints: Complaints) -> None:
    @router.post("/complaints/{complaint_id}/acknowledgement")
    async def acknowledge(
        complaint_id: UUID, request: Handler, expected: Expected, response: Response
    ) -> ComplaintNamed:
        """Take the complaint up; its first clock stops."""
        return _answered(response, await complaints.acknowledge(complaint_id, request, expected))

    @router.post("/complaints/{complaint_id}/resolution")
    async def resolve(
        complaint_id: UUID, ended: Resolution, request: Handler, expected: Expected, response: Response
    ) -> ComplaintNamed:
        """End the complaint with a visible outcome; both clocks stop."""
        appended = await complaints.resolve(complaint_id, ended.outcome, ended.measure, request, expected)
        return _answered(response, appended)


def _answered(response: Response, appended: Appended) -> ComplaintNamed:
    written(response, appended, SOURCE)
    return ComplaintNamed.model_validate_json(appended.answer)
