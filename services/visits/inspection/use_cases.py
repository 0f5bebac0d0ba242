"""The inspection's use cases: gather, decide, append."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.visits.inspection.decide import (
    INSPECTION,
    DrawInspection,
    Inspection,
    InspectionUnknown,
    MonthNotOver,
)
from services.visits.inspection.events import InspectionDrawn
from services.visits.inspection.published import publish
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id

CODEC = Codec(InspectionDrawn)
SEED_BYTES = 16
SHANGHAI = ZoneInfo("Asia/Shanghai")

Contacts = Callable[[str, datetime, datetime], Awaitable[Sequence[UUID]]]
"""The contacts of a salesperson from a moment to before another."""


def stream_of(inspection_id: UUID) -> str:
    """Return the inspection's stream."""
    return f"inspection-{inspection_id}"


def span_of(month: str) -> tuple[datetime, datetime]:
    """Return where a month such as `2026-02` begins in Asia/Shanghai, and where the next one does."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=SHANGHAI)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first, after


@dataclass(frozen=True, slots=True)
class Inspections:
    """What can be done about inspections, under the policy in force."""

    store: EventStore
    kind: StreamKind[Inspection, DrawInspection, InspectionDrawn]
    books: InForce

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, books: InForce) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(INSPECTION, CODEC, publish, publisher), books)

    async def read(self, inspection_id: UUID) -> InspectionDrawn:
        """Return the inspection. Raises InspectionUnknown."""
        inspection = self.kind.fold((await self.store.load(stream_of(inspection_id))).events)
        if inspection is None:
            raise InspectionUnknown(inspection_id=str(inspection_id))
        return inspection

    async def draw(self, salesperson: str, month: str, contacts: Contacts, request: Request) -> Appended:
        """The sample of that salesperson and month is drawn; asked for again, it is the same one."""
        first, after = span_of(month)
        if request.now < after:
            raise MonthNotOver(month=month)
        book = await self.books.at(request.now)
        chapter = book.inspections
        # One of a kind by its name: nobody can draw until they like what comes.
        inspection_id = external_id("inspection", salesperson, month)
        command = DrawInspection(
            inspection_id=inspection_id,
            salesperson=salesperson,
            month=month,
            form=chapter.form,
            contacts=frozenset(await contacts(salesperson, first, after)),
            share=chapter.share,
            at_least=chapter.at_least,
            seed=secrets.token_hex(SEED_BYTES),
            policy_version=book.version,
            drawn_by=request.principal,
            now=request.now,
        )
        answer = msgspec.json.encode({"inspection_id": inspection_id})
        stream, key = stream_of(inspection_id), str(inspection_id)
        return await handle(self.store, Intent(self.kind, stream, key, command, request, answer=answer))
