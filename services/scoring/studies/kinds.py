"""The kinds of studies: what each is called, how it is folded, and how people see it."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec

from services.scoring.studies.asked import Asked, Word
from services.scoring.studies.calibration.trials import calibrate
from services.scoring.studies.calibration.views import CalibrationView, calibration_view
from services.scoring.studies.study import Study
from services.scoring.studies.views import StudyView
from services.scoring.studies.what_if import folding
from services.scoring.studies.what_if.tally import Tally
from services.scoring.studies.what_if.views import WhatIfView, what_if_view
from shared.kit.http.problems import Language
from shared.kit.postgres.pool import Connection

View = TypeVar("View", bound=StudyView)

PROCESSES_MAX = 4
"""What folds a study beside the service; each holds a connection and a core."""


@dataclass(frozen=True, slots=True)
class StudyKind(Generic[View]):
    """A kind of study, of which `name` stands in its rows and, with dashes, in its addresses.

    `fold` yields a word after each piece of work, `together` makes the answer of all shares' parts, and
    `show` makes a `view` of the study as it is kept.
    """

    name: str
    fold: Callable[[Asked, Connection], AsyncIterator[Word]]
    together: Callable[[Sequence[msgspec.Raw]], str]
    view: type[View]
    show: Callable[[Study, Language], View]
    processes_max: int = PROCESSES_MAX

    @property
    def words(self) -> str:
        """The name for people and addresses; an `s` behind it makes many of it."""
        return self.name.replace("_", "-")

    @property
    def path(self) -> str:
        """Where the studies of the kind are."""
        return f"/v1/policy/{self.words}s"


def _added_up(parts: Sequence[msgspec.Raw]) -> str:
    together = Tally()
    for part in parts:
        together.merge(msgspec.json.decode(part, type=Tally))
    return together.to_json()


def _the_only(parts: Sequence[msgspec.Raw]) -> str:
    (part,) = parts
    return bytes(part).decode()


WHAT_IF = StudyKind("what_if", folding.fold, _added_up, WhatIfView, what_if_view)

# A trial ranks all customers against each other.
CALIBRATION = StudyKind(
    "calibration", calibrate, _the_only, CalibrationView, calibration_view, processes_max=1
)

KINDS: Mapping[str, StudyKind[Any]] = {kind.name: kind for kind in (WHAT_IF, CALIBRATION)}
