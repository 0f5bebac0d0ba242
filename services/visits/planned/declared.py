"""A planned contact as the policy book sees it: what is missing, what is shown too early, and the hour."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from services.visits.contact.declared import early_of
from services.visits.customer.read_models.standing import Busy, Standing
from services.visits.planned.decide import Ready
from services.visits.planned.events import Prepared
from shared.contracts.planned_contacts import Preparation
from shared.policy import PolicyBook
from shared.policy.contacts import VisitingHours
from shared.policy.working_time import is_working_day

OUTLINE = "outline"
"""What is missing when the outline has too few points."""


def ready_of(
    told: Preparation, channel: str, kind: str | None, book: PolicyBook, standing: Standing
) -> Ready:
    """Return what is ready, with what the book misses in it and what it does not know."""
    chapter = book.contacts
    taken, shows = tuple(dict.fromkeys(told.taken)), tuple(dict.fromkeys(told.shows))
    missing = tuple(_missing(told, channel, book))
    return Ready(
        Prepared(outline=told.outline, taken=taken, shows=shows, missing=missing),
        undeclared=(
            *((("kind", kind),) if kind is not None and kind not in chapter.kinds else ()),
            *(("taken", name) for name in taken if name not in chapter.materials),
            *(("shows", name) for name in shows if name not in chapter.materials),
        ),
        early=tuple(early_of(shows, chapter, standing)),
    )


def fit_of(starts_at: datetime, *, rain: bool, book: PolicyBook, standing: Standing) -> str | None:
    """Return what the book says of a visit at that time: refused, busy, preferred, or nothing (S11-17)."""
    local = starts_at.astimezone(ZoneInfo(book.calendar.time_zone))
    works = is_working_day(local.date(), book.calendar)

    def covers(hours: VisitingHours | Busy) -> bool:
        of_day = hours.days == "any" or (hours.days == "working") == works
        return of_day and hours.from_hour <= local.hour < hours.to_hour

    said = {one.fit for one in book.contacts.hours.values() if covers(one)}
    if any(map(covers, standing.busy)):
        said.add(book.contacts.preparation.own_busy)
    if rain:
        said.add("preferred")
    # The worst that anything says of the hour counts.
    return next((fit for fit in ("refused", "busy", "preferred") if fit in said), None)


def _missing(told: Preparation, channel: str, book: PolicyBook) -> Iterator[str]:
    asked = book.contacts.preparation
    if channel in asked.channels:
        required: Iterable[str] = (slug for slug, one in book.contacts.materials.items() if one.required)
        yield from (slug for slug in required if slug not in told.taken)
        if len(told.outline) < asked.outline_points:
            yield OUTLINE
