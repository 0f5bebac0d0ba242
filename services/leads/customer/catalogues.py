"""The table of contents of the customer file by the policy: the declared sections and the company's own."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

import structlog

from services.leads.customer.own_section import own_section
from services.leads.customer.section import Catalogue, Section
from shared.in_force import InForce
from shared.policy import PolicyBook
from shared.policy.reading import sections_read

log = structlog.get_logger()


class KnownBooks(InForce, Protocol):
    """The books in force, and those that facts cite."""

    async def of_version(self, version: str) -> PolicyBook | None:
        """Return the book of that version, or None. Raises `Operational`."""
        ...


def under(declared: Catalogue, book: PolicyBook) -> Catalogue:
    """Return the catalogue by that book. A declared section stands before an own one of its name."""
    own = {
        slug: own_section(slug, section, book.version)
        for slug, section in book.sections.sections.items()
        if slug not in declared.sections
    }
    if shadowed := book.sections.sections.keys() & declared.sections.keys():
        log.warning("sections.shadowed", policy_version=book.version, sections=sorted(shadowed))
    staleness = book.customer_file.staleness
    return Catalogue(
        MappingProxyType({**declared.sections, **dict(sorted(own.items()))}),
        staleness.days,
        staleness.sections,
        book.customer_file.completeness.target / 100,
        sections_read(book),
        book.calendar.time_zone,
    )


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The catalogue at any time. One is made for each book, and there are few books."""

    declared: Catalogue
    books: KnownBooks
    _made: dict[str, Catalogue] = field(default_factory=dict)

    async def at(self, when: datetime) -> Catalogue:
        """Return the catalogue by the book in force then. Raises `Operational`."""
        return self._under(await self.books.at(when))

    async def readable(self, when: datetime, recorded: Iterable[tuple[str, str | None]]) -> Catalogue:
        """Return the same with each section that was `recorded` under a book which declared it then.

        What a later book took out of the file stays readable as it was declared.
        """
        now = await self.at(when)
        gone: dict[str, type[Section]] = {}
        for slug, version in recorded:
            if slug in now.sections or version is None:
                continue
            book = await self.books.of_version(version)
            if book is not None:
                gone[slug] = self._under(book).sections[slug]
        return replace(now, sections=MappingProxyType({**now.sections, **gone})) if gone else now

    def _under(self, book: PolicyBook) -> Catalogue:
        if book.version not in self._made:
            self._made[book.version] = under(self.declared, book)
        return self._made[book.version]
