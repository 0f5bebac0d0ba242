"""The policy over HTTP: the book in force, every book, and the drafts that may become one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import HTMLResponse

from services.scoring.evaluation.api import clock_view
from services.scoring.evaluation.use_cases import Evaluations
from services.scoring.policy.drafts_api import drafts_router
from services.scoring.policy.use_cases import Policies
from services.scoring.policy.views import (
    BookItem,
    BookView,
    ChangesView,
    PolicyView,
    book_item,
    book_view,
    changes_view,
    policy_view,
)
from shared.contracts.base import Short
from shared.in_force import Entry
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.problems import HttpProblem, preferred
from shared.policy import PolicyBook
from shared.policy.printed import printed


def policy_router(policies: Policies, evaluations: Evaluations, clock: Clock) -> APIRouter:
    """Return the routes of the policy."""
    router = APIRouter(prefix="/v1", tags=["policy"])

    @router.get("/policy", dependencies=[Depends(requires())])
    async def read_policy(response: Response, accept_language: AcceptLanguage = "") -> PolicyView:
        """Read the policy book in force, in the language that the client prefers."""
        now, language = clock.now(), answer_in(response, accept_language)
        evaluation = clock_view(await evaluations.read(), now)
        return policy_view(await policies.books.at(now), language, evaluation)

    @router.get("/policy/books", dependencies=[Depends(requires())])
    async def list_books(page: Annotated[PageRequest, Depends(page_request)]) -> Page[BookItem]:
        """List every book that was ever announced, the newest announcement first (S6-14)."""
        entries, now = await policies.books.entries(), clock.now()
        before = int(page.after[0] or 0) if page.after else len(entries)
        rows = [entry for entry in reversed(entries) if entry.number < before][: page.rows]
        return page.page(rows, lambda entry: (entry.number,), lambda entry: book_item(entry, entries, now))

    @router.get("/policy/books/{version}", dependencies=[Depends(requires())])
    async def read_book(version: Short) -> BookView:
        """Read one book whole, superseded or not, by the version that decisions cite."""
        entry, book = await _announced(policies, version)
        return book_view(entry, book, await policies.books.entries(), clock.now())

    @router.get(
        "/policy/books/{version}/printed", dependencies=[Depends(requires())], response_class=HTMLResponse
    )
    async def print_book(version: Short, accept_language: AcceptLanguage = "") -> HTMLResponse:
        """Read one book as a page to print and sign, in the language that the client prefers."""
        _, book = await _announced(policies, version)
        answer = HTMLResponse(printed(book, preferred(accept_language)))
        answer_in(answer, accept_language)
        return answer

    @router.get("/policy/books/{version}/changes", dependencies=[Depends(requires())])
    async def read_changes(
        version: Short, response: Response, since: Short | None = None, accept_language: AcceptLanguage = ""
    ) -> ChangesView:
        """Read in words what the book changes, of the one it replaced or of the one `since` names."""
        entry, book = await _announced(policies, version)
        _, before = await _announced(policies, since or entry.replaces or version)
        return changes_view(before, book, answer_in(response, accept_language))

    router.include_router(drafts_router(policies))
    return router


async def _announced(policies: Policies, version: str) -> tuple[Entry, PolicyBook]:
    entry = next((one for one in await policies.books.entries() if one.version == version), None)
    if entry is None:
        raise HttpProblem("not_found")
    return entry, policies.books.understood(entry)
