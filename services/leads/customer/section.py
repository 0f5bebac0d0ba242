"""The section mechanism: one declared class gives a part of the customer file all it needs.

A file in `declared/sections/` declares a `Section`: its fields, titles, the clause it serves, its
purpose, how soon it is stale and its weight. From that come its route, command, stored and
published fact, reading with history, completeness, staleness and masking. Nothing else is written.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from shared.kit.decider import Rejection
from shared.kit.masking import MASK
from shared.policy.rule import Text

MASKED = "x-masked"
TITLE_ZH = "x-title-zh"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a section says about itself. `purpose` other than business will need the named consent."""

    slug: str
    version: int
    title: Text
    clauses: tuple[str, ...]
    purpose: Literal["business"]
    stale_after_days: int
    weight: int

    def is_stale(self, as_of: datetime, now: datetime) -> bool:
        """Return whether someone should look again (S4-11)."""
        return now - as_of > timedelta(days=self.stale_after_days)


def labelled(zh: str, en: str, *, masked: bool = False, default: Any = None, **limits: Any) -> Any:
    """Return a field with its titles; a masked one is shown only to those who work with the customer."""
    extra: dict[str, JsonValue] = {TITLE_ZH: zh, MASKED: masked}
    return Field(default=default, title=en, json_schema_extra=extra, **limits)


class Section(BaseModel):
    """A part of the customer file. Fields not known stay out of the content and lower its fill."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    ABOUT: ClassVar[Declaration]

    def content(self) -> dict[str, Any]:
        """Return what is known, as JSON."""
        known = self.model_dump(mode="json", exclude_none=True)
        return {name: value for name, value in known.items() if value not in ("", [], {})}

    def filled(self) -> float:
        """Return the share of declared fields that hold something, 0 to 1, to four places."""
        return round(len(self.content()) / len(type(self).model_fields), 4)

    @classmethod
    def masked(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return the content with confidential fields hidden; a field no longer declared is hidden too."""
        fields = cls.model_fields
        return {
            name: value if name in fields and not _is_masked(fields[name].json_schema_extra) else MASK
            for name, value in content.items()
        }


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
    """The declared sections by slug: the table of contents of the customer file."""

    sections: Mapping[str, type[Section]]

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

    def declared(self, slug: str) -> type[Section]:
        """Return the declaration. Raises SectionUndeclared."""
        if slug not in self.sections:
            raise SectionUndeclared(section=slug)
        return self.sections[slug]

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
