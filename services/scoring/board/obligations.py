"""A batch's obligations as the columns of the board's upsert."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.scoring.board.customer import Customer
from services.scoring.board.heard import Done, Missed, Owed, Owing, TakenBack
from shared.kit.projection.port import Touched

SAID = ("rule", "title_zh", "title_en", "party", "person", "due_at")
TOLD = ("owed_since", "standing", "breached_at", "ended_at", "late")


def obligation_columns(changed: Sequence[Touched[Customer]]) -> Mapping[str, Sequence[Any]]:
    """Return one row for each obligation that the batch speaks of; from now on they count as stored.

    Only an opening names the time since when it is owed: whatever was told of it before is over then.
    """
    rows: dict[str, dict[str, Any]] = {}
    for one in changed:
        one.after.owing = False
        for fact in one.facts:
            if isinstance(fact.data, Owing):
                before = rows.get(fact.data.obligation_id, {"key": one.key})
                told = _told(fact.data)
                said = {name: getattr(fact.data, name) for name in SAID}
                kept = {"key": one.key} if "owed_since" in told else before
                recorded = {"as_of": fact.message.recorded_at}
                rows[fact.data.obligation_id] = {**kept, **said, **told, **recorded}
    ids = sorted(rows)
    columns: dict[str, Sequence[Any]] = {
        f"owed_{name}": [rows[obligation].get(name) for obligation in ids]
        for name in (*SAID, *TOLD, "key", "as_of")
    }
    return columns | {"owed_id": ids}


def _told(data: Owing) -> dict[str, Any]:
    match data:
        case Owed():
            return {"standing": "open", "owed_since": data.owed_since}
        case Done():
            return {"standing": "met", "ended_at": data.met_at, "late": data.late}
        case Missed():
            return {"breached_at": data.breached_at}
        case TakenBack():
            return {"standing": "cancelled", "ended_at": data.cancelled_at}
        case _:
            return {}
