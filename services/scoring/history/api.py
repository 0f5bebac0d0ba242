"""`GET /v1/customers/{id}/history`: opportunities, contacts and transactions of a customer in one place."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.scoring.history.lookup import Histories
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.problems import HttpProblem
from shared.kit.postgres.pool import Record

EntryKind = Literal["contact", "opportunity", "purchase", "return", "contract", "complaint", "answer"]


class HistoryEntry(BaseModel):
    """Something that happened with the customer; what an entry of its kind does not have is null."""

    kind: EntryKind
    at: datetime
    ref: str = Field(
        description="the contact, opportunity, contract or complaint; else the event that told it"
    )
    what: str | None = Field(
        description="kind or channel of a contact, stage of an opportunity, form answered"
    )
    title_zh: str | None = Field(description="pipeline and stage of an opportunity")
    title_en: str | None
    person: str | None = Field(description="who met the customer, or owned them when they bought")
    amount: Decimal | None = Field(description="of a purchase or contract; of a return less than nothing")
    currency: str | None
    score: float | None = Field(description="total of an answer")
    until: datetime | None = Field(description="when the stage was left, or the contract ends")
    outcome: str | None = Field(
        description="of a contact whether it was effective; of a stage where it led, null while it lasts"
    )


def history_router(histories: Histories) -> APIRouter:
    """Return the route of one customer's history."""
    router = APIRouter(prefix="/v1", tags=["history"], dependencies=[Depends(requires())])

    @router.get("/customers/{customer_id}/history")
    async def read_history(
        customer_id: UUID,
        page: Annotated[PageRequest, Depends(page_request)],
        kind: EntryKind | None = None,
    ) -> Page[HistoryEntry]:
        """Read opportunities, contacts and transactions of a customer, the newest first (S1-06, S6-03)."""
        rows = await histories.page(customer_id, kind, page.after_time, page.rows)
        if rows is None:
            raise HttpProblem("not_found")
        return page.page(rows, key=_place, show=_shown)

    return router


def _place(row: Record) -> tuple[str, str]:
    return row["at"].isoformat(), row["entry"]


def _shown(row: Record) -> HistoryEntry:
    fields: dict[str, Any] = dict(row)
    del fields["entry"]
    return HistoryEntry(**fields)
