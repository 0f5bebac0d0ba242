"""What scoring says of duties: what somebody of the company owes that is owed to no customer.

The words are those of obligations (`shared.contracts.obligations`), so that a reader knows both.
"""

from typing import ClassVar
from uuid import UUID

from shared.contracts.base import Contract, Currency, Short, Slug, UtcTime, YesNo
from shared.contracts.obligations import Party


class DutyFact(Contract):
    """A fact about one duty, with all that a reminder says.

    `rule` names what asks for it; duties of one subject are in one order, and `period` tells them apart.
    A duty about a figure of sales names its month as the period, its currency, and the salesperson; without
    one it is about the company.
    """

    duty_id: UUID
    subject_id: UUID
    rule: Slug
    period: Short
    title_zh: Short
    title_en: Short
    party: Party
    salesperson: Short | None = None
    currency: Currency | None = None
    met_by: Slug
    due_at: UtcTime
    policy_version: Short

    @property
    def key(self) -> str:
        """The unit of order: the subject."""
        return f"duty-{self.subject_id}"


class DutyOpened(DutyFact):
    """Something is owed since `owed_since`, until `due_at`."""

    TYPE: ClassVar[str] = "tuoke.scoring.duty-opened"

    owed_since: UtcTime


class DutyWarned(DutyFact):
    """It will soon be due; `warned_at` is the planned time, however late it was noticed."""

    TYPE: ClassVar[str] = "tuoke.scoring.duty-warned"

    warned_at: UtcTime
    noticed_at: UtcTime


class DutyMet(DutyFact):
    """It was done at `met_at` by the person `by`; `late` when that was after `due_at`."""

    TYPE: ClassVar[str] = "tuoke.scoring.duty-met"

    met_at: UtcTime
    late: YesNo
    by: Short


class DutyBreached(DutyFact):
    """It was not done by `due_at`; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "tuoke.scoring.duty-breached"

    breached_at: UtcTime
    noticed_at: UtcTime


class DutyEscalated(DutyFact):
    """It is still not done, and `to` is told: one step of the ladder of the policy book."""

    TYPE: ClassVar[str] = "tuoke.scoring.duty-escalated"

    step: Slug
    to: Party
    escalated_at: UtcTime
    noticed_at: UtcTime
