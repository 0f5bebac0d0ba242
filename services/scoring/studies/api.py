"""Studies over HTTP, whatever they ask: watched and cancelled. Asking is each kind's own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.scoring.roles import DRAFTERS
from services.scoring.studies.kinds import StudyKind, View
from services.scoring.studies.study import Study
from services.scoring.studies.use_cases import Studies
from shared.kit.eventstore.handle import Request
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.idempotency import request_of
from shared.kit.http.language import AcceptLanguage, answer_in

Asker = Annotated[Request, Depends(request_of(*DRAFTERS))]
Pages = Annotated[PageRequest, Depends(page_request)]


def taken_on(kind: StudyKind[View], study: Study, response: Response, accept_language: str) -> View:
    """Return the study that was asked just now; the answer says where it is watched."""
    response.headers["Location"] = f"{kind.path}/{study.study_id}"
    return kind.show(study, answer_in(response, accept_language))


def study_router(kind: StudyKind[Any], studies: Studies) -> APIRouter:
    """Return the routes that the kind has like every other; they are called after it."""
    router = APIRouter(prefix=kind.path, tags=["policy"])

    @router.post(
        "/{study_id}/cancellation",
        name=f"cancel_{kind.name}",
        summary=f"Cancel a {kind.words}; one that has ended stays as it is",
        response_model=kind.view,
        dependencies=[Depends(requires(*DRAFTERS))],
    )
    async def cancel(study_id: UUID, response: Response, accept_language: AcceptLanguage = "") -> Any:
        study = await studies.cancel(study_id, kind)
        return kind.show(study, answer_in(response, accept_language))

    @router.get(
        "",
        name=f"list_{kind.name}s",
        summary=f"List the {kind.words}s that are kept, the newest first",
        response_model=Page[kind.view],  # type: ignore[name-defined]  # known only here
        dependencies=[Depends(requires())],
    )
    async def newest(page: Pages, response: Response, accept_language: AcceptLanguage = "") -> Any:
        language = answer_in(response, accept_language)
        rows = await studies.newest(kind, int(page.after[0] or 0) if page.after else None, page.rows)
        return page.page(rows, lambda one: (one.number,), lambda one: kind.show(one, language))

    @router.get(
        "/{study_id}",
        name=f"read_{kind.name}",
        summary=f"Read how far a {kind.words} is, and its answer",
        response_model=kind.view,
        dependencies=[Depends(requires())],
    )
    async def read(study_id: UUID, response: Response, accept_language: AcceptLanguage = "") -> Any:
        return kind.show(await studies.read(study_id, kind), answer_in(response, accept_language))

    return router
