"""A batch's matters as the columns of the board's upsert."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from services.scoring.board.customer import Customer
from services.scoring.board.heard import Ended, Held, Late, Measured, Raised, RaisedAgain, Raising
from shared.kit.projection.port import Touched

SAID = ("kind", "category")
TOLD = (
    "title_zh",
    "title_en",
    "opened_at",
    "due_at",
    "breached_at",
    "closed_at",
    "late",
    "changed",
    "measure_id",
    "reopened",
    "reopened_at",
)


def matter_columns(changed: Sequence[Touched[Customer]]) -> Mapping[str, Sequence[Any]]:
    """Return one row for each matter that the batch speaks of, with what it adds; they count as stored then.

    Only a reopening names the time of one: how it had ended before is over then.
    """
    rows: dict[str, dict[str, Any]] = {}
    for one in changed:
        one.after.raising = False
        for fact in one.facts:
            if isinstance(fact.data, Raising):
                data = fact.data
                before = rows.get(data.matter_id, {"key": one.key, "reopened": 0})
                said = {name: getattr(data, name) for name in SAID}
                recorded = {**_titles(data), "as_of": fact.message.recorded_at}
                rows[data.matter_id] = {**before, **said, **recorded, **_told(data, before)}
    ids = sorted(rows)
    columns: dict[str, Sequence[Any]] = {
        f"matter_{name}": [rows[matter].get(name) for matter in ids]
        for name in (*SAID, *TOLD, "key", "as_of")
    }
    return columns | {"matter_id": ids}


def _titles(data: Raising) -> dict[str, str]:
    words: dict[str, str] = msgspec.json.decode(data.title)
    return {"title_zh": words["zh"], "title_en": words["en"]}


def _told(data: Raising, before: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    match data:
        case Raised():
            told = {"opened_at": data.opened_at, "due_at": data.due_at}
        case Held():
            told = {"due_at": data.due_at}
        case Late():
            told = {"breached_at": data.breached_at}
        case Measured():
            told = {"measure_id": data.measure_id}
        case Ended():
            told = {"closed_at": data.closed_at, "late": data.late, "changed": data.change is not None}
        case RaisedAgain():
            ended = dict.fromkeys(("breached_at", "closed_at", "late", "changed"))
            again = {"due_at": data.due_at, "reopened_at": data.reopened_at}
            told = {**ended, **again, "reopened": before["reopened"] + 1}
    return told
