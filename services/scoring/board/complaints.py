"""A batch's complaints as the columns of the board's upsert."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.scoring.board.customer import Customer
from services.scoring.heard import Acknowledged, Breached, Escalated, Filed, Reopened, Resolved
from shared.kit.projection.port import Touched

FILED = ("severity", "filed_at")
CLOCKED = ("acknowledge_by", "resolve_by")
COLUMNS = (
    *FILED,
    *CLOCKED,
    "acknowledged_at",
    "resolved_at",
    "acknowledge_breached_at",
    "resolve_breached_at",
    "acknowledge_told",
    "acknowledge_told_at",
    "resolve_told",
    "resolve_told_at",
    "reopened",
    "reopened_at",
)

Told = Filed | Acknowledged | Resolved | Breached | Escalated | Reopened


def complaint_columns(touched: Sequence[Touched[Customer]]) -> Mapping[str, Sequence[Any]]:
    """Return one row for each complaint that the batch speaks of, with what it adds.

    Only a reopening names the time of one: whatever was told of its clocks before is over then.
    """
    rows: dict[str, dict[str, Any]] = {}
    for one in touched:
        if not one.after.complaints:
            continue
        for fact in one.facts:
            if isinstance(fact.data, Told):
                learned = fact.message.recorded_at
                before = rows.get(fact.data.complaint_id, {"key": one.key, "as_of": learned})
                again = isinstance(fact.data, Reopened)
                kept = {name: before.get(name) for name in (*FILED, "key", "as_of")} if again else before
                newest = {"as_of": max(before["as_of"], learned)}
                rows[fact.data.complaint_id] = {**kept, **_told(fact.data), **newest}
    ids = sorted(rows)
    columns: dict[str, Sequence[Any]] = {
        name: [rows[complaint].get(name) for complaint in ids] for name in COLUMNS
    }
    return columns | {
        "complaint_id": ids,
        "complaint_key": [rows[complaint]["key"] for complaint in ids],
        "complaint_as_of": [rows[complaint]["as_of"] for complaint in ids],
    }


def _told(data: Told) -> dict[str, Any]:
    match data:
        case Filed():
            return {name: getattr(data, name) for name in (*FILED, *CLOCKED)}
        case Acknowledged():
            return {"acknowledged_at": data.acknowledged_at}
        case Resolved():
            return {"resolved_at": data.resolved_at}
        case Breached():
            return {f"{data.clock}_breached_at": data.breached_at}
        case Escalated():
            return {f"{data.clock}_told": data.to, f"{data.clock}_told_at": data.escalated_at}
        case Reopened():
            clocks = {name: getattr(data, name) for name in CLOCKED}
            return {**clocks, "reopened": data.times, "reopened_at": data.reopened_at}
