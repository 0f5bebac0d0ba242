"""A batch's stays of opportunities in stages, as the columns of the board's upsert."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from services.scoring.board.customer import Customer
from services.scoring.board.heard import Begun, Following, GoesOn, Lost, MovedOn, Won
from services.scoring.heard import Moment
from shared.kit.projection.port import Touched

NAMES = (
    *("opportunity_id", "entered_at", "stage", "key", "pipeline", "pipeline_zh", "pipeline_en"),
    *("number", "title_zh", "title_en", "expected_by", "left_at", "outcome", "late", "as_of"),
)


class Leaving(msgspec.Struct, frozen=True):
    """A stage that an opportunity was in."""

    stage: str
    entered_at: Moment
    late: bool


_LEAVING = msgspec.json.Decoder(Leaving)

Stay = tuple[str, datetime, str]
"""An opportunity's one stay in a stage: it, when it entered, and the stage."""


def stage_columns(changed: Sequence[Touched[Customer]]) -> Mapping[str, Sequence[Any]]:
    """Return one row for each stay that the batch speaks of, with what it adds; they count as stored then."""
    rows: dict[Stay, dict[str, Any]] = {}
    for one in changed:
        one.after.following = False
        for fact in one.facts:
            if isinstance(fact.data, Following):
                always = {**_pipeline(fact.data), "key": one.key, "as_of": fact.message.recorded_at}
                for stay, told in _told(fact.data):
                    rows[stay] = {**rows.get(stay, {}), **always, **told}
    stays = sorted(rows)
    whole = [{**rows[one], **dict(zip(NAMES[:3], one, strict=True))} for one in stays]
    return {f"stay_{name}": [row.get(name) for row in whole] for name in NAMES}


def _told(data: Following) -> Iterator[tuple[Stay, dict[str, Any]]]:
    match data:
        case Begun():
            yield _entered(data, data.opened_at, data.expected_by)
        case GoesOn():
            yield _entered(data, data.reopened_at, data.expected_by)
        case MovedOn():
            yield _left(data, data.left, data.moved_at, "forward" if data.forward else "back")
            yield from _passed(data, data.passed, data.moved_at)
            yield _entered(data, data.moved_at, data.expected_by)
        case Won():
            yield _left(data, data.left, data.won_at, "won")
            yield from _passed(data, data.passed, data.won_at)
        case Lost():
            yield _left(data, data.left, data.lost_at, "lost")


def _entered(data: Following, at: datetime, expected_by: datetime | None) -> tuple[Stay, dict[str, Any]]:
    title = _words(data.stage_title)
    named = {"number": data.stage_number, "title_zh": title["zh"], "title_en": title["en"]}
    return (data.opportunity_id, at, data.stage), {**named, "expected_by": expected_by}


def _left(data: Following, told: msgspec.Raw, at: datetime, outcome: str) -> tuple[Stay, dict[str, Any]]:
    left = _LEAVING.decode(told)
    stay = (data.opportunity_id, left.entered_at, left.stage)
    return stay, {"left_at": at, "outcome": outcome, "late": left.late}


def _passed(data: Following, stages: Sequence[str], at: datetime) -> Iterator[tuple[Stay, dict[str, Any]]]:
    # It had all that they ask, so they count as done, in no time.
    for stage in stages:
        yield (data.opportunity_id, at, stage), {"left_at": at, "outcome": "passed", "late": False}


def _pipeline(data: Following) -> dict[str, Any]:
    title = _words(data.pipeline_title)
    return {"pipeline": data.pipeline, "pipeline_zh": title["zh"], "pipeline_en": title["en"]}


def _words(title: msgspec.Raw) -> Mapping[str, str]:
    words: Mapping[str, str] = msgspec.json.decode(title)
    return words
