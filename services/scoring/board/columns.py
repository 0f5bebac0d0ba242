"""A batch of changed customers as the columns of the board's upserts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

import msgspec

from services.scoring.board.customer import Counted, Customer
from services.scoring.board.profile import Profile
from services.scoring.heard import Answered, Graded
from shared.kit.projection.port import Touched

ACTIVITY = (
    "purchases",
    "last_purchase_at",
    "contracts",
    "last_contract_at",
    "visits",
    "last_visit_at",
    "complaints",
    "open_complaints",
    "as_of",
)
PROFILE = Profile.__struct_fields__
TIER_MOVE = (
    "before",
    "after",
    "letter_before",
    "letter_after",
    "score",
    "cause",
    "changed_at",
    "policy_version",
)
ANSWER = ("form", "audience", "mode", "total", "low_score", "about", "answered_at", "policy_version")

Columns = Mapping[str, Sequence[Any]]
_JSON = msgspec.json.Encoder()


def customer_columns(touched: Sequence[Touched[Customer]]) -> Columns:
    """Return the columns of what moves with every fact."""
    customers = [one.after for one in touched]
    # One call for all of them; JSON escapes every line break within.
    spending = _JSON.encode_lines([one.spending for one in customers]).decode().split("\n")[:-1]
    return {name: list(map(attrgetter(name), customers)) for name in ACTIVITY} | {"spending": spending}


def profile_columns(changed: Sequence[Touched[Customer]]) -> Columns:
    """Return the columns of profiles that changed; from now on they count as stored."""
    for one in changed:
        one.after.profile_changed = False
    profiles = [one.after.profile for one in changed]
    columns: dict[str, Sequence[Any]] = {name: list(map(attrgetter(name), profiles)) for name in PROFILE}
    # `owner` is the projector's own name for the holder of a partition.
    columns["owner_name"] = columns.pop("owner")
    return columns | {"profile_key": [one.key for one in changed]}


def tier_move_columns(changed: Sequence[Touched[Customer]]) -> Columns:
    """Return one row for each change of class that the batch tells, named by its event."""
    moves = [(one.key, fact) for one in changed for fact in one.facts if isinstance(fact.data, Graded)]
    columns: dict[str, Sequence[Any]] = {
        f"move_{name}": [getattr(fact.data, name) for _, fact in moves] for name in TIER_MOVE
    }
    return columns | {
        "move_event_id": [fact.message.id for _, fact in moves],
        "move_key": [key for key, _ in moves],
        "move_as_of": [fact.message.recorded_at for _, fact in moves],
    }


def count_columns(changed: Sequence[Touched[Customer]]) -> Columns:
    """Return how the counters move with profiles that changed; from now on they are counted as they are."""
    deltas: defaultdict[tuple[int, Counted], int] = defaultdict(int)
    for one in changed:
        before, after = one.after.stored, one.after.counted()
        if before != after:
            deltas[one.partition, after] += 1
            if before is not None:
                deltas[one.partition, before] -= 1
            one.after.stored = after
    moved = sorted(deltas.items())
    return {
        "count_partition": [partition for (partition, _), _ in moved],
        "count_tier": [counted[0] for (_, counted), _ in moved],
        "count_lifecycle": [counted[1] for (_, counted), _ in moved],
        "count_confirmed": [counted[2] for (_, counted), _ in moved],
        "count_delta": [delta for _, delta in moved],
    }


def heard_columns(touched: Sequence[Touched[Customer]]) -> Columns:
    """Return how many facts of each source the batch holds, and the newest time they were learned at."""
    learned: defaultdict[tuple[int, str], list[datetime]] = defaultdict(list)
    for one in touched:
        for fact in one.facts:
            learned[one.partition, fact.message.source].append(fact.message.recorded_at)
    places = sorted(learned)
    return {
        "heard_partition": [partition for partition, _ in places],
        "heard_source": [source for _, source in places],
        "heard_facts": [len(learned[place]) for place in places],
        "heard_as_of": [max(learned[place]) for place in places],
    }


def answer_columns(changed: Sequence[Touched[Customer]]) -> Columns:
    """Return one row for each form that the batch tells of; from now on they count as stored."""
    told = [(one.key, fact) for one in changed for fact in one.facts if isinstance(fact.data, Answered)]
    for one in changed:
        one.after.answered = False
    columns: dict[str, Sequence[Any]] = {
        f"answer_{name}": [getattr(fact.data, name) for _, fact in told] for name in ANSWER
    }
    return columns | {
        "answer_id": [fact.data.answer_id for _, fact in told],
        "answer_key": [key for key, _ in told],
        "answer_items": [_JSON.encode(fact.data.items).decode() for _, fact in told],
        "answer_flags": [_JSON.encode(fact.data.flags).decode() for _, fact in told],
        "answer_as_of": [fact.message.recorded_at for _, fact in told],
    }
