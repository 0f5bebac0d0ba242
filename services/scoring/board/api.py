"""The board over HTTP: customers by page, and how many there are of each class."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel

from services.scoring.board.lookup import Board, BoardItem
from shared.in_force import InForce
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.cursors import Page, PageRequest, page_request
from shared.kit.http.language import answer_in
from shared.policy.tier import TierClass


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


def board_router(board: Board, books: InForce, clock: Clock) -> APIRouter:
    """Return the routes of the board."""
    router = APIRouter(prefix="/v1", tags=["board"], dependencies=[Depends(requires())])

    @router.get("/customers", response_model=Page[BoardItem])
    async def list_customers(
        page: Annotated[PageRequest, Depends(page_request)], tier: TierClass | None = None
    ) -> Response:
        """List the board by customer id, of one class or of all."""
        after = str(page.after[0]) if page.after else ""
        return page.written(await board.page(tier, after, page.limit))

    @router.get("/tiers")
    async def read_tiers(
        response: Response, accept_language: Annotated[str, Header(description="`zh-CN` or `en`")] = ""
    ) -> TierCounts:
        """Count customers by class, as the policy in force calls it (S6-02)."""
        language, rows = answer_in(response, accept_language), await board.tiers()
        called = (await books.at(clock.now())).tier
        names, letters = called.names, called.letters
        return TierCounts(
            tiers=[
                TierCount(letter=letters[row["tier"]], name=names[row["tier"]].in_language(language), **row)
                for row in rows
            ],
            as_of=max((row["as_of"] for row in rows if row["as_of"]), default=None),
        )

    return router
