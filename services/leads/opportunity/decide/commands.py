"""What may be asked of an opportunity, the pipeline as it stands for it, and how the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.leads.opportunity.events import Asking, Named, OwnEvidence
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that a stage asks, in the words of the policy, and whether it is at hand by now."""

    stage: str
    asked: Asking
    name: str
    zh: str
    en: str
    met: bool
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the book in force, from 1 on: what it asks of who enters and of who leaves it."""

    name: str
    number: int
    title_zh: str
    title_en: str
    expected_days: int | None
    entry: tuple[Asked, ...]
    leave: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The stages of its pipeline in their order, by the book in force; none when the book has no such."""

    policy_version: str
    stages: tuple[Stage, ...]

    def place_of(self, stage: str) -> int | None:
        """Return which of the stages that is, from 0; None if it is none of them."""
        return next((place for place, one in enumerate(self.stages) if one.name == stage), None)


@dataclass(frozen=True, slots=True)
class OpenOpportunity:
    """The customer may buy, since `opened_at`."""

    named: Named
    title: str
    way: Way
    opened_by: str
    opened_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class MoveOpportunity:
    """It is to be in the stage `to`, or in the next one."""

    way: Way
    to: str | None
    reason: str | None
    moved_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class RecordEvidence:
    """What no other fact shows is at hand."""

    evidence: OwnEvidence
    text: str
    ref: str | None
    policy_version: str
    recorded_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class WinOpportunity:
    """It is to leave the last stage."""

    way: Way
    won_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class LoseOpportunity:
    """It is given up, or lost."""

    reason: str
    policy_version: str
    lost_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ReopenOpportunity:
    """It goes on."""

    way: Way
    reason: str
    reopened_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class TellOverdue:
    """The deadline of its stage fell due."""

    now: datetime


OpportunityCommand = (
    OpenOpportunity
    | MoveOpportunity
    | RecordEvidence
    | WinOpportunity
    | LoseOpportunity
    | ReopenOpportunity
    | TellOverdue
)


class OpportunityUnknown(Rejection):
    """No opportunity of this id was opened."""

    code: ClassVar[str] = "opportunity_unknown"


class OpportunityOpenedOtherwise(Rejection):
    """The same opportunity is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "opportunity_opened_otherwise"


class PipelineUnknown(Rejection):
    """The policy in force has no such pipeline; `policy_version` names it."""

    code: ClassVar[str] = "pipeline_unknown"


class StageUnknown(Rejection):
    """The pipeline has no such stage by the policy in force; `stages` lists those it has."""

    code: ClassVar[str] = "stage_unknown"


class StageNotDone(Rejection):
    """What the stages on the way ask is not at hand: `missing` lists it, `zh` and `en` say it in words."""

    code: ClassVar[str] = "stage_not_done"


class OpportunityAtItsEnd(Rejection):
    """It is in the last stage; win it, or name a stage."""

    code: ClassVar[str] = "opportunity_at_its_end"


class ReasonMissing(Rejection):
    """Going back needs a reason."""

    code: ClassVar[str] = "reason_missing"


class OpportunityClosed(Rejection):
    """It ended, as `ended` says; reopen it."""

    code: ClassVar[str] = "opportunity_closed"


class OpportunityNotClosed(Rejection):
    """It goes on; nothing is there to reopen."""

    code: ClassVar[str] = "opportunity_not_closed"


class OpportunityNotDue(Rejection):
    """Its time in the stage is not over; no deadline takes effect early."""

    code: ClassVar[str] = "opportunity_not_due"
