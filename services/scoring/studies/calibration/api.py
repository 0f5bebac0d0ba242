"""Calibrations over HTTP: asked, watched, cancelled, and taken over as a draft of the policy."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from services.scoring.policy.drafts_api import DraftNamed, answered_draft, proposed_book
from services.scoring.policy.language_api import AcceptLanguage, answer_in
from services.scoring.policy.use_cases import Policies
from services.scoring.roles import DRAFTERS
from services.scoring.studies.calibration.holdout import Calibration
from services.scoring.studies.calibration.proposal import changes_of, parsed
from services.scoring.studies.calibration.words import sentences
from services.scoring.studies.use_cases import Studies, Study
from services.scoring.studies.views import StudyView, study_fields
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of
from shared.kit.http.problems import Language
from shared.policy.book import Version

Asker = Annotated[Request, Depends(request_of(*DRAFTERS))]

NEXT_YEAR: JsonValue = {"version": "2027-02", "effective_from": "2027-02-01T00:00:00+08:00"}


class SettingView(BaseModel):
    """Half-life, cap and threshold, and what they found of what could be found, 0 to 1, on unseen history."""

    half_life_days: float
    cap: float
    threshold: float
    found: float


class Answer(BaseModel):
    """Today's values and the proposed ones, side by side; the same where nothing better was found."""

    purchases: int
    customers: int
    days: float
    enough: bool = Field(description="whether the history tells habits from chance")
    today: SettingView | None
    proposed: SettingView | None
    gain: float = Field(description="money found by the proposal, divided by that found by today's values")


class CalibrationView(StudyView):
    """A calibration: `done` of `total` half-lives are tried."""

    answer: Answer | None
    words: list[str] = Field(description="the answer for people, in the language asked for")


class Adoption(BaseModel):
    """As which version, and from when, the proposal would hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [NEXT_YEAR]})

    version: Version
    effective_from: AwareDatetime


def calibration_view(study: Study, language: Language) -> CalibrationView:
    """Return the study for people."""
    told = None if study.answer is None else parsed(study)
    return CalibrationView(
        **study_fields(study),
        answer=None if told is None else _answer(told),
        words=[] if told is None else sentences(told, language),
    )


def _answer(told: Calibration) -> Answer:
    today, proposed = (
        None
        if one is None
        else SettingView(
            half_life_days=one.setting.half_life_days,
            cap=one.setting.cap,
            threshold=one.threshold,
            found=one.found,
        )
        for one in (told.today, told.proposed)
    )
    return Answer(
        purchases=told.purchases,
        customers=told.customers,
        days=told.days,
        enough=told.enough,
        today=today,
        proposed=proposed,
        gain=told.gain,
    )


def calibration_router(studies: Studies, policies: Policies) -> APIRouter:
    """Return the routes of calibrations."""
    router = APIRouter(prefix="/v1/policy/calibrations", tags=["policy"])

    @router.post("", status_code=202)
    async def ask_calibration(
        request: Asker, response: Response, accept_language: AcceptLanguage = ""
    ) -> CalibrationView:
        """Ask which half-life, cap and threshold would have found the best customers (S4-02)."""
        study = await studies.ask_calibration(request)
        response.headers["Location"] = f"/v1/policy/calibrations/{study.study_id}"
        return calibration_view(study, answer_in(response, accept_language))

    @router.post("/{study_id}/cancellation", dependencies=[Depends(requires(*DRAFTERS))])
    async def cancel_calibration(
        study_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> CalibrationView:
        """Cancel a calibration; one that has ended stays as it is."""
        study = await studies.cancel(study_id, "calibration")
        return calibration_view(study, answer_in(response, accept_language))

    @router.post("/{study_id}/draft", status_code=201)
    async def adopt_calibration(
        study_id: UUID, told: Adoption, request: Asker, response: Response
    ) -> DraftNamed:
        """Draft the book with the proposed values; it is approved like any other draft (S6-14)."""
        changes = changes_of(await studies.read(study_id, "calibration"))
        dated = told.model_dump(mode="json") | changes
        book = await proposed_book(policies, None, dated, request)
        answer = answered_draft(response, await policies.draft(book, request))
        response.headers["Location"] = f"/v1/policy/drafts/{answer.draft_id}"
        return answer

    _reads(router, studies)
    return router


def _reads(router: APIRouter, studies: Studies) -> None:
    @router.get("", dependencies=[Depends(requires())])
    async def list_calibrations(
        page: Annotated[PageRequest, Depends(page_request)],
        response: Response,
        accept_language: AcceptLanguage = "",
    ) -> Page[CalibrationView]:
        """List the calibrations that are kept, the newest first."""
        language = answer_in(response, accept_language)
        rows = await studies.newest("calibration", int(page.after[0] or 0) if page.after else None, page.rows)
        return page.page(rows, lambda one: (one.number,), lambda one: calibration_view(one, language))

    @router.get("/{study_id}", dependencies=[Depends(requires())])
    async def read_calibration(
        study_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> CalibrationView:
        """Read how far a calibration is, and its answer."""
        study = await studies.read(study_id, "calibration")
        return calibration_view(study, answer_in(response, accept_language))
