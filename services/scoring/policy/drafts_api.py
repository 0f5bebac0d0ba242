"""Drafts of the policy over HTTP: proposed, revised, withdrawn, approved, read."""

from collections.abc import Mapping
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.exceptions import RequestValidationError
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ValidationError,
    model_validator,
)

from services.scoring.policy.decide.state import Standing
from services.scoring.policy.use_cases import Policies
from services.scoring.policy.views import (
    ChangesView,
    DraftItem,
    DraftView,
    changes_view,
    draft_item,
    draft_view,
)
from services.scoring.roles import DRAFTERS, SOURCE
from shared.contracts.base import Text
from shared.contracts.scoring import CHAPTERS_MAX
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import Appended
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.etag import etag, if_match
from shared.kit.http.idempotency import request_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.positions import written
from shared.policy import PolicyBook

Drafter = Annotated[Request, Depends(request_of(*DRAFTERS))]
Reviser = Annotated[Request, Depends(request_of(*DRAFTERS, key_required=False))]
Approver = Annotated[Request, Depends(request_of(key_required=False))]
Caller = Annotated[Principal, Depends(requires())]
Expected = Annotated[int, Depends(if_match)]

CHANGES: JsonValue = {
    "changes": {
        "version": "2027-01",
        "effective_from": "2027-01-01T00:00:00+08:00",
        "complaint": {"clocks": {"serious": {"acknowledge": {"hours": 2}}}},
    }
}


class BookProposal(BaseModel):
    """A whole book, or what it changes (RFC 7396) of the book whose place it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [CHANGES]})

    book: Annotated[dict[str, JsonValue], Field(max_length=CHAPTERS_MAX)] | None = None
    changes: Annotated[dict[str, JsonValue], Field(max_length=CHAPTERS_MAX)] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.book is None) == (self.changes is None):
            raise ValueError("a proposal has either a book or changes")
        return self


class DraftWithdrawal(BaseModel):
    """Why the draft will not become a policy."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", json_schema_extra={"examples": [{"reason": "先试行一个季度"}]}
    )

    reason: Text


class DraftNamed(BaseModel):
    """The draft that was written, and where it stands."""

    draft_id: UUID
    version: str
    effective_from: AwareDatetime
    replaces: str
    standing: Standing


def drafts_router(policies: Policies) -> APIRouter:
    """Return the routes of drafts."""
    router = APIRouter()
    _commands(router, policies)
    _reads(router, policies)
    return router


def _commands(router: APIRouter, policies: Policies) -> None:
    @router.post("/policy/drafts", status_code=201)
    async def draft_policy(told: BookProposal, request: Drafter, response: Response) -> DraftNamed:
        """Propose a book, or changes; what cannot stand is refused with every finding at once."""
        appended = await policies.draft(
            await proposed_book(policies, told.book, told.changes or {}, request), request
        )
        answer = answered_draft(response, appended)
        response.headers["Location"] = f"/v1/policy/drafts/{answer.draft_id}"
        return answer

    @router.put("/policy/drafts/{draft_id}")
    async def revise_draft(
        draft_id: UUID, told: BookProposal, request: Reviser, expected: Expected, response: Response
    ) -> DraftNamed:
        """Make the draft another book; whoever does has written at it and cannot approve it."""
        book = await proposed_book(policies, told.book, told.changes or {}, request)
        return answered_draft(response, await policies.revise(draft_id, book, request, expected))

    @router.post("/policy/drafts/{draft_id}/withdrawal")
    async def withdraw_draft(
        draft_id: UUID, told: DraftWithdrawal, request: Reviser, expected: Expected, response: Response
    ) -> DraftNamed:
        """Take the draft back; it stays readable."""
        return answered_draft(response, await policies.withdraw(draft_id, told.reason, request, expected))

    @router.post("/policy/drafts/{draft_id}/approval")
    async def approve_draft(
        draft_id: UUID, caller: Caller, request: Approver, expected: Expected, response: Response
    ) -> DraftNamed:
        """Approve the draft in the role that the policy names: it is announced, and holds from its date."""
        return answered_draft(response, await policies.approve(draft_id, caller.roles, request, expected))


def _reads(router: APIRouter, policies: Policies) -> None:
    @router.get("/policy/drafts", dependencies=[Depends(requires())])
    async def list_drafts(page: Annotated[PageRequest, Depends(page_request)]) -> Page[DraftItem]:
        """List all drafts, the newest first."""
        rows = await policies.newest(int(page.after[0] or 0) if page.after else None, page.rows)
        return page.page(rows, lambda row: (row[0],), lambda row: draft_item(row[1]))

    @router.get("/policy/drafts/{draft_id}", dependencies=[Depends(requires())])
    async def read_draft(draft_id: UUID, response: Response) -> DraftView:
        """Read one draft with its book; its version is the ETag."""
        draft, version = await policies.read(draft_id)
        response.headers["ETag"] = etag(version)
        return draft_view(draft)

    @router.get("/policy/drafts/{draft_id}/changes", dependencies=[Depends(requires())])
    async def read_draft_changes(
        draft_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> ChangesView:
        """Read in words what the draft would change of the book whose place it takes."""
        draft, _ = await policies.read(draft_id)
        before, after = await policies.compared(draft)
        return changes_view(before, after, answer_in(response, accept_language))


async def proposed_book(
    policies: Policies, book: Mapping[str, Any] | None, changes: Mapping[str, Any], request: Request
) -> PolicyBook:
    """Return the book that is proposed. Raises `RequestValidationError` with every finding at its place."""
    try:
        return await policies.proposed(book, changes, request.now)
    except ValidationError as error:
        # A finding of changed chapters is told at its place in the book that they make.
        faults = [{**fault, "loc": ("body", "book", *fault["loc"])} for fault in error.errors()]
        raise RequestValidationError(faults) from error


def answered_draft(response: Response, appended: Appended) -> DraftNamed:
    """Return the draft that was written; the answer's headers say where and as of when."""
    written(response, appended, SOURCE)
    return DraftNamed.model_validate_json(appended.answer)
