"""Where refused messages wait for a person: a service's inbox has such a place, and each read model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from shared.kit.errors import Refused


class NotOpen(Refused):
    """No letter of that number waits for a decision."""

    code = "letter_not_open"


Row = Mapping[str, str]
"""One letter in a line: `letter`, `received_at`, `state`, `reason`, `type`, `key` and `detail`."""

NOTHING = "-"
"""Stands where a letter has no such part."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which open letters a person wants tried again, by whom, and how. Without a choice, all."""

    by: str
    letter: str | None = None
    key: str | None = None
    reason: str | None = None
    dry_run: bool = False
    accept_gap: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one letter, or would; `is_open` is whether it still waits."""

    letter: str
    outcome: str
    is_open: bool


class LetterBox(Protocol):
    """One such place. A letter's number is unique in its box."""

    @property
    def name(self) -> str:
        """The first part of its letters' names, such as `inbox` in `inbox/17`."""
        ...

    async def listed(self, reason: str | None, limit: int) -> Sequence[Row]:
        """Return open letters."""
        ...

    async def shown(self, number: str) -> Mapping[str, Any] | None:
        """Return one letter whole: its row, and `origin`, `headers` and `value`."""
        ...

    async def redriven(self, wish: Wish) -> Sequence[Tried]:
        """The chosen letters took effect, in order, as far as they could; a dry run only says so."""
        ...

    async def discarded(self, number: str, by: str, note: str) -> str | None:
        """The letter never takes effect; returns what is left to do, if anything. Raises `NotOpen`."""
        ...
