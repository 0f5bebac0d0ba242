"""Many rows of a key: in which order they are stored, and that the mechanism counts as their model's code."""

import inspect
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import pytest

from shared.kit.heard import Heard
from shared.kit.projection.fingerprint import fingerprint
from shared.kit.projection.many_rows import ManyRows, Rows
from shared.kit.projection.port import Fact, Touched


@dataclass(slots=True)
class Parcel:
    """A row that counts what was told of it."""

    parcel_id: str
    told: int = 1


class Parcels(ManyRows[Parcel]):
    """Keeps every parcel."""

    name, ddl, select, write = "parcels", "", "", ""
    sources: Sequence[str] = ("post",)
    ignored = frozenset[str]()
    heard = Heard(())
    row = Parcel

    def fold(self, known: Parcel | None, told: Any) -> Parcel | None:
        return Parcel(told.parcel_id, 1 if known is None else known.told + 1)


def told(model: Parcels, key: str, *parcels: str) -> Touched[Rows[Parcel]]:
    message: Any = None
    state = model.start(key)
    for parcel in parcels:
        state = model.evolve(state, Fact(message, SimpleNamespace(parcel_id=parcel)))
    return Touched(key, 0, None, state, [])


def test_the_rows_of_all_keys_are_stored_once_and_in_one_order() -> None:
    # Two statements that lock what they share in different orders would wait for each other for ever.
    model = Parcels()
    touched = [told(model, "a", "3", "1", "1"), told(model, "b", "2")]
    stored = {"parcel_id": ["1", "2", "3"], "told": [2, 1, 1], "row_key": ["a", "b", "a"]}
    assert model.rows(touched) == stored
    assert model.rows(touched) == {"parcel_id": [], "told": [], "row_key": []}


def test_rows_made_by_another_mechanism_are_outdated(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = fingerprint(Parcels())
    assert fingerprint(Parcels()) == kept
    source = inspect.getsource

    def changed(module: Any) -> str:
        return source(module) + ("\nCHANGED = True" if module is sys.modules[ManyRows.__module__] else "")

    monkeypatch.setattr(inspect, "getsource", changed)
    assert fingerprint(Parcels()) != kept
