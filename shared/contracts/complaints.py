"""What visits says of complaints 投诉 beside their filing and their ends: who is told, and what returns."""

from typing import Annotated, ClassVar

from pydantic import Field

from shared.contracts.base import Short, Text, UtcTime
from shared.contracts.obligations import Party
from shared.contracts.visits import ClockName, ComplaintFact

REOPENED_MAX = 1_000_000


class ComplaintEscalated(ComplaintFact):
    """So much of a running clock is over, and `to` is told, once (S4-07).

    `escalated_at` is the planned time, however late it was noticed; `due_at` is when the clock runs out.
    """

    TYPE: ClassVar[str] = "tuoke.visits.complaint-escalated"

    clock: ClockName
    percent: Annotated[float, Field(ge=1, le=100)]
    to: Party
    due_at: UtcTime
    escalated_at: UtcTime
    noticed_at: UtcTime


class ComplaintReopened(ComplaintFact):
    """A resolved complaint was not solved: both clocks run anew from `reopened_at`, under the named policy.

    `times`: how often it was reopened by now.
    """

    TYPE: ClassVar[str] = "tuoke.visits.complaint-reopened"

    reason: Text
    times: Annotated[int, Field(ge=1, le=REOPENED_MAX)]
    acknowledge_by: UtcTime
    resolve_by: UtcTime
    policy_version: Short
    reopened_by: Short
    reopened_at: UtcTime
