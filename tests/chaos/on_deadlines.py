"""Oracle of deadlines: each took effect once, none early, and none that is over is left."""

import json
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from tests.chaos.world import World

_CLOCKS = {"acknowledge": "complaint-acknowledged", "resolve": "complaint-resolved"}
_OF_STREAM = "SELECT stream, type, data, recorded_at FROM events ORDER BY stream, version"

Fact = tuple[str, dict[str, Any], datetime]
"""Type, data, and when it was recorded."""


async def findings(world: World) -> AsyncIterator[str]:
    """What is wrong with the deadlines of leads and visits."""
    for service in ("leads", "visits"):
        async with world.connected(service) as connection:
            now = await connection.fetchval("SELECT now()")
            open_ = {row["id"]: row for row in await connection.fetch("SELECT * FROM deadlines")}
            rows = await connection.fetch(_OF_STREAM)
        for name, row in open_.items():
            if row["quarantined_at"] is not None or row["due_at"] <= now:
                yield f"{service}: {name} was due at {row['due_at']} and is left: {row['reason']}"
        streams: defaultdict[str, list[Fact]] = defaultdict(list)
        for row in rows:
            streams[row["stream"]].append((row["type"], json.loads(row["data"]), row["recorded_at"]))
        of_service = (
            _signatures(streams)
            if service == "leads"
            else [
                *_clocks(streams, set(open_), now),
                *_promises(streams, set(open_), now),
            ]
        )
        for finding in of_service:
            yield finding


def _signatures(streams: dict[str, list[Fact]]) -> list[str]:
    """Each customer with a contract is signed, once; nobody else is."""
    facts = [fact for told in streams.values() for fact in told]
    contracts = {data["customer_id"] for type_, data, _ in facts if type_ == "contract-signed"}
    signed = [
        data["customer_id"]
        for type_, data, _ in facts
        if type_ == "lifecycle-changed" and data["after"] == "signed"
    ]
    found = [f"signed twice: {one}" for one in set(signed) if signed.count(one) > 1]
    return found + [f"contract and signature differ: {one}" for one in contracts ^ set(signed)]


def _clocks(streams: dict[str, list[Fact]], open_: set[str], now: datetime) -> list[str]:
    """Each clock of each complaint was met in time, is breached once, or still runs."""
    found = []
    for stream, facts in streams.items():
        if not stream.startswith("case-"):
            continue
        clocks = facts[0][1]["clocks"]
        for clock, met_by in _CLOCKS.items():
            due = _moment(clocks[f"{clock}_by"])
            met = [_moment(data["occurred_at"]) for type_, data, _ in facts if type_ == met_by]
            breaches = [
                (data, recorded)
                for type_, data, recorded in facts
                if type_ == "complaint-breached" and data["clock"] == clock
            ]
            over = (met[0] if met else now) >= due
            if len(met) > 1 or len(breaches) != over:
                found.append(f"{stream}/{clock} due {due}: met {met}, breaches {breaches}")
            if any(recorded < due or _moment(data["noticed_at"]) < due for data, recorded in breaches):
                found.append(f"{stream}/{clock} due {due} breached early: {breaches}")
            ended = min([*met, due])
            steps = [step for step in clocks["steps"] if step["clock"] == clock]
            wanted = sorted(step["percent"] for step in steps if _moment(step["at"]) <= min(ended, now))
            told = [data["percent"] for type_, data, _ in facts if _escalates(type_, data, clock)]
            if sorted(told) != wanted:
                found.append(f"{stream}/{clock}: told at {told}, wanted {wanted}")
            runs = f"{stream}/{clock}" in open_
            if runs != (not met and not breaches):
                found.append(f"{stream}/{clock}: met {met}, breached {breaches}, its deadline stands: {runs}")
    return found


def _promises(streams: dict[str, list[Fact]], open_: set[str], now: datetime) -> list[str]:
    """Each promise is breached once, when its time is over, or its time still runs."""
    found = []
    for stream, facts in streams.items():
        if not stream.startswith("promise-"):
            continue
        due = _moment(facts[0][1]["promised"]["due_at"])
        breaches = [recorded for type_, _, recorded in facts if type_ == "promise-breached"]
        runs = f"{stream}/due" in open_
        if len(breaches) != (due <= now) or runs == bool(breaches) or any(one < due for one in breaches):
            found.append(f"{stream} due {due}: breaches {breaches}, its deadline stands: {runs}")
    return found


def _escalates(type_: str, data: dict[str, Any], clock: str) -> bool:
    return type_ == "complaint-escalated" and data["clock"] == clock


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
