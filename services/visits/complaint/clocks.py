"""The clocks of a complaint by the policy book: their due times, and who is told while they run (S4-07)."""

from collections.abc import Iterator
from datetime import datetime

from services.visits.complaint.events import Clock, Clocks, Step
from shared.policy import PolicyBook
from shared.policy.working_time import WorkingDuration, add, add_part


def clocks_of(book: PolicyBook, severity: str, since: datetime) -> Clocks:
    """Return the clocks of that severity that run from `since`, in the working time of `book`.

    Raises: `NoWorkingDay`.
    """
    spans = book.complaint.clocks[severity]
    return Clocks(
        acknowledge_by=add(since, spans.acknowledge, book.calendar),
        resolve_by=add(since, spans.resolve, book.calendar),
        steps=(
            *_steps(book, "acknowledge", spans.acknowledge, since),
            *_steps(book, "resolve", spans.resolve, since),
        ),
    )


def _steps(book: PolicyBook, clock: Clock, span: WorkingDuration, since: datetime) -> Iterator[Step]:
    for percent, to in book.complaint.escalation.steps():
        yield Step(clock, percent, to, add_part(since, span, percent, book.calendar))
