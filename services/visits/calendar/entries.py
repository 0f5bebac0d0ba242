"""What a person's calendar shows: what they owe, what they promised, and whom they will meet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.visits.obligation.read_models.obligation_list import Filter as Owed
from services.visits.obligation.read_models.obligation_list import ObligationItem, ObligationList
from services.visits.planned.read_models.planned import AHEAD
from services.visits.planned.read_models.planned_list import Filter as Ahead
from services.visits.planned.read_models.planned_list import PlannedItem, PlannedList
from services.visits.promise.read_models.promise_list import Filter as Promised
from services.visits.promise.read_models.promise_list import PromiseItem, PromiseList
from shared.policy.contacts import CHANNELS
from shared.policy.rule import Text

ENTRIES_MAX = 1_000
"""Entries of one feed, those due first; nobody works through more."""

PROMISE, PLANNED = "promise", "planned_contact"
"""How promises and planned contacts are called where an obligation names its rule."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that is due, and of which kind it is."""

    id: UUID
    customer_id: UUID
    kind: str
    title: Text
    due_at: datetime


def of_obligation(item: ObligationItem) -> Entry:
    """Return the entry of what is owed."""
    title = Text(zh=item.title_zh, en=item.title_en)
    return Entry(item.obligation_id, item.customer_id, item.rule, title, item.due_at)


def of_promise(item: PromiseItem) -> Entry:
    """Return the entry of what was promised."""
    title = Text(zh=f"承诺：{item.text}", en=f"Promised: {item.text}")
    return Entry(item.promise_id, item.customer_id, PROMISE, title, item.due_at)


def of_planned(item: PlannedItem) -> Entry:
    """Return the entry of who will be met; it says so if something is missing for that."""
    said = CHANNELS[item.channel]
    missing = Text(zh="，准备未齐", en=", not prepared") if item.missing else Text(zh="", en="")
    title = Text(zh=f"计划：{said.zh}{missing.zh}", en=f"Planned: {said.en}{missing.en}")
    return Entry(item.planned_id, item.customer_id, PLANNED, title, item.starts_at)


@dataclass(frozen=True, slots=True)
class Calendars:
    """The open rows of the projections `obligations`, `promises` and `planned`, as one list by due time."""

    obligations: ObligationList
    promises: PromiseList
    planned: PlannedList

    async def of(self, person: str) -> Sequence[Entry]:
        """Return what is due of that person, at most `ENTRIES_MAX`. Raises `Unavailable`."""
        owed = await self.obligations.page(Owed(person=person), None, ENTRIES_MAX)
        wanted = Promised(person=person, standing="open")
        promised = await self.promises.page(wanted, None, ENTRIES_MAX)
        ahead = await self.planned.page(Ahead(person=person, standing=AHEAD), None, ENTRIES_MAX)
        entries = [*map(of_obligation, owed), *map(of_promise, promised), *map(of_planned, ahead)]
        return sorted(entries, key=lambda entry: entry.due_at)[:ENTRIES_MAX]
