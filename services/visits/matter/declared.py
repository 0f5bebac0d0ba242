"""A kind of the policy book as the rules of this room take it."""

from dataclasses import dataclass
from datetime import datetime

from services.visits.matter.decide import MatterKindUnknown
from services.visits.matter.events import Step, Terms
from shared.policy import PolicyBook
from shared.policy.calendar import CalendarChapter
from shared.policy.rule import Text
from shared.policy.working_time import WorkingDuration, add


@dataclass(frozen=True, slots=True)
class Declared:
    """A kind and one of its categories, by one book."""

    kind: str
    category: str
    title: Text
    terms: Terms
    within: WorkingDuration
    calendar: CalendarChapter
    policy_version: str

    @property
    def days(self) -> CalendarChapter | None:
        """Whose working days its clock counts; None of one that counts hours."""
        return None if self.within.days is None else self.calendar

    def due_at(self, since: datetime) -> datetime:
        """Return until when a matter raised then is closed. Raises: `NoWorkingDay`."""
        return add(since, self.within, self.calendar)


def declared(book: PolicyBook, kind: str, category: str) -> Declared:
    """Return the kind as `book` declares it. Raises MatterKindUnknown."""
    found = book.matters.kinds.get(kind)
    if found is None:
        raise MatterKindUnknown(kind=kind)
    if category not in found.categories:
        raise MatterKindUnknown(kind=kind, category=category)
    chosen = found.categories[category]
    terms = Terms(
        steps=tuple(Step(name, step.required, step.taken_by) for name, step in found.steps.items()),
        closed_by=found.closed_by,
        needs_change=found.needs_change,
        measures=found.measures,
        told=chosen.told,
        pause_days=found.pause_days,
        reopen_days=found.reopen_days,
    )
    return Declared(kind, category, found.title, terms, chosen.within, book.calendar, book.version)
