"""The section mechanism: one declared class gives a part of the customer file all it needs.

A file in `declared/sections/` declares a `Section`: its fields, titles, the clause it serves, its
purpose and its weight. A company declares its own in the policy book (`own_section`). From either come
its route, command, stored and published fact, reading with history, completeness, staleness, masking,
and the form to print, export and import (`sheet`). Nothing else is written.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, ValidationError

from services.leads.customer.decide.state import BUSINESS
from shared.kit.decider import Rejection
from shared.kit.masking import MASK
from shared.policy.rule import Text
from shared.policy.schema_words import CHOICES, MASKED, TITLE_ZH

PHONE = StringConstraints(pattern=r"^\+?[0-9][0-9 ()\-]{4,29}$")
EMAIL = StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a section's form: its lines, each of the fields that stand side by side.

    A list or a table has a line of its own. `note` is printed under the part, for whoever fills it in.
    """

    title: Text
    lines: tuple[tuple[str, ...], ...]
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a section says about itself. `purpose` other than business needs the consent of that name.

    `stale_after_days` None is the time that the policy gives to every section. A company's own section
    has the version of the book that declares it. Without `parts` its form has one field a line.
    """

    slug: str
    version: int
    title: Text
    clauses: tuple[str, ...]
    purpose: str
    weight: int
    stale_after_days: int | None = None
    policy_version: str | None = None
    parts: tuple[Part, ...] = ()


def labelled(
    zh: str,
    en: str,
    *,
    masked: bool = False,
    default: Any = None,
    choices: Mapping[str, Text] | None = None,
    **limits: Any,
) -> Any:
    """Return a field with its titles; a masked one is shown only to those who work with the customer.

    `choices` are the words of a field that takes one of a list, by its values.
    """
    extra: dict[str, JsonValue] = {TITLE_ZH: zh, MASKED: masked}
    if choices:
        extra[CHOICES] = {value: {"zh": said.zh, "en": said.en} for value, said in choices.items()}
    return Field(default=default, title=en, json_schema_extra=extra, **limits)


class Row(BaseModel):
    """A row of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Section(BaseModel):
    """A part of the customer file. Fields not known stay out of the content and lower its fill."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    ABOUT: ClassVar[Declaration]

    def content(self) -> dict[str, Any]:
        """Return what is known, as JSON."""
        known = self.model_dump(mode="json", exclude_none=True, by_alias=True)
        return {name: value for name, value in known.items() if value not in ("", [], {})}

    def named(self) -> frozenset[UUID]:
        """Return the customers that the section names: each UUID in it is one."""
        return frozenset(_uuids(self.model_dump()))

    def filled(self) -> float:
        """Return the share of declared fields that hold something, 0 to 1, to four places."""
        return round(len(self.content()) / len(type(self).model_fields), 4)

    @classmethod
    def masked(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return the content with confidential fields hidden; a field no longer declared is hidden too."""
        fields = {info.alias or name: info for name, info in cls.model_fields.items()}
        return {
            name: value if name in fields and not _is_masked(fields[name].json_schema_extra) else MASK
            for name, value in content.items()
        }


def _uuids(value: Any) -> Iterator[UUID]:
    match value:
        case UUID():
            yield value
        case dict():
            yield from _uuids(tuple(value.values()))
        case list() | tuple():
            for one in value:
                yield from _uuids(one)


def _is_masked(extra: Any) -> bool:
    return bool(extra.get(MASKED)) if isinstance(extra, dict) else True


class SectionUndeclared(Rejection):
    """No section of the file is called so; the list of sections says which there are."""

    code: ClassVar[str] = "section_undeclared"


class SectionContentInvalid(Rejection):
    """The content does not meet the section's declaration; `detail` has a reason by JSON pointer."""

    code: ClassVar[str] = "section_content_invalid"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The declared sections by slug: the table of contents of the customer file.

    A section is stale after its own time in the book, else after its declaration's, else after the time
    of all (S4-11). A file is complete enough from `target` on, a share of its weighted sections (S3-08).
    Times, target and time zone are the policy's (`catalogues.under`), and so is what it puts to use: the
    fields of each section that its signals and conditions read.
    """

    sections: Mapping[str, type[Section]]
    stale_days: int = 0
    stale_days_of: Mapping[str, int] = field(default_factory=dict)
    target: float = 0.0
    put_to_use: Mapping[str, frozenset[str]] = field(default_factory=dict)
    time_zone: str = "UTC"

    @classmethod
    def of(cls, sections: Iterable[type[Section]]) -> Self:
        """Return the catalogue of these. Raises ValueError for two of one slug."""
        by_slug: dict[str, type[Section]] = {}
        for section in sorted(sections, key=lambda declared: declared.ABOUT.slug):
            if section.ABOUT.slug in by_slug:
                raise ValueError(f"two sections are called {section.ABOUT.slug}")
            by_slug[section.ABOUT.slug] = section
        return cls(MappingProxyType(by_slug))

    @property
    def weights(self) -> Mapping[str, int]:
        """Return each section's weight in the file's completeness."""
        return {slug: section.ABOUT.weight for slug, section in self.sections.items()}

    def stale_after(self, slug: str) -> timedelta:
        """Return how old what a declared section says may be."""
        own = self.sections[slug].ABOUT.stale_after_days
        return timedelta(days=self.stale_days_of.get(slug, own or self.stale_days))

    def is_stale(self, slug: str, as_of: datetime, now: datetime) -> bool:
        """Return whether someone should look again (S4-11)."""
        return now - as_of > self.stale_after(slug)

    def declared(self, slug: str) -> type[Section]:
        """Return the declaration. Raises SectionUndeclared."""
        if slug not in self.sections:
            raise SectionUndeclared(section=slug)
        return self.sections[slug]

    def told(self, about: Declaration) -> tuple[str, ...] | None:
        """Return which fields leave this service: all (None), or those that the policy uses (S4-10)."""
        if about.purpose == BUSINESS:
            return None
        return tuple(sorted(self.put_to_use.get(about.slug, ())))

    def parse(self, slug: str, content: Mapping[str, Any]) -> Section:
        """Return the checked section. Raises SectionUndeclared, SectionContentInvalid."""
        try:
            return self.declared(slug).model_validate(dict(content))
        except ValidationError as invalid:
            faults = invalid.errors(include_url=False, include_context=False, include_input=False)
            raise SectionContentInvalid(
                **{f"/content/{'/'.join(map(str, fault['loc']))}": fault["msg"] for fault in faults}
            ) from None


def every_declared() -> Catalogue:
    """Return the catalogue of every file in `declared/sections/`."""
    package = importlib.import_module("services.leads.customer.declared.sections")
    found: list[type[Section]] = []
    for module in pkgutil.iter_modules(package.__path__):
        names = vars(importlib.import_module(f"{package.__name__}.{module.name}"))
        found += [
            value
            for value in names.values()
            if isinstance(value, type) and issubclass(value, Section) and "ABOUT" in vars(value)
        ]
    return Catalogue.of(found)
