"""What may be asked about an obligation, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.visits.obligation.events import Owed, Step
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class OpenObligation:
    """It is owed since `since`; `warn_at` and `ladder` were worked out by the policy."""

    owed: Owed
    warn_at: tuple[datetime, ...]
    ladder: tuple[Step, ...]
    since: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class TakeSteps:
    """The obligation's deadline fell due: whatever time has brought by now is recorded."""

    now: datetime


@dataclass(frozen=True, slots=True)
class MeetObligation:
    """It was done at `met_at`; `by` is the person who says so, None when a recorded fact does.

    `settles`: its condition has ceased to hold, too.
    """

    met_at: datetime
    by: str | None
    note: str | None
    now: datetime
    settles: bool = False


@dataclass(frozen=True, slots=True)
class CancelObligation:
    """It is owed no more; `by` is the person who says so, None when its rule does."""

    reason: str
    note: str | None
    by: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class HandOverObligation:
    """The customer's owner is `person` now, None when nobody is."""

    person: str | None
    now: datetime


@dataclass(frozen=True, slots=True)
class SettleObligation:
    """The condition of an ended obligation has ceased to hold."""

    now: datetime


ObligationCommand = (
    OpenObligation | TakeSteps | MeetObligation | CancelObligation | HandOverObligation | SettleObligation
)


class ObligationUnknown(Rejection):
    """No obligation of this id was opened."""

    code: ClassVar[str] = "obligation_unknown"


class ObligationOpenedOtherwise(Rejection):
    """The same obligation is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "obligation_opened_otherwise"


class ObligationNotDue(Rejection):
    """The next step lies ahead; no deadline takes effect early."""

    code: ClassVar[str] = "obligation_not_due"


class ObligationAlreadyMet(Rejection):
    """It was done, so it cannot be cancelled."""

    code: ClassVar[str] = "obligation_already_met"


class ObligationAlreadyCancelled(Rejection):
    """It is owed no more, so it cannot be met."""

    code: ClassVar[str] = "obligation_already_cancelled"


class DueInPast(Rejection):
    """What is opened by hand must lie ahead; mend the due time."""

    code: ClassVar[str] = "due_in_past"


class EscalationUnknown(Rejection):
    """The ladder of the policy in force has no such step; the book's chapter of obligations lists them."""

    code: ClassVar[str] = "escalation_unknown"
