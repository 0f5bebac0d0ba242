"""Reads answers: a customer's, page by page, and what all answers to a form come to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from pydantic import BaseModel

from services.visits.form.read_models.answers import QUERIES
from shared.contracts.scoring import TierClass
from shared.contracts.visits import FormAnswered
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.projection.sequence import decode_seen


@dataclass(frozen=True, slots=True)
class MonthCount:
    """What the answers of one month come to; `hundredths` sums the totals of the `rated` ones."""

    month: str
    answers: int
    rated: int
    hundredths: int
    flagged: int
    low_scores: int


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How often one item got one score, and how often that was flagged."""

    item: str
    value: int
    answers: int
    flagged: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A form, how long after the last answer each class is asked again, and how many percent of them."""

    form: str
    every: Mapping[str, timedelta]
    sample: float


class DueCustomer(BaseModel):
    """A customer who is due; `answered_at` is their last answer, null for one who never gave any."""

    customer_id: UUID
    tier: TierClass
    owner: str | None
    answered_at: datetime | None


class AnswerList:
    """The rows of the projection `forms`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def seen(self, customer_id: UUID, source: str) -> int:
        """Return how far the customer's row has heard `source`."""
        with momentary_as_unavailable("forms"):
            text = await self._pool.fetchval(QUERIES["seen"], str(customer_id))
        return decode_seen(text).get(source, (0, ""))[0] if text else 0

    async def page(
        self, customer_id: UUID, form: str | None, after: tuple[datetime, str] | None, rows: int
    ) -> Sequence[FormAnswered]:
        """Return at most `rows` answers of the customer, the newest first, from behind `after`."""
        behind = after or (None, None)
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["page"], str(customer_id), form, *behind, rows)
        return [FormAnswered.model_validate_json(row["told"]) for row in found]

    async def months(self, form: str, first: date, last: date) -> Sequence[MonthCount]:
        """Return what the answers of those days come to, by month; months without any are left out."""
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["months"], form, first, last)
        return [MonthCount(**dict(row)) for row in found]

    async def scores(self, form: str, first: date, last: date) -> Sequence[ScoreCount]:
        """Return how often each item got each score on those days."""
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["scores"], form, first, last)
        return [ScoreCount(**dict(row)) for row in found]

    async def contacts(self, salesperson: str, first: datetime, end: datetime) -> Sequence[UUID]:
        """Return the contacts of a salesperson from `first` to before `end`, in no order."""
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["contacts"], salesperson, first, end)
        return [UUID(row["contact_id"]) for row in found]

    async def judged(self, things: Sequence[str], form: str) -> Mapping[str, FormAnswered]:
        """Return the newest answer to the form about each of those things that has one."""
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["judged"], things, form)
        return {row["about"]: FormAnswered.model_validate_json(row["told"]) for row in found}

    async def due(self, asked: Asked, now: datetime, after: str | None, rows: int) -> Sequence[DueCustomer]:
        """Return at most `rows` customers who are due to be asked, by id, from behind `after`."""
        tiers = list(asked.every)
        due_before = [now - asked.every[tier] for tier in tiers]
        arguments = (tiers, due_before, asked.form, after, asked.sample, rows)
        with momentary_as_unavailable("forms"):
            found = await self._pool.fetch(QUERIES["due"], *arguments)
        return [DueCustomer(**dict(row)) for row in found]
