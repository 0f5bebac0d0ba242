"""`GET /v1/groups/{id}`: what a group of customers comes to, and what each member's part is."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from services.scoring.board.lookup import Board
from shared.kit.http.auth import requires
from shared.kit.http.problems import HttpProblem
from shared.kit.postgres.pool import Record
from shared.policy.tier import TierClass

MEMBERS_MAX = 500
"""Members in one answer, a row for each currency; the views have all of them."""


class GroupSales(BaseModel):
    """What the whole group bought in one currency, less what came back."""

    currency: str
    amount: Decimal
    share_of_sales: float | None = Field(description="of all that we sold in this currency, 0 to 1")


class GroupMember(BaseModel):
    """A member's part; the group itself is at level 0."""

    customer_id: UUID
    parent_id: UUID | None
    level: int
    display_name: str | None
    tier: TierClass | None
    currency: str | None = Field(description="a member has a row for each; null if nothing was bought")
    amount: Decimal | None
    share_of_group: float | None
    points: float | None = Field(description="score at the last change of class")
    visits: int | None
    complaints: int | None
    open_complaints: int | None


class GroupView(BaseModel):
    """A group with all who belong to it now, directly or through others (S1-08)."""

    group_id: UUID
    display_name: str | None
    members: int
    levels: int
    sales: list[GroupSales]
    points: float | None = Field(description="sum of the members' scores")
    visits: int
    complaints: int
    open_complaints: int
    as_of: datetime | None
    parts: list[GroupMember] = Field(description="the nearest and the largest first, at most 500")


def groups_router(board: Board) -> APIRouter:
    """Return the route of one group."""
    router = APIRouter(prefix="/v1", tags=["board"], dependencies=[Depends(requires())])

    @router.get("/groups/{group_id}")
    async def read_group(group_id: UUID) -> GroupView:
        """Read a group: share of sales, points, visits and complaints of all its members (S1-08)."""
        rows, parts = await board.group(str(group_id), MEMBERS_MAX)
        if not rows:
            raise HttpProblem("not_found")
        return _view(rows, parts)

    return router


def _view(rows: Sequence[Record], parts: Sequence[Record]) -> GroupView:
    return GroupView(
        **rows[0],
        sales=[GroupSales(**row) for row in rows if row["currency"] is not None],
        parts=[GroupMember(**part) for part in parts],
    )
