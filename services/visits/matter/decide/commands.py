"""What may be asked about a matter, and the ways in which the domain says no."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.matter.events import Raised, Terms
from shared.kit.decider import Rejection

Moved = Callable[[datetime, datetime, datetime], datetime]
"""Of a clock due at the first, which stands still from the second to the third: when it is due then."""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """It is raised, now. `ends` is the deadline that asked for it, if one did."""

    raised: Raised
    terms: Terms
    summary: str
    because_of: str | None
    due_at: datetime
    opened_by: str
    now: datetime
    ends: str | None = None


@dataclass(frozen=True, slots=True)
class TakeStep:
    """A step is taken, now; `roles` are the caller's, None of a system, which vouches for people."""

    step: str
    text: str
    taken_by: str
    roles: frozenset[str] | None
    now: datetime


@dataclass(frozen=True, slots=True)
class PauseMatter:
    """Its clock stands still from now until `until`; `moved` says how it counts."""

    reason: str
    until: datetime
    paused_by: str
    now: datetime
    moved: Moved


@dataclass(frozen=True, slots=True)
class ResumeMatter:
    """Its clock goes on now; `moved` says how it counts."""

    resumed_by: str
    now: datetime
    moved: Moved


@dataclass(frozen=True, slots=True)
class BreachMatter:
    """The matter's deadline fell due."""

    now: datetime


@dataclass(frozen=True, slots=True)
class LinkMatter:
    """It results in a measure; `kind` is that matter's kind."""

    measure_id: UUID
    kind: str
    linked_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class CloseMatter:
    """It is over, now; `roles` as in `TakeStep`."""

    outcome: str
    change: str | None
    closed_by: str
    roles: frozenset[str] | None
    now: datetime


@dataclass(frozen=True, slots=True)
class ReopenMatter:
    """It was not solved; `due_at` was worked out by the policy in force."""

    reason: str
    due_at: datetime
    reopened_by: str
    now: datetime


MatterCommand = (
    OpenMatter
    | TakeStep
    | PauseMatter
    | ResumeMatter
    | BreachMatter
    | LinkMatter
    | CloseMatter
    | ReopenMatter
)


class MatterUnknown(Rejection):
    """No matter of this id was opened."""

    code: ClassVar[str] = "matter_unknown"


class MatterKindUnknown(Rejection):
    """The policy in force has no such kind of matter, or the kind no such category."""

    code: ClassVar[str] = "matter_kind_unknown"


class MatterOpenedOtherwise(Rejection):
    """The same matter is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "matter_opened_otherwise"


class MatterStepUnknown(Rejection):
    """The kind has no such step."""

    code: ClassVar[str] = "matter_step_unknown"


class MatterStepMissing(Rejection):
    """A required step was not taken; take it, then close."""

    code: ClassVar[str] = "matter_step_missing"


class MatterChangeMissing(Rejection):
    """A matter of this kind is closed with the change that it brought; name it."""

    code: ClassVar[str] = "matter_change_missing"


class MatterForAnother(Rejection):
    """By the policy another role does this; `required_role` names it."""

    code: ClassVar[str] = "matter_for_another"


class MatterClosedAlready(Rejection):
    """It is over; reopen it, or open another."""

    code: ClassVar[str] = "matter_closed_already"


class MatterNotClosed(Rejection):
    """It is open; nothing is there to reopen."""

    code: ClassVar[str] = "matter_not_closed"


class MatterReopeningOver(Rejection):
    """It was closed too long ago; open another."""

    code: ClassVar[str] = "matter_reopening_over"


class MatterClockStopped(Rejection):
    """Its clock does not run: it stands still already, or has run out."""

    code: ClassVar[str] = "matter_clock_stopped"


class MatterPauseTooLong(Rejection):
    """By the policy its clock may not stand still until then; `days` is the most."""

    code: ClassVar[str] = "matter_pause_too_long"


class MatterNotPaused(Rejection):
    """Its clock runs."""

    code: ClassVar[str] = "matter_not_paused"


class MatterNotDue(Rejection):
    """Its clock still runs; no deadline takes effect early."""

    code: ClassVar[str] = "matter_not_due"


class MatterMeasureOfAnotherKind(Rejection):
    """By the policy a matter of this kind does not result in one of that; `wanted` says in which."""

    code: ClassVar[str] = "matter_measure_of_another_kind"
