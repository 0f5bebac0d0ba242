"""A customer's link over HTTP, without a key: the form to answer, and the one answer.

A link that was never made, was used, or has expired gets one and the same answer. Nothing here tells
whose survey it is.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, JSONResponse, Response

from services.visits.form.read_models.declared_forms import in_words
from services.visits.problems import PROBLEMS
from services.visits.survey.decide import SurveyLinkOver
from services.visits.survey.filled_api import BROWSERS, SAID, SurveyFilled, filled
from services.visits.survey.page import HEADERS, form_page, over_page, thanks_page
from services.visits.survey.use_cases import Surveys
from shared.contracts.visits import InWords
from shared.kit import tracing
from shared.kit.capability_links import CapabilityLinks
from shared.kit.clock import Clock
from shared.kit.decider import Rejection
from shared.kit.eventstore.handle import Request as Command
from shared.kit.eventstore.port import CommandId
from shared.kit.http.problems import Language, Problem, preferred
from shared.policy.forms import Form

PRINCIPAL = "visits:survey-link"

NO_KEY: dict[str, Any] = {"security": []}
"""What the document says of a route that asks for no key: whoever has the address may."""

_ASKED: dict[int | str, dict[str, Any]] = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_DONE: dict[int | str, dict[str, Any]] = {201: {"content": {"text/html": {"schema": {"type": "string"}}}}}
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": SurveyFilled.model_json_schema(), "example": SAID},
            BROWSERS: {
                "schema": {"type": "object", "additionalProperties": {"type": "string"}},
                "example": {"product": "5", "service": "4", "note": "送货很及时"},
            },
        },
    }
}
_TITLES = {problem.code: problem for problem in PROBLEMS}


class QuestionView(BaseModel):
    """One question, answered from 1 to `scale`, or not at all."""

    item: str
    title: InWords
    scale: int


class LinkView(BaseModel):
    """What a customer is asked."""

    form: str
    title: InWords
    items: list[QuestionView]
    expires_at: datetime


class Received(BaseModel):
    """The answer has arrived; the link is over."""

    received: bool


def link_router(surveys: Surveys, links: CapabilityLinks, clock: Clock) -> APIRouter:
    """Return the routes of a link."""
    router, behind = APIRouter(prefix="/v1", tags=["surveys"]), Behind(surveys, links, clock)

    @router.get("/surveys/link/{token}", responses=_ASKED, response_model=LinkView, openapi_extra=NO_KEY)
    async def read_survey_link(token: str, request: Request) -> Response:
        """What the customer is asked: a page for browsers, JSON for programs. Needs no key."""
        try:
            return await behind.asked(token, request)
        except SurveyLinkOver as over:
            return _over(request, over)

    @router.post(
        "/surveys/link/{token}",
        status_code=201,
        responses=_DONE,
        response_model=Received,
        openapi_extra=NO_KEY | _BODY,
    )
    async def answer_survey_link(token: str, request: Request) -> Response:
        """Answer, once; sent again the same it is no news. Needs no key."""
        try:
            return await behind.answered(token, request)
        except SurveyLinkOver as over:
            return _over(request, over)

    return router


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind a link. Each method raises SurveyLinkOver for one that no longer holds."""

    surveys: Surveys
    links: CapabilityLinks
    clock: Clock

    async def asked(self, token: str, request: Request) -> Response:
        """Return the form."""
        opened, form = await self.surveys.asked(self._survey_of(token), self.clock.now())
        if _wants_page(request):
            return _page(form_page(form, _language(request)), _language(request), 200)
        return _json(_link_view(opened.form, form, opened.expires_at), 200)

    async def answered(self, token: str, request: Request) -> Response:
        """Return the thanks; the answer is on file. What rules refuse, a page tells above the form."""
        # Before the body is looked at: nobody without a link learns how it is read.
        survey_id = self._survey_of(token)
        told, page = await filled(request), _wants_page(request)
        try:
            await self.surveys.answer_survey(
                survey_id, told.items, told.note, _command(survey_id, told, self.clock)
            )
        except SurveyLinkOver:
            raise
        except Rejection as refused:
            if not page:
                raise
            _, form = await self.surveys.asked(survey_id, self.clock.now())
            problem, language = _TITLES[refused.code], _language(request)
            asked = form_page(form, language, error=_title(problem, language))
            return _page(asked, language, problem.status)
        if page:
            return _page(thanks_page(_language(request)), _language(request), 201)
        return _json(Received(received=True), 201)

    def _survey_of(self, token: str) -> UUID:
        survey_id = self.links.opened_by(token)
        if survey_id is None:
            raise SurveyLinkOver
        return survey_id


def _command(survey_id: UUID, told: SurveyFilled, clock: Clock) -> Command:
    # The same answer sent again, because the first one's page was lost, is the same command.
    content = sha256(told.model_dump_json().encode()).digest()
    command = CommandId(f"survey-link {survey_id} {content.hex()}", content)
    return Command(command, clock.now(), PRINCIPAL, tracing.traceparent())


def _over(request: Request, over: SurveyLinkOver) -> Response:
    if not _wants_page(request):
        raise over
    problem, language = _TITLES[over.code], _language(request)
    return _page(over_page(_title(problem, language), language), language, problem.status)


def _title(problem: Problem, language: Language) -> str:
    return problem.zh if language == "zh-CN" else problem.en


def _link_view(slug: str, form: Form, expires_at: datetime) -> LinkView:
    items = [
        QuestionView(item=name, title=in_words(item.title), scale=item.scale)
        for name, item in form.items.items()
    ]
    return LinkView(form=slug, title=in_words(form.title), items=items, expires_at=expires_at)


def _page(text: str, language: Language, status: int) -> HTMLResponse:
    return HTMLResponse(text, status, {**HEADERS, "Content-Language": language})


def _json(said: BaseModel, status: int) -> JSONResponse:
    return JSONResponse(said.model_dump(mode="json"), status, dict(HEADERS))


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "").lower()


def _language(request: Request) -> Language:
    return preferred(request.headers.get("accept-language", ""))
