"""Stored facts of a matter. Only ever added to; a changed shape is a new version with an upcast."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Raised:
    """Which matter, whose, and what it is called: said with every fact."""

    matter_id: UUID
    customer_id: UUID
    kind: str
    category: str
    title_zh: str
    title_en: str
    policy_version: str


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the kind; only who has the role `taken_by` takes it, if one is named."""

    name: str
    required: bool
    taken_by: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the policy asked of the matter when it was opened; a later book changes nothing of it."""

    steps: tuple[Step, ...]
    closed_by: tuple[str, ...]
    needs_change: bool
    measures: str | None
    told: str | None
    pause_days: int
    reopen_days: int


@dataclass(frozen=True, slots=True)
class MatterOpened:
    """It was raised at `occurred_at`, because of what the stream `because_of` tells, if it names one."""

    TYPE: ClassVar[str] = "matter-opened"
    VERSION: ClassVar[int] = 1

    raised: Raised
    terms: Terms
    summary: str
    because_of: str | None
    due_at: datetime
    opened_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterStepTaken:
    """A step was taken; taken again with another text, the later text holds."""

    TYPE: ClassVar[str] = "matter-step-taken"
    VERSION: ClassVar[int] = 1

    raised: Raised
    step: str
    text: str
    taken_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterPaused:
    """Its clock stands still until `until`, so it is due at `due_at` now."""

    TYPE: ClassVar[str] = "matter-paused"
    VERSION: ClassVar[int] = 1

    raised: Raised
    reason: str
    until: datetime
    due_at: datetime
    paused_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterResumed:
    """Its clock goes on before the time that was told, so it is due at `due_at` now."""

    TYPE: ClassVar[str] = "matter-resumed"
    VERSION: ClassVar[int] = 1

    raised: Raised
    due_at: datetime
    resumed_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterBreached:
    """It fell due at `occurred_at` and was not closed; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "matter-breached"
    VERSION: ClassVar[int] = 1

    raised: Raised
    told: str | None
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class MatterLinked:
    """It results in the measure `measure_id`, a matter of its own."""

    TYPE: ClassVar[str] = "matter-linked"
    VERSION: ClassVar[int] = 1

    raised: Raised
    measure_id: UUID
    linked_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterClosed:
    """It ended in an outcome that can be seen; `change` is what it changed."""

    TYPE: ClassVar[str] = "matter-closed"
    VERSION: ClassVar[int] = 1

    raised: Raised
    outcome: str
    change: str | None
    late: bool
    closed_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class MatterReopened:
    """It was not solved: clock and steps begin anew."""

    TYPE: ClassVar[str] = "matter-reopened"
    VERSION: ClassVar[int] = 1

    raised: Raised
    reason: str
    due_at: datetime
    reopened_by: str
    occurred_at: datetime


MatterEvent = (
    MatterOpened
    | MatterStepTaken
    | MatterPaused
    | MatterResumed
    | MatterBreached
    | MatterLinked
    | MatterClosed
    | MatterReopened
)
