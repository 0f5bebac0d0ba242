"""What is kept of a customer for each purpose beyond the business, until it is erased (S4-10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never
from uuid import UUID

from services.leads.customer.decide.erasure_commands import ContentKeyErased
from services.leads.customer.events import ConsentEnded, ConsentRecorded, SectionRecorded
from services.leads.customer.events.erasure import ContentErased
from services.leads.customer.events.sealed import Sealed

KeptEvent = ConsentRecorded | SectionRecorded | ConsentEnded | ContentErased

NO_KEYS: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Purpose:
    """What is kept for one purpose: sealed with these keys; `ended_at` is when its consent was over."""

    keys: frozenset[UUID] = NO_KEYS
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The purposes of which something is kept, and what was erased: the last time of each, and every key."""

    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    erased: Mapping[str, ContentErased] = field(default_factory=dict)
    erased_keys: frozenset[UUID] = NO_KEYS

    def refuse_erased(self, sealed: Sealed | None) -> None:
        """Raise ContentKeyErased for what nobody could open: its key was taken before it was erased."""
        if sealed is not None and sealed.key_id in self.erased_keys:
            raise ContentKeyErased


def with_kept(kept: Kept, event: KeptEvent) -> Kept:
    """Return what is kept after the fact."""
    known = kept.purposes.get(event.purpose, Purpose())
    match event:
        case ConsentRecorded():
            return _with(kept, event.purpose, Purpose(known.keys | _key(event.sealed)))
        case SectionRecorded():
            return _with(kept, event.purpose, replace(known, keys=known.keys | _key(event.sealed)))
        case ConsentEnded():
            return _with(kept, event.purpose, replace(known, ended_at=event.occurred_at))
        case ContentErased():
            return Kept(
                {name: one for name, one in kept.purposes.items() if name != event.purpose},
                {**kept.erased, event.purpose: event},
                kept.erased_keys | frozenset(event.key_ids),
            )
        case _:
            assert_never(event)


def _with(kept: Kept, name: str, purpose: Purpose) -> Kept:
    return replace(kept, purposes={**kept.purposes, name: purpose})


def _key(sealed: Sealed | None) -> frozenset[UUID]:
    return NO_KEYS if sealed is None else frozenset({sealed.key_id})
