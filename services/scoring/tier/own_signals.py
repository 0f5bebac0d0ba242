"""The company's own signals: what the latest value of a declared field earns, and which class it caps.

A recording of a section is one of each of its fields, and so is an answered form of its items: what an
earlier one earned ends there. A value that is not there earns nothing and caps nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from services.scoring.heard import Heard, Moved
from services.scoring.tier.heard import FormValues, SectionValues
from shared.policy.condition import ConditionFailed, compile_condition
from shared.policy.facts import READING
from shared.policy.signals import Signal, SignalChapter

ANSWERS_KEPT_MAX = 4_096
"""Answers of one condition that are remembered, by value: most values come again and again."""

PREFIX = "signals."
"""An own signal is named as its place in the book, so that it never is one of the built-in names."""


class Earned(NamedTuple):
    """What a fact is to one signal. `latest`: it takes the place of what the signal earned before.

    `holds`: the condition holds for the value; `failure`: it has no answer for it, which earns nothing.
    """

    signal: str
    points: float
    latest: bool = False
    holds: bool = True
    failure: str | None = None


class OwnSignal:
    """One signal of the book, ready to be asked."""

    def __init__(self, slug: str, signal: Signal) -> None:
        self.name = PREFIX + slug
        self.reads, self.document, self.field = signal.reads.split(".")
        self._points = signal.points
        self._condition = None if signal.when is None else compile_condition(signal.when, READING)
        self._answer = lru_cache(ANSWERS_KEPT_MAX)(self._judged)

    def earned(self, values: Mapping[str, Any]) -> Earned:
        """Return what a recording of these values earns."""
        value = values.get(self.field)
        if value is None:
            return Earned(self.name, 0.0, latest=True, holds=False)
        return self._answer(msgspec.json.encode(value))

    def _judged(self, encoded: bytes) -> Earned:
        try:
            holds = self._condition is None or self._condition.holds({"value": msgspec.json.decode(encoded)})
        except ConditionFailed as failed:
            return Earned(self.name, 0.0, latest=True, holds=False, failure=str(failed))
        return Earned(self.name, self._points if holds else 0.0, latest=True, holds=holds)


class OwnSignals:
    """All signals of a book by what they read."""

    def __init__(self, chapter: SignalChapter) -> None:
        self.half_life_days = {PREFIX + slug: one.half_life_days for slug, one in chapter.signals.items()}
        # The chapter's own findings hold that each is a class.
        self.caps: dict[str, Any] = {
            PREFIX + slug: one.caps_at for slug, one in chapter.signals.items() if one.caps_at
        }
        self._reading: dict[tuple[str, str], list[OwnSignal]] = {}
        for slug, signal in chapter.signals.items():
            own = OwnSignal(slug, signal)
            self._reading.setdefault((own.reads, own.document), []).append(own)

    def earned(self, data: Heard) -> Sequence[Earned]:
        """Return what a recording is to each signal that reads it."""
        match data:
            case SectionValues():
                section = self._each("sections", data.section, lambda: msgspec.json.decode(data.content))
                return [*section, *self._each("customer", "file", lambda: _of_the_file(data))]
            case FormValues():
                return self._each("forms", data.form, lambda: _items(data))
            case Moved():
                return self._each("customer", "lifecycle", lambda: {"state": data.after})
            case _:
                return ()  # it speaks to no signal

    def _each(self, place: str, document: str, values: Callable[[], Mapping[str, Any]]) -> Sequence[Earned]:
        reading = self._reading.get((place, document))
        if reading is None:
            return ()
        told = values()
        return [signal.earned(told) for signal in reading]


def _of_the_file(data: SectionValues) -> Mapping[str, Any]:
    # In whole percent, as conditions know it everywhere (`shared.policy.facts`).
    known = data.completeness
    return {} if known is None else {"completeness": round(known * 100)}


def _items(data: FormValues) -> Mapping[str, Any]:
    items: dict[str, Any] = msgspec.json.decode(data.items)
    return items | {"total": data.total}
