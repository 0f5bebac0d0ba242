"""What-ifs over HTTP, beside what every study has: asked of a draft, and who would change class."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from services.scoring.studies.api import Asker, Pages, taken_on
from services.scoring.studies.kinds import WHAT_IF
from services.scoring.studies.use_cases import Studies
from services.scoring.studies.what_if.views import WhatIfView
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page
from shared.kit.http.language import AcceptLanguage
from shared.policy.tier import TierClass


class Move(BaseModel):
    """A customer who would change class, and the score under the draft."""

    customer_id: str
    before: TierClass
    after: TierClass
    score: float


def what_if_router(studies: Studies) -> APIRouter:
    """Return the routes that only what-ifs have."""
    router = APIRouter(prefix="/v1/policy", tags=["policy"])

    @router.post("/drafts/{draft_id}/what-ifs", status_code=202)
    async def ask_what_if(
        draft_id: UUID, request: Asker, response: Response, accept_language: AcceptLanguage = ""
    ) -> WhatIfView:
        """Ask what the draft as it stands would change; side effects stay off (S6-14)."""
        study = await studies.ask(WHAT_IF, request, draft_id)
        return taken_on(WHAT_IF, study, response, accept_language)

    @router.get("/what-ifs/{study_id}/moves", dependencies=[Depends(requires())])
    async def list_moves(study_id: UUID, page: Pages) -> Page[Move]:
        """List by id the customers who would change class, as many as a what-if keeps."""
        await studies.read(study_id, WHAT_IF)
        rows = await studies.moves(study_id, str(page.after[0]) if page.after else "", page.rows)
        return page.page(rows, lambda row: (row["customer_id"],), lambda row: Move(**row))

    return router
