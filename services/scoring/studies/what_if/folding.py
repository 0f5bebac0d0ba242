"""A share of a what-if: its customers and complaints, page by page, judged by both books."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from services.scoring.studies.asked import Asked, Word
from services.scoring.studies.what_if.grading import Grading
from services.scoring.studies.what_if.history import Past, PastComplaint
from services.scoring.studies.what_if.tally import Counting
from services.scoring.tier.model import TierModel
from shared.contracts.topics import PARTITIONS
from shared.kit.postgres.pool import Connection, Record
from shared.kit.postgres.queries import load_queries
from shared.kit.projection.shares import Share
from shared.policy import PolicyBook

QUERIES = load_queries(Path(__file__).with_name("history.sql"))

PAGE = 1_000
"""Customers of one read: a few thousand facts, so that memory and the pause between words stay small."""

MOVES_KEPT_MAX = 100_000
"""Customers who would change class that a study names; all are counted."""


class _Folding:
    """A share at work on one connection."""

    def __init__(self, asked: Asked, connection: Connection) -> None:
        self._asked, self._connection = asked, connection
        self._draft = PolicyBook.model_validate_json(asked.after or "")
        self._counting = Counting(PolicyBook.model_validate_json(asked.before), self._draft, asked.now)
        self._kept_left = MOVES_KEPT_MAX // asked.of
        self._word = Word()

    async def fold(self) -> AsyncIterator[Word]:
        """Yield a word after each page; the last one has the tally."""
        share = Share(self._asked.number, self._asked.of)
        mine = [number for number in range(PARTITIONS) if share.has(("", number))]
        self._word.total = await self._connection.fetchval(QUERIES["total"], mine, share.number, share.of)
        grading, last = await self._grading(), ""
        while rows := await self._connection.fetch(QUERIES["customers"], mine, last, PAGE):
            last = rows[-1]["key"]
            await self._keep([move for row in rows if (move := self._customer(row, grading)) is not None])
            yield self._told(len(rows))
        last = ""
        while rows := await self._connection.fetch(QUERIES["complaints"], share.number, share.of, last, PAGE):
            last = rows[-1]["complaint_id"]
            for row in rows:
                self._counting.complaint(PastComplaint(*row[1:]))
            yield self._told(len(rows))
        self._word.answer = msgspec.Raw(msgspec.json.encode(self._counting.tally))
        yield self._word

    async def _grading(self) -> Grading:
        # Nothing is said from here, so there is no topic to say it on.
        model = TierModel(topic="")
        await model.heed(self._connection)
        return Grading(model, self._draft, self._asked.now)

    def _customer(self, row: Record, grading: Grading) -> tuple[UUID, str, str, str, float] | None:
        """The customer is counted; returns who moves from where to where, if so."""
        graded = grading.of(dict(row))
        past = Past(
            key=row["key"],
            tier=graded.before,
            lifecycle=row["lifecycle"],
            owned_since=row["owned_since"],
            met_at=graded.met_at,
        )
        self._counting.customer(past, graded.after, graded.facts)
        if graded.after == graded.before:
            return None
        return UUID(self._asked.study_id), past.key, graded.before, graded.after, graded.score

    async def _keep(self, moves: Sequence[tuple[Any, ...]]) -> None:
        kept = moves[: self._kept_left]
        self._kept_left -= len(kept)
        if kept:
            columns = ["study_id", "key", "before", "after", "score"]
            await self._connection.copy_records_to_table("study_moves", records=kept, columns=columns)

    def _told(self, judged: int) -> Word:
        self._word.done += judged
        return self._word


def fold(asked: Asked, connection: Connection) -> AsyncIterator[Word]:
    """Fold one share; the words tell customers and complaints judged, and at last a `Tally`."""
    return _Folding(asked, connection).fold()
