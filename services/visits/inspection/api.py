"""Inspections over HTTP: draw a sample of contacts, see what was found (S6-09)."""

import json
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.visits.form.read_models.answer_list import AnswerList
from services.visits.inspection.published import publish
from services.visits.inspection.use_cases import Inspections
from services.visits.roles import INSPECT, SOURCE
from shared.contracts.base import Short
from shared.contracts.visits import FormAnswered, InspectionDrawn, Month
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

ASKED: JsonValue = {"salesperson": "liu.wei", "month": "2026-02"}


class DrawInspection(BaseModel):
    """Whose contacts, of the policy's months to which one, in Asia/Shanghai."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [ASKED]})

    salesperson: Short
    month: Month


class InspectionView(BaseModel):
    """The sample as it was drawn, and what was found about each contact in it, as far as it was judged."""

    drawn: InspectionDrawn
    findings: list[FormAnswered]
    open: list[UUID] = Field(description="Contacts of the sample that nobody has judged yet")


def inspection_router(inspections: Inspections, answers: AnswerList) -> APIRouter:
    """Return the routes of inspections."""
    router = APIRouter(prefix="/v1", tags=["inspections"])

    @router.post("/inspections", status_code=201)
    async def draw_inspection(
        told: DrawInspection, request: Annotated[Request, Depends(request_of(*INSPECT))], response: Response
    ) -> InspectionDrawn:
        """Draw a sample of a salesperson's contacts up to a month that is over, by the policy (S6-09)."""
        appended = await inspections.draw(told.salesperson, told.month, answers.contacts, request)
        inspection_id = UUID(json.loads(appended.answer)["inspection_id"])
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/inspections/{inspection_id}"
        return publish(await inspections.read(inspection_id))

    @router.get("/inspections/{inspection_id}", dependencies=[Depends(requires())])
    async def read_inspection(inspection_id: UUID) -> InspectionView:
        """Read a sample with its findings: what supervisors answered about each contact (S6-06)."""
        drawn = publish(await inspections.read(inspection_id))
        found = await answers.judged([f"contact-{one}" for one in drawn.sample], drawn.form)
        return InspectionView(
            drawn=drawn,
            findings=[found[name] for one in drawn.sample if (name := f"contact-{one}") in found],
            open=[one for one in drawn.sample if f"contact-{one}" not in found],
        )

    return router
