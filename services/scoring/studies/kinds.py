"""The kinds of studies: how a share of each is folded, and what its shares come to together."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from services.scoring.studies.asked import Asked, Kind, Word
from services.scoring.studies.calibration.trials import calibrate
from services.scoring.studies.what_if import folding
from services.scoring.studies.what_if.tally import Tally
from shared.kit.postgres.pool import Connection

PROCESSES_MAX = 4
"""What folds a study beside the service; each holds a connection and a core."""


@dataclass(frozen=True, slots=True)
class Study:
    """`fold` yields a word after each piece of work, `together` makes the answer of all shares' parts."""

    processes_max: int
    fold: Callable[[Asked, Connection], AsyncIterator[Word]]
    together: Callable[[Sequence[msgspec.Raw]], str]


def _added_up(parts: Sequence[msgspec.Raw]) -> str:
    together = Tally()
    for part in parts:
        together.merge(msgspec.json.decode(part, type=Tally))
    return together.to_json()


def _the_only(parts: Sequence[msgspec.Raw]) -> str:
    (part,) = parts
    return bytes(part).decode()


KINDS: Mapping[Kind, Study] = {
    "what_if": Study(PROCESSES_MAX, folding.fold, _added_up),
    # A trial ranks all customers against each other.
    "calibration": Study(1, calibrate, _the_only),
}
