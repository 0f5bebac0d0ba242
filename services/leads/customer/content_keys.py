"""The keys of customers, kept beside the events that they seal; and sealed facts opened for reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol
from uuid import UUID

from services.leads.customer.content_key import EVIDENCE, ContentKey, Place
from services.leads.customer.events import ConsentRecorded, CustomerEvent, SectionRecorded
from shared.kit.errors import Unavailable
from shared.kit.postgres.failures import momentary_as_unavailable
from shared.kit.postgres.pool import Pool
from shared.kit.postgres.queries import load_queries

QUERIES = load_queries(Path(__file__).with_suffix(".sql"))


class Keys(Protocol):
    """The keys that are there."""

    async def of(self, customer_id: UUID, purpose: str) -> ContentKey:
        """Return the customer's key for the purpose, made and durable if there was none."""
        ...

    async def held(self, customer_id: UUID) -> Mapping[UUID, ContentKey]:
        """Return all keys of the customer, by their ids."""
        ...


@dataclass(frozen=True, slots=True)
class ContentKeys:
    """The table `content_keys`. Its methods raise `Unavailable`."""

    pool: Pool

    async def of(self, customer_id: UUID, purpose: str) -> ContentKey:
        """See `Keys.of`."""
        with momentary_as_unavailable("content keys"):
            found = await self.pool.fetchrow(QUERIES["of"], customer_id, purpose)
            if found is None:
                # Committed by itself, before anything is sealed with it: what is in the events can be opened,
                # whatever becomes of the append. At most a key is left that sealed nothing.
                made = ContentKey.random()
                await self.pool.execute(QUERIES["make"], customer_id, purpose, made.id, made.secret)
                # Of two who made one at once, both take the one that stands.
                found = await self.pool.fetchrow(QUERIES["of"], customer_id, purpose)
        if found is None:
            raise Unavailable("the content key was erased at this moment")
        return ContentKey(*found)

    async def held(self, customer_id: UUID) -> Mapping[UUID, ContentKey]:
        """See `Keys.held`."""
        with momentary_as_unavailable("content keys"):
            rows = await self.pool.fetch(QUERIES["held"], customer_id)
        return {row["key_id"]: ContentKey(*row) for row in rows}

    async def erase(self, key_id: UUID) -> None:
        """The key is gone, now or before."""
        with momentary_as_unavailable("content keys"):
            await self.pool.execute(QUERIES["erase"], key_id)


async def opened(keys: Keys, customer_id: UUID, facts: Iterable[CustomerEvent]) -> tuple[CustomerEvent, ...]:
    """Return the facts of one customer for reading: what is still sealed then can be read by nobody."""
    told = tuple(facts)
    if not any(getattr(fact, "sealed", None) for fact in told):
        return told
    held = await keys.held(customer_id)
    return tuple(_opened(fact, held) for fact in told)


def _opened(fact: CustomerEvent, held: Mapping[UUID, ContentKey]) -> CustomerEvent:
    match fact:
        case SectionRecorded(sealed=sealed) if sealed is not None and sealed.key_id in held:
            place = Place(fact.customer_id, fact.purpose, fact.section)
            return replace(fact, content=held[sealed.key_id].open(sealed, place), sealed=None)
        case ConsentRecorded(sealed=sealed) if sealed is not None and sealed.key_id in held:
            place = Place(fact.customer_id, fact.purpose, EVIDENCE)
            return replace(fact, evidence=held[sealed.key_id].open(sealed, place), sealed=None)
        case _:
            return fact
