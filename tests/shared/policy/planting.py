"""How a defect is planted in a book, and what must be said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Book = dict[str, Any]


@dataclass(frozen=True)
class Defect:
    plant: Callable[[Book], object]
    findings: set[tuple[str, str]]


def at(path: str, value: Any, *codes: str, place: str | None = None) -> Defect:
    """The value at `path` is replaced; each of `codes` is said of `place`, else of `path`."""

    def plant(book: Book) -> None:
        *way, last = path.split(".")
        part: Any = book
        for name in way:
            part = part[name]
        part[last] = value

    return Defect(plant, {(code, place or path) for code in codes})


def gone(path: str, code: str, place: str | None = None) -> Defect:
    """What stands at `path` is taken out."""

    def plant(book: Book) -> None:
        *way, last = path.split(".")
        part: Any = book
        for name in way:
            part = part[name]
        del part[last]

    return Defect(plant, {(code, place or path)})


TEXT = {"zh": "名称", "en": "name"}
RULE = {"title": TEXT, "source": "none, our default", "reason": TEXT}
