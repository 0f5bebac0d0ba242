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
from services.visits.inspection.events import InspectionDrawn, inspection_drawn_2
from services.visits.inspection.published import publish
from shared.in_force import InForce
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.external_ids import external_id

CODEC = Codec(InspectionDrawn, upcasts={(InspectionDrawn.TYPE, 1): inspection_drawn_2})
SEED_BYTES = 16
SHANGHAI = ZoneInfo("Asia/Shanghai")

Contacts = Callable[[str, datetime, datetime], Awaitable[Sequence[UUID]]]
"""The contacts of a salesperson from a moment to before another."""


def stream_of(inspection_id: UUID) -> str:
    """Return the inspection's stream."""
    return f"inspection-{inspection_id}"


def span_of(month: str, months: int) -> tuple[datetime, datetime]:
    """Return where so many months begin in Asia/Shanghai, the last of them such as `2026-02`, and end."""
    last = datetime.strptime(month, "%Y-%m").replace(tzinfo=SHANGHAI)
    return _later(last, 1 - months), _later(last, 1)


def _later(first: datetime, months: int) -> datetime:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


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
        """The sample of that salesperson is drawn, up to that month; asked for again, it is the same."""
        book = await self.books.at(request.now)
        chapter = book.inspections
        first, after = span_of(month, chapter.every_months)
        if request.now < after:
            raise MonthNotOver(month=month)
        # One of a kind by its name: nobody can draw until they like what comes.
        inspection_id = external_id("inspection", salesperson, month)
        command = DrawInspection(
            inspection_id=inspection_id,
            salesperson=salesperson,
            month=month,
            months=chapter.every_months,
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
