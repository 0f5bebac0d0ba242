"""Surveys over HTTP: invite a customer, see what became of it."""

import json
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from services.visits.roles import CONTACT, SOURCE
from services.visits.survey.decide import Invitation
from services.visits.survey.use_cases import Surveys
from shared.contracts.inbox import CustomerRef
from shared.contracts.visits import FormName
from shared.kit.capability_links import CapabilityLinks
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written

ASKED: JsonValue = {"customer": {"source": "erp", "ref": "C-1009"}, "form": "satisfaction"}


class OpenSurvey(BaseModel):
    """Who is asked, and by which form; without one, by the survey of the policy."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [ASKED]})

    customer: CustomerRef
    form: FormName | None = None


class SurveyOpened(BaseModel):
    """The invitation, and the address to send to the customer: it is told here and nowhere else."""

    survey_id: UUID
    customer_id: UUID
    form: str
    expires_at: datetime
    link: str = Field(description="Path of the page for the customer; whoever has it may answer, once")


class SurveyView(BaseModel):
    """An invitation as it stands; its answer is read as the form answer of the same id."""

    survey_id: UUID
    customer_id: UUID
    form: str
    policy_version: str
    standing: Literal["open", "answered", "expired"]
    opened_by: str
    opened_at: datetime
    expires_at: datetime
    answered_at: datetime | None


def survey_router(surveys: Surveys, links: CapabilityLinks) -> APIRouter:
    """Return the routes of surveys for those who have a key."""
    router = APIRouter(prefix="/v1", tags=["surveys"])

    @router.post("/surveys", status_code=201)
    async def open_survey(
        told: OpenSurvey, request: Annotated[Request, Depends(request_of(*CONTACT))], response: Response
    ) -> SurveyOpened:
        """Invite a customer to answer a form by link (S3-15); the link ends by the policy's days."""
        appended = await surveys.open_survey(told.customer, told.form, request)
        opened = json.loads(appended.answer)
        written(response, appended, SOURCE)
        response.headers["Location"] = f"/v1/surveys/{opened['survey_id']}"
        # Whoever keeps answers of this path would keep keys.
        response.headers["Cache-Control"] = "no-store"
        return SurveyOpened(**opened, link=f"/v1/surveys/link/{links.token(UUID(opened['survey_id']))}")

    @router.get("/surveys/{survey_id}", dependencies=[Depends(requires())])
    async def read_survey(survey_id: UUID) -> SurveyView:
        """Read one invitation, without its link."""
        return _view(await surveys.read(survey_id))

    return router


def _view(survey: Invitation) -> SurveyView:
    opened, answered = survey.opened, survey.answered
    return SurveyView(
        survey_id=opened.survey_id,
        customer_id=opened.customer_id,
        form=opened.form,
        policy_version=opened.policy_version,
        standing="answered" if answered else "expired" if survey.expired else "open",
        opened_by=opened.opened_by,
        opened_at=opened.occurred_at,
        expires_at=opened.expires_at,
        answered_at=answered.occurred_at if answered else None,
    )
