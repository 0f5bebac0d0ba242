"""The board over HTTP: customers by page, and how many there are of each class."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import BaseModel

from services.scoring.board.lookup import Board
from services.scoring.policy.api import answer_in
from shared.contracts.leads import CustomerKind, Lifecycle
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.policy import PolicyBook
from shared.policy.tier import TierClass


class BoardItem(BaseModel):
    """A customer on the board; persons are shown by the first character of their name."""

    customer_id: str
    confirmed: bool
    kind: CustomerKind | None
    display_name: str | None
    source: str | None
    owner: str | None
    captured_at: datetime | None
    lifecycle: Lifecycle
    lifecycle_since: datetime | None
    tier: TierClass
    tier_letter: str
    tier_score: float
    tier_since: datetime | None
    tier_crossing_at: datetime | None
    policy_version: str | None
    purchases: int
    last_purchase_at: datetime | None
    contracts: int
    visits: int
    last_visit_at: datetime | None
    complaints: int
    open_complaints: int
    as_of: datetime | None


class BoardFilter(BaseModel):
    """Filters of the board; absent ones do not filter."""

    tier: TierClass | None = None


class TierCount(BaseModel):
    """How many customers have a class."""

    tier: TierClass
    letter: str
    name: str
    customers: int
    confirmed_customers: int


class TierCounts(BaseModel):
    """All classes, and how far the facts behind the counts reach."""

    tiers: list[TierCount]
    as_of: datetime | None


def board_router(board: Board, book: PolicyBook) -> APIRouter:
    """Return the routes of the board."""
    router = APIRouter(prefix="/v1", tags=["board"], dependencies=[Depends(requires())])

    @router.get("/customers")
    async def list_customers(
        wanted: Annotated[BoardFilter, Query()], page: Annotated[PageRequest, Depends(page_request)]
    ) -> Page[BoardItem]:
        """List the board by customer id, of one class or of all."""
        after = str(page.after[0]) if page.after else None
        rows = await board.page(wanted.tier, after, page.rows)
        return page.page(rows, key=lambda row: (row["customer_id"],), show=BoardItem.model_validate)

    @router.get("/tiers")
    async def read_tiers(
        response: Response, accept_language: Annotated[str, Header(description="`zh-CN` or `en`")] = ""
    ) -> TierCounts:
        """Count customers by class (S6-02)."""
        language, rows = answer_in(response, accept_language), await board.tiers()
        names, letters = book.tier.names, book.tier.letters
        return TierCounts(
            tiers=[
                TierCount(letter=letters[row["tier"]], name=names[row["tier"]].in_language(language), **row)
                for row in rows
            ],
            as_of=max((row["as_of"] for row in rows if row["as_of"]), default=None),
        )

    return router
