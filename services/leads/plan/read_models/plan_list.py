"""Reads the plans: pages by their first submission, and the counts for the status page."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from pydantic import BaseModel

from services.leads.plan.decide.state import Standing
from services.leads.plan.read_models.plans import NODES, QUERIES
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool


class NodeItem(BaseModel):
    """A time node of the version in force: what, by whom, until when, and whether it was reached."""

    node: str
    item: str
    owner: str
    due_at: datetime
    goal: str | None
    overdue: bool
    reached_at: datetime | None


class PlanItem(BaseModel):
    """A plan in the list: what it is, where it stands, and its time nodes."""

    plan_id: UUID
    kind: str
    kind_zh: str
    kind_en: str
    title: str
    owner: str
    customer_id: UUID | None
    target_group: str | None
    opened_at: datetime
    standing: Standing
    version: int
    in_force: int | None
    nodes: list[NodeItem]
    overdue: bool
    review_at: datetime | None
    review_due: bool
    revise: bool
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which plans; None does not filter."""

    kind: str | None = None
    customer: str | None = None
    owner: str | None = None
    standing: str | None = None
    overdue: bool | None = None
    review: bool | None = None


class PlanList:
    """The rows of the projection `plans`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def page(self, wanted: Filter, after: tuple[datetime, str] | None, rows: int) -> Sequence[PlanItem]:
        """Return at most `rows` plans behind `after`, the oldest first."""
        opened_at, identity = after or (None, None)
        with momentary_as_unavailable("plans"):
            found = await self._pool.fetch(QUERIES["page"], opened_at, identity, *astuple(wanted), rows)
        return [_item(dict(row)) for row in found]

    async def counts(self) -> Mapping[str, int]:
        """Return how many plans are in force, how many of them are overdue, and how many wait."""
        with momentary_as_unavailable("plans"):
            found = await self._pool.fetchrow(QUERIES["counts"])
        return dict(found or {})


def _item(fields: dict[str, Any]) -> PlanItem:
    nodes = [msgspec.structs.asdict(one) for one in NODES.decode(fields["nodes"])]
    return PlanItem.model_validate(fields | {"nodes": nodes})
