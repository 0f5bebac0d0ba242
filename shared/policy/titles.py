"""What the names in a book are called: a value that names a rule or a section is told by its title."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic import BaseModel

from shared.policy.label import ANY, SECTIONS, Label
from shared.policy.rule import Text
from shared.policy.schema_words import CHOICES, TITLE_ZH
from shared.policy.sections import BUILT_IN, OwnSection
from shared.policy.walk import Path, rules


@dataclass(frozen=True, slots=True)
class Titles:
    """The titles of one book's rules, by path, with those of its sections' fields and their words."""

    by_path: Mapping[Path, Text]

    @classmethod
    def of(cls, book: BaseModel) -> Self:
        """Return the titles of `book`, and of the sections that every file has."""
        found: dict[Path, Text] = {(*SECTIONS, slug): title for slug, title in BUILT_IN.items()}
        for path, rule in rules(book):
            found[path] = rule.title
            if isinstance(rule, OwnSection):
                found.update(((*path, *within), title) for within, title in _fields(rule))
        return cls(found)

    def at(self, *path: str) -> Text | None:
        """Return the title at `path`."""
        return self.by_path.get(path)

    def words(self, label: Label) -> Label:
        """Return `label` with words for the names that it may hold."""
        if label.named_in is None:
            return label
        named = {path[-1]: title for path, title in self.by_path.items() if _is_in(path[:-1], label.named_in)}
        return replace(label, words={**named, **(label.words or {})})


def _is_in(path: Path, named_in: Path) -> bool:
    return len(path) == len(named_in) and all(
        wanted in (ANY, part) for part, wanted in zip(path, named_in, strict=True)
    )


def _fields(section: OwnSection) -> Iterator[tuple[Path, Text]]:
    """Yield what the fields of a section are called, and the words that each may hold."""
    declared: Any = section.document.get("properties")
    for name, field in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(field, Mapping) and {"title", TITLE_ZH} <= field.keys():
            yield (name,), Text(zh=str(field[TITLE_ZH]), en=str(field["title"]))
            for word, said in field.get(CHOICES, {}).items():
                yield (name, word), Text.model_validate(said)
