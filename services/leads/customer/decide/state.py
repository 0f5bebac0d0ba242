"""A customer as its facts tell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import assert_never

from services.leads.customer.decide.kept import Kept, with_kept
from services.leads.customer.decide.owner import Ownership, with_ownership
from services.leads.customer.events import (
    ArchivingAnnounced,
    ArchivingCalledOff,
    ArchivingEvent,
    ConsentEnded,
    ConsentEvent,
    ConsentRecorded,
    CustomerArchived,
    CustomerEvent,
    CustomerRestored,
    LeadCaptured,
    Lifecycle,
    LifecycleChanged,
    SectionRecorded,
    SectionWithheld,
)
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.ownership import (
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
)

BUSINESS = "business"
"""The purpose that needs no consent."""

Sections = Mapping[str, SectionRecorded]

A_MOMENT = timedelta(microseconds=1)
"""By so much what has to be later than another fact is later."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer may have facts before anyone captured them: then they are unconfirmed.

    `announced` stands until the archiving happens or is called off, `archived` until they are restored.
    `consents` are those that did not end, by purpose; `taken_back` is when one was withdrawn or its content
    asked to be erased, and `withheld` since when each section said nothing, the last time of each. `kept` is
    what is there to be erased, and what was.
    """

    captured: LeadCaptured | None = None
    lifecycle: Lifecycle = "potential"
    sections: Sections = field(default_factory=dict)
    announced: ArchivingAnnounced | None = None
    archived: CustomerArchived | None = None
    consents: Mapping[str, ConsentRecorded] = field(default_factory=dict)
    taken_back: Mapping[str, datetime] = field(default_factory=dict)
    withheld: Mapping[str, datetime] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    ownership: Ownership = field(default_factory=Ownership)

    def consents_to(self, purpose: str, now: datetime) -> bool:
        """Return whether the purpose may be served: it is the business, or consented to (S4-10)."""
        if purpose == BUSINESS:
            return True
        consent = self.consents.get(purpose)
        return consent is not None and (consent.until is None or now < consent.until)


@dataclass(frozen=True, slots=True)
class Told:
    """A customer with the facts that made them; their number is the version."""

    customer: Customer
    facts: tuple[CustomerEvent, ...]

    @property
    def version(self) -> int:
        """The stream's version."""
        return len(self.facts)


def evolve(state: Customer, event: CustomerEvent) -> Customer:
    """Return the customer after the fact."""
    match event:
        case LeadCaptured():
            # Facts of ownership come after: nobody owns, and nobody is in the pool, before a capture.
            return replace(state, captured=event, ownership=_first_owner(event))
        case LifecycleChanged():
            return replace(state, lifecycle=event.after)
        case SectionRecorded():
            return _with_recording(state, event)
        case ArchivingAnnounced() | ArchivingCalledOff() | CustomerArchived() | CustomerRestored():
            return _with_archiving(state, event)
        case ConsentRecorded() | ConsentEnded() | SectionWithheld() | ContentErased():
            return _with_consent(state, event)
        case (
            OwnerChanged()
            | PoolReturnWarned()
            | PoolReturnCalledOff()
            | ReturnedToPool()
            | PoolReturnAppealed()
            | PoolReturnAppealDecided()
        ):
            return replace(state, ownership=with_ownership(state.ownership, event))
        case _:
            assert_never(event)


def _with_recording(state: Customer, event: SectionRecorded) -> Customer:
    kept = state.kept if event.purpose == BUSINESS else with_kept(state.kept, event)
    return replace(state, sections=with_section(state.sections, event), kept=kept)


def _first_owner(captured: LeadCaptured) -> Ownership:
    owner = captured.owner
    return Ownership() if owner is None else Ownership(owner, captured.occurred_at)


def _with_archiving(state: Customer, event: ArchivingEvent) -> Customer:
    match event:
        case ArchivingAnnounced():
            return replace(state, announced=event)
        case ArchivingCalledOff():
            return replace(state, announced=None)
        case CustomerArchived():
            return replace(state, announced=None, archived=event)
        case CustomerRestored():
            return replace(state, archived=None)
        case _:
            assert_never(event)


def _with_consent(state: Customer, event: ConsentEvent) -> Customer:
    match event:
        case ConsentRecorded():
            consents = {**state.consents, event.purpose: event}
            return replace(state, consents=consents, kept=with_kept(state.kept, event))
        case ConsentEnded():
            left = {name: one for name, one in state.consents.items() if name != event.purpose}
            taken_back = _taken_back(state, event) if event.cause == "withdrawn" else state.taken_back
            return replace(state, consents=left, taken_back=taken_back, kept=with_kept(state.kept, event))
        case SectionWithheld():
            known = {slug: one for slug, one in state.sections.items() if slug != event.section}
            return replace(
                state, sections=known, withheld={**state.withheld, event.section: event.occurred_at}
            )
        case ContentErased():
            taken_back = _taken_back(state, event) if event.cause == "asked" else state.taken_back
            return replace(state, taken_back=taken_back, kept=with_kept(state.kept, event))
        case _:
            assert_never(event)


def _taken_back(state: Customer, event: ConsentEnded | ContentErased) -> Mapping[str, datetime]:
    return {**state.taken_back, event.purpose: event.occurred_at}


def with_section(sections: Sections, recorded: SectionRecorded) -> Sections:
    """Return the sections with the later of the two in place: a late report never hides a newer one."""
    current = sections.get(recorded.section)
    if current is not None and current.occurred_at > recorded.occurred_at:
        return sections
    return {**sections, recorded.section: recorded}


def completeness(sections: Sections, weights: Mapping[str, int]) -> float:
    """Return how much of the declared file is filled, 0 to 1, to four places."""
    total = sum(weights.values())
    if total == 0:
        return 0.0
    filled = sum(weight * sections[slug].filled for slug, weight in weights.items() if slug in sections)
    return round(filled / total, 4)
