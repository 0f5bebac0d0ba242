"""What every rule of the book carries: a title, its source and the reason for its value."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

OUR_DEFAULT = "none, our default"

CLAUSES: Mapping[int, int] = {1: 8, 2: 14, 3: 19, 4: 13, 5: 10, 6: 15, 7: 10, 8: 7, 9: 12, 10: 7, 11: 28}
"""How many clauses each of the eleven policy documents has: S1-01 to S1-08, and so on."""

Language = Literal["zh-CN", "en"]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""What a declaration is called in addresses, events and conditions."""

Source = Annotated[str, StringConstraints(pattern=r"^(S\d{1,2}-\d{2}(, S\d{1,2}-\d{2})*|none, our default)$")]


class Frozen(BaseModel):
    """A part of the book: never changed in place, no field beyond the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Frozen):
    """A sentence for people, in both languages of the book."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        """Return the sentence in `language`."""
        return self.zh if language == "zh-CN" else self.en


class Rule(Frozen):
    """One entry of the book. `source` is a clause such as `S6-04`, or says that there is none."""

    title: Text
    source: Source
    reason: Text


def unknown_clauses(source: Source) -> tuple[str, ...]:
    """Return the clauses in `source` that no policy document has."""
    if source == OUR_DEFAULT:
        return ()
    return tuple(clause for clause in source.split(", ") if not _exists(clause))


def _exists(clause: str) -> bool:
    document, number = clause[1:].split("-")
    return 1 <= int(number) <= CLAUSES.get(int(document), 0)


class Finding(Frozen):
    """Something in a book that cannot stand: `path` leads to it, `code` is stable."""

    path: tuple[str, ...]
    code: str
    message: Text

    def under(self, *path: str) -> Self:
        """Return the finding as seen from above `path`."""
        return self.model_copy(update={"path": (*path, *self.path)})


def finding(path: tuple[str, ...], code: str, zh: str, en: str) -> Finding:
    """Return a finding with its message in both languages."""
    return Finding(path=path, code=code, message=Text(zh=zh, en=en))


class Chapter(Rule):
    """A part of the book that one mechanism reads."""

    def findings(self) -> Iterator[Finding]:
        """Yield what contradicts itself; the bounds of single values are checked for all chapters alike."""
        yield from ()
