"""What-ifs over HTTP: asked of a draft, watched, cancelled, and answered in words and numbers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.scoring.policy.language_api import AcceptLanguage, answer_in
from services.scoring.roles import DRAFTERS
from services.scoring.studies.use_cases import Studies, Study
from services.scoring.studies.views import StudyView, study_fields
from services.scoring.studies.what_if.tally import Tally
from services.scoring.studies.what_if.words import sentences
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of
from shared.kit.http.problems import Language
from shared.policy import PolicyBook
from shared.policy.tier import TierClass

Asker = Annotated[Request, Depends(request_of(*DRAFTERS))]


class Numbers(BaseModel):
    """One number under the policy in force, and under the draft."""

    before: float
    after: float


class Answer(BaseModel):
    """What the draft would change. Contacts and visits are those owed a month; `returned` go to the pool."""

    customers: int
    facts: int
    complaints: int
    moved: int = Field(description="customers who change class; /moves names them")
    moves: dict[str, int] = Field(description="the same by `before>after`")
    classes: dict[TierClass, Numbers]
    contacts: Numbers
    visits: Numbers
    breached: dict[str, Numbers] = Field(description="complaints whose clock would have run out, by clock")
    returned: Numbers


class WhatIfView(StudyView):
    """A what-if: `done` of `total` customers and complaints are judged."""

    draft_id: UUID
    version: str = Field(description="of the draft, as it stood")
    answer: Answer | None
    words: list[str] = Field(description="the answer for people, in the language asked for")


class Move(BaseModel):
    """A customer who would change class, and the score under the draft."""

    customer_id: str
    before: TierClass
    after: TierClass
    score: float


def what_if_view(study: Study, language: Language) -> WhatIfView:
    """Return the study for people."""
    draft = PolicyBook.model_validate_json(study.after or "")
    words, answer = list[str](), None
    if study.answer is not None:
        tally = Tally.from_json(study.answer)
        words = sentences(tally, draft, language)
        answer = Answer.model_validate({**tally.as_dict(), "moved": tally.moved})
    about = study_fields(study) | {"draft_id": study.draft_id, "version": draft.version}
    return WhatIfView(**about, answer=answer, words=words)


def what_if_router(studies: Studies) -> APIRouter:
    """Return the routes of what-ifs."""
    router = APIRouter(prefix="/v1/policy", tags=["policy"])

    @router.post("/drafts/{draft_id}/what-ifs", status_code=202)
    async def ask_what_if(
        draft_id: UUID, request: Asker, response: Response, accept_language: AcceptLanguage = ""
    ) -> WhatIfView:
        """Ask what the draft as it stands would change; side effects stay off (S6-14)."""
        study = await studies.ask_what_if(draft_id, request)
        response.headers["Location"] = f"/v1/policy/what-ifs/{study.study_id}"
        return what_if_view(study, answer_in(response, accept_language))

    @router.post("/what-ifs/{study_id}/cancellation", dependencies=[Depends(requires(*DRAFTERS))])
    async def cancel_what_if(
        study_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> WhatIfView:
        """Cancel a what-if; one that has ended stays as it is."""
        study = await studies.cancel(study_id, "what_if")
        return what_if_view(study, answer_in(response, accept_language))

    _reads(router, studies)
    return router


def _reads(router: APIRouter, studies: Studies) -> None:
    @router.get("/what-ifs", dependencies=[Depends(requires())])
    async def list_what_ifs(
        page: Annotated[PageRequest, Depends(page_request)],
        response: Response,
        accept_language: AcceptLanguage = "",
    ) -> Page[WhatIfView]:
        """List the what-ifs that are kept, the newest first."""
        language = answer_in(response, accept_language)
        rows = await studies.newest("what_if", int(page.after[0] or 0) if page.after else None, page.rows)
        return page.page(rows, lambda one: (one.number,), lambda one: what_if_view(one, language))

    @router.get("/what-ifs/{study_id}", dependencies=[Depends(requires())])
    async def read_what_if(
        study_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> WhatIfView:
        """Read how far a what-if is, and its answer."""
        return what_if_view(await studies.read(study_id, "what_if"), answer_in(response, accept_language))

    @router.get("/what-ifs/{study_id}/moves", dependencies=[Depends(requires())])
    async def list_moves(study_id: UUID, page: Annotated[PageRequest, Depends(page_request)]) -> Page[Move]:
        """List by id the customers who would change class, as many as a what-if keeps."""
        await studies.read(study_id, "what_if")
        rows = await studies.moves(study_id, str(page.after[0]) if page.after else "", page.rows)
        return page.page(rows, lambda row: (row["customer_id"],), lambda row: Move(**row))
