"""A batch of facts as the columns of the sales model's upserts."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.scoring.heard import Breached, Captured, Filed, Graded, OwnedBy, Purchased, Returned
from services.scoring.sales.heard import (
    Announced,
    Answered,
    Contracted,
    CustomersForecast,
    Figure,
    ForecastCompared,
    ForecastDeviated,
    ForecastMade,
    Met,
    SalesPlanned,
    SegmentsCounted,
)
from services.scoring.sales.heard_duties import DUTY, Duty, duty_row
from services.scoring.sales.heard_planned import PLANNED, PlannedContact, planned_row
from services.scoring.sales.heard_plans import DEVELOPMENT_PLAN, GOAL, NODE, Plan, plan_rows
from services.scoring.sales.heard_promises import PROMISE, Promise
from services.scoring.sales.rules import Measures
from shared.kit.projection.port import Fact, Touched

_TOLD = ("event_id", "key", "as_of")
TABLES: Mapping[str, tuple[str, ...]] = {
    "bought": (*_TOLD, "owner", "currency", "amount_minor", "purchased_at"),
    "returned": (*_TOLD, "owner", "currency", "amount_minor", "returned_at", "purchased_at"),
    "signed": (
        *(*_TOLD, "owner", "contract_id", "currency", "amount_minor"),
        *("signed_at", "starts_on", "ends_on"),
    ),
    "met": (
        *(*_TOLD, "contact_id", "salesperson", "channel", "purposes", "effective", "happened_at"),
        *("kind", "counts_as", "subjects"),
    ),
    "voice": (*_TOLD, "kind", "subject", "value", "said_at"),
    "move": (*_TOLD, "before", "after", "changed_at"),
    "book": ("version", "number", "effective_from", "shares", "purposes", "kept_warn_under", "subjects"),
    "line": (
        *("customer_id", "key", "as_of", "currency", "salesperson", "amount_minor", "repeat_minor"),
        *("contracted_minor", "made_at"),
    ),
    "segment": (
        *("key", "as_of", "segment", "place", "title_zh", "title_en", "customers", "counted_at"),
        "policy_version",
    ),
    "plan": (
        *(*_TOLD, "scope", "salesperson", "currency", "target_minor", "market_trend_percent"),
        *("amount_minor", "before_minor", "reason", "planned_by", "planned_at"),
    ),
}
"""The columns of each kind of row; a parameter of the statement is the kind and the column."""

PLACE = ("key", "scope", "salesperson", "currency")
MADE = (
    *("amount_minor", "repeat_minor", "contracted_minor", "customers", "starts_at", "ends_at"),
    *("due_at", "made_at", "late", "half_life_days", "policy_version"),
)
COMPARED = ("actual_minor", "first_minor", "deviation_percent", "plan_deviation_percent", "compared_at")
DEVIATED = ("allowed_percent", "revise_by")
FIGURE = (*PLACE, *MADE, "planned_minor", *COMPARED, *DEVIATED, "as_of")

PIECED: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "figure": (PLACE, FIGURE),
    "duty": (("duty_id",), DUTY),
    "promise": (("promise_id",), PROMISE),
    "planned": (("planned_id",), PLANNED),
    "devplan": (("plan_id",), DEVELOPMENT_PLAN),
    "node": (("plan_id", "node"), NODE),
    "goal": (("plan_id", "goal"), GOAL),
}
"""Rows that several facts fill, each columns of its own: what names the row, and all its columns."""
EMPTIED: Mapping[str, tuple[str, ...]] = {"devplan": ("review_at",), "node": ("goal",), "goal": ("currency",)}
"""Columns in which nothing is something: whoever tells of them empties what was told before."""

Row = dict[str, Any]


class Known(msgspec.Struct, frozen=True, gc=False):
    """What the fold remembers of a key: whether it is a customer's, who owns the customer, since when."""

    customer: bool
    owner: str | None = None
    captured_at: datetime | None = None


def all_columns(touched: Sequence[Touched[Known]]) -> Mapping[str, Sequence[Any]]:
    """Return the columns of every table."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    pieced: dict[str, dict[tuple[str, ...], Row]] = {kind: {} for kind in PIECED}
    for one in touched:
        for kind, row in _told(one):
            if kind in PIECED:
                place = tuple(row[name] for name in PIECED[kind][0])
                emptied = EMPTIED.get(kind, ())
                told = {name: value for name, value in row.items() if value is not None or name in emptied}
                pieced[kind][place] = pieced[kind].get(place, {}) | told
            else:
                rows[kind].append(row)
    columns: dict[str, Sequence[Any]] = {
        f"{kind}_{name}": [row[name] for row in rows[kind]]
        for kind, names in TABLES.items()
        for name in names
    }
    for kind, (_, names) in PIECED.items():
        ordered = [pieced[kind][place] for place in sorted(pieced[kind])]
        columns |= {f"{kind}_{name}": [row.get(name) for row in ordered] for name in names}
    return columns | {
        "customer": [one.after.customer for one in touched],
        # `owner` is the projector's own name for the holder of a partition.
        "owner_name": [one.after.owner for one in touched],
        "captured_at": [one.after.captured_at for one in touched],
        **_heard_columns(touched),
    }


def _heard_columns(touched: Sequence[Touched[Known]]) -> Mapping[str, Sequence[Any]]:
    """Return how far the facts of each partition reach."""
    learned: defaultdict[int, list[datetime]] = defaultdict(list)
    for one in touched:
        learned[one.partition] += [fact.message.recorded_at for fact in one.facts]
    places = sorted(place for place, moments in learned.items() if moments)
    return {"heard_partition": places, "heard_as_of": [max(learned[place]) for place in places]}


def _told(one: Touched[Known]) -> Iterator[tuple[str, Row]]:
    owner = None if one.before is None else one.before.owner
    for fact in one.facts:
        told = {
            "event_id": fact.message.id,
            "key": one.key,
            "as_of": fact.message.recorded_at,
            "owner": owner,
        }
        match fact.data:
            case Captured() | OwnedBy():
                owner = fact.data.owner
            case Purchased() | Returned() | Contracted():
                yield from _of_sale(told, fact)
            case Met() | Filed() | Breached() | Answered() | Graded():
                yield from _of_work(told, fact)
            case Figure():
                yield from _of_figure(told, fact)
            case Duty():
                yield "duty", told | duty_row(fact.data)
            case Promise():
                yield "promise", told | msgspec.structs.asdict(fact.data)
            case PlannedContact():
                yield "planned", told | planned_row(fact.data)
            case Plan():
                yield from plan_rows(fact.data, {name: told[name] for name in ("key", "as_of")})
            case _:
                yield from _of_all(told, fact)


def _of_sale(told: Row, fact: Fact) -> Iterator[tuple[str, Row]]:
    match fact.data:
        case Purchased():
            yield "bought", told | _fields(fact, "currency", "amount_minor", "purchased_at")
        case Returned():
            yield "returned", told | _fields(fact, *TABLES["returned"][len(_TOLD) + 1 :])
        case Contracted():
            yield "signed", told | _fields(fact, *TABLES["signed"][len(_TOLD) + 1 :])


def _of_all(told: Row, fact: Fact) -> Iterator[tuple[str, Row]]:
    """Yield the rows of what is said of many customers at once."""
    match fact.data:
        case Announced():
            yield "book", Measures.of(fact.data).row(fact.message.sequence or 0)
        case CustomersForecast():
            for line in fact.data.lines:
                yield "line", told | msgspec.structs.asdict(line) | {"made_at": fact.data.made_at}
        case SegmentsCounted():
            counted = told | _fields(fact, "counted_at", "policy_version")
            for place, one in enumerate(fact.data.segments, 1):
                row = msgspec.structs.asdict(one) | {"segment": one.segment or "", "place": place}
                yield "segment", counted | row


def _of_work(told: Row, fact: Fact) -> Iterator[tuple[str, Row]]:
    data = fact.data
    match data:
        case Met():
            yield "met", told | _contact(fact)
        case Filed():
            yield "voice", told | _voice("complaint", data.complaint_id, None, data.filed_at)
        case Breached():
            yield "voice", told | _voice("breach", data.complaint_id, None, data.breached_at)
        case Answered():
            # What we judge of a customer is no word of the customer's.
            if data.audience == "customer" and data.total is not None:
                yield "voice", told | _voice("answer", data.form, data.total, data.answered_at)
        case Graded():
            yield "move", told | _fields(fact, "before", "after", "changed_at")


def _contact(fact: Fact) -> Row:
    data = fact.data
    shown = tuple(one.material for one in data.shown or ())
    subjects = {"topic": data.topics or (), "method": data.methods or (), "material": shown}
    return {
        **_fields(
            fact, "contact_id", "salesperson", "channel", "effective", "happened_at", "kind", "counts_as"
        ),
        "purposes": msgspec.json.encode(data.purposes).decode(),
        "subjects": msgspec.json.encode(subjects).decode(),
    }


def _voice(kind: str, subject: str, value: float | None, said_at: datetime) -> Row:
    return {"kind": kind, "subject": subject, "value": value, "said_at": said_at}


def _of_figure(told: Row, fact: Fact) -> Iterator[tuple[str, Row]]:
    data = fact.data
    place = told | {
        "scope": data.scope,
        "salesperson": data.salesperson or "",
        "currency": data.currency,
    }
    match data:
        case ForecastMade():
            yield "figure", place | _fields(fact, *MADE)
        case ForecastCompared():
            yield "figure", place | _fields(fact, *COMPARED, "planned_minor")
        case ForecastDeviated():
            yield "figure", place | _fields(fact, *DEVIATED)
        case SalesPlanned():
            yield "figure", place | {"planned_minor": data.amount_minor}
            yield "plan", place | _fields(fact, *TABLES["plan"][len(_TOLD) + 3 :])


def _fields(fact: Fact, *names: str) -> Row:
    return {name: getattr(fact.data, name) for name in names}
