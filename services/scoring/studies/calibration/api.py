"""Calibrations over HTTP, beside what every study has: asked, and taken over as a draft of the policy."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, JsonValue

from services.scoring.policy.drafts_api import DraftNamed, answered_draft, proposed_book
from services.scoring.policy.use_cases import Policies
from services.scoring.studies.api import Asker, taken_on
from services.scoring.studies.calibration.proposal import changes_of
from services.scoring.studies.calibration.views import CalibrationView
from services.scoring.studies.kinds import CALIBRATION
from services.scoring.studies.use_cases import Studies
from shared.kit.http.language import AcceptLanguage
from shared.policy.book import Version

NEXT_YEAR: JsonValue = {"version": "2027-02", "effective_from": "2027-02-01T00:00:00+08:00"}


class Adoption(BaseModel):
    """As which version, and from when, the proposal would hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [NEXT_YEAR]})

    version: Version
    effective_from: AwareDatetime


def calibration_router(studies: Studies, policies: Policies) -> APIRouter:
    """Return the routes that only calibrations have."""
    router = APIRouter(prefix=CALIBRATION.path, tags=["policy"])

    @router.post("", status_code=202)
    async def ask_calibration(
        request: Asker, response: Response, accept_language: AcceptLanguage = ""
    ) -> CalibrationView:
        """Ask which half-life, cap and threshold would have found the best customers (S4-02)."""
        study = await studies.ask(CALIBRATION, request)
        return taken_on(CALIBRATION, study, response, accept_language)

    @router.post("/{study_id}/draft", status_code=201)
    async def adopt_calibration(
        study_id: UUID, told: Adoption, request: Asker, response: Response
    ) -> DraftNamed:
        """Draft the book with the proposed values; it is approved like any other draft (S6-14)."""
        changes = changes_of(await studies.read(study_id, CALIBRATION))
        dated = told.model_dump(mode="json") | changes
        book = await proposed_book(policies, None, dated, request)
        answer = answered_draft(response, await policies.draft(book, request))
        response.headers["Location"] = f"/v1/policy/drafts/{answer.draft_id}"
        return answer

    return router
