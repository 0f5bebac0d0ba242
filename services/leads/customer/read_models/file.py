"""One customer's file as it stands now: folded from the customer's own stream, so never behind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from services.leads.customer.decide.state import BUSINESS, Customer, Told, completeness
from services.leads.customer.events import ConsentEnded, SectionRecorded
from services.leads.customer.read_models.customer_list import CustomerItem
from services.leads.customer.read_models.erased import Erased, erased_view
from services.leads.customer.read_models.owner_view import OwnershipView, ownership_view
from services.leads.customer.section import Catalogue, Section
from shared.contracts.base import ExternalRef
from shared.contracts.leads import CustomerKind, LeadSource, Lifecycle
from shared.contracts.scoring import TierClass
from shared.kit.masking import MASK
from shared.policy.rule import Text

HISTORY_MAX = 100


@dataclass(frozen=True, slots=True)
class Sight:
    """Who looks and when: `confidential` shows masked fields, `now` tells what is stale."""

    now: datetime
    confidential: bool


class RecordedSection(BaseModel):
    """One recording of a section; masked fields read as dots for those who only look on.

    `withheld`: its consent is over, so that nobody reads any field (S4-10). `erased`: for good.
    """

    section_version: int
    content: dict[str, Any]
    filled: float
    as_of: datetime
    recorded_by: str
    withheld: bool
    erased: Erased | None


class SectionView(BaseModel):
    """A declared section of the file: what it is, what it says, and whether someone should look again."""

    section: str
    title: Text
    clauses: tuple[str, ...]
    weight: int
    stale_after_days: int
    policy_version: str | None = Field(description="The book that declares it, if it is the company's own")
    purpose: str = Field(description="Business, or the consent that it needs (S4-10)")
    stale: bool
    current: RecordedSection | None


class SectionHistory(SectionView):
    """A section with everything that was ever recorded of it, newest first, at most a hundred."""

    history: list[RecordedSection]


class CustomerView(BaseModel):
    """A customer's file. `tier` is what scoring last said; the rest is this very moment."""

    customer_id: UUID
    version: int
    confirmed: bool
    kind: CustomerKind | None = None
    name: str | None = None
    source: LeadSource | None = None
    source_detail: str | None = None
    campaign: str | None = None
    external_ref: ExternalRef | None = None
    owner: str | None = None
    captured_at: datetime | None = None
    lifecycle: Lifecycle
    completeness: float
    tier: TierClass | None
    archive_at: datetime | None = Field(description="When they are archived if nothing is heard (S4-12)")
    archived_at: datetime | None
    ownership: OwnershipView = Field(description="Who owns the customer, or why nobody does (S6-08)")
    sections: list[SectionView]


def file_view(
    customer_id: UUID, told: Told, row: CustomerItem | None, catalogue: Catalogue, sight: Sight
) -> CustomerView:
    """Return the file. `row` is the list's, for what others say of the customer."""
    customer = told.customer
    return CustomerView(
        customer_id=customer_id,
        version=told.version,
        confirmed=customer.captured is not None,
        lifecycle=customer.lifecycle,
        completeness=completeness(customer.sections, catalogue.weights),
        tier=row.tier if row else None,
        archive_at=customer.announced.archive_at if customer.announced else None,
        archived_at=customer.archived.occurred_at if customer.archived else None,
        ownership=ownership_view(customer.ownership),
        sections=section_views(told, catalogue, sight),
        **_as_captured(customer),
    )


def _as_captured(customer: Customer) -> dict[str, Any]:
    captured = customer.captured
    if captured is None:
        return {}
    ref = captured.external_ref
    return {
        "kind": captured.kind,
        "name": captured.name,
        "source": captured.source,
        "source_detail": captured.source_detail,
        "campaign": captured.campaign,
        "external_ref": ExternalRef(source=ref.source, ref=ref.ref) if ref else None,
        "owner": customer.ownership.owner,
        "captured_at": captured.occurred_at,
    }


def section_views(told: Told, catalogue: Catalogue, sight: Sight) -> list[SectionView]:
    """Return every declared section, recorded or not."""
    return [
        SectionView(**_section(declared, catalogue, told, sight)) for declared in catalogue.sections.values()
    ]


def section_history(told: Told, slug: str, catalogue: Catalogue, sight: Sight) -> SectionHistory:
    """Return one section with its past. Raises SectionUndeclared."""
    declared = catalogue.declared(slug)
    recordings = [fact for fact in told.facts if isinstance(fact, SectionRecorded) and fact.section == slug]
    newest_first = sorted(recordings, key=lambda fact: fact.occurred_at, reverse=True)[:HISTORY_MAX]
    return SectionHistory(
        **_section(declared, catalogue, told, sight),
        history=list(_recorded(declared, newest_first, told, sight)),
    )


def _section(declared: type[Section], catalogue: Catalogue, told: Told, sight: Sight) -> dict[str, Any]:
    about = declared.ABOUT
    current = told.customer.sections.get(about.slug)
    return {
        "section": about.slug,
        "title": about.title,
        "clauses": about.clauses,
        "weight": about.weight,
        "stale_after_days": catalogue.stale_after(about.slug).days,
        "policy_version": about.policy_version,
        "purpose": about.purpose,
        "stale": current is None or catalogue.is_stale(about.slug, current.occurred_at, sight.now),
        "current": next(iter(_recorded(declared, [current] if current else [], told, sight)), None),
    }


def _recorded(
    declared: type[Section], recordings: Iterable[SectionRecorded], told: Told, sight: Sight
) -> Iterable[RecordedSection]:
    for fact in recordings:
        withheld = _is_withheld(fact, told, sight.now)
        erased = erased_view(fact, told, confidential=sight.confidential)
        yield RecordedSection(
            section_version=fact.section_version,
            content=_shown(declared, fact, withheld=withheld, confidential=sight.confidential)
            if erased is None
            else {},
            filled=fact.filled,
            as_of=fact.occurred_at,
            recorded_by=fact.recorded_by,
            withheld=withheld,
            erased=erased,
        )


def _shown(
    declared: type[Section], fact: SectionRecorded, *, withheld: bool, confidential: bool
) -> dict[str, Any]:
    if withheld:
        return dict.fromkeys(fact.content, MASK)
    return fact.content if confidential else declared.masked(fact.content)


def _is_withheld(fact: SectionRecorded, told: Told, now: datetime) -> bool:
    """Return whether the consent of this recording is over; a later consent does not bring it back."""
    if fact.purpose == BUSINESS:
        return False
    if not told.customer.consents_to(fact.purpose, now):
        return True
    since = takewhile(lambda one: one is not fact, reversed(told.facts))
    return any(isinstance(one, ConsentEnded) and one.purpose == fact.purpose for one in since)
