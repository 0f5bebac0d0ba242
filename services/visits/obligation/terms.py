"""What an obligation is opened with: its due time, its warnings, and how it goes up when late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from services.visits.obligation.decide import OpenObligation
from services.visits.obligation.events import Owed, Step
from shared.policy import PolicyBook
from shared.policy.rule import Text

_OBLIGATIONS = UUID("7d0f2c1e-5a4b-5d39-8e61-9b3c4f7a2d50")


@dataclass(frozen=True, slots=True)
class Asked:
    """Something owed since `since` until `due_at`.

    `warn_before` are hours before that, `escalation` is where the ladder starts. `period` tells the times
    apart at which one rule asks the same of one customer.
    """

    customer_id: UUID
    rule: str
    period: str
    title: Text
    party: str
    met_by: str
    since: datetime
    due_at: datetime
    person: str | None = None
    warn_before: tuple[int, ...] = ()
    escalation: str | None = None
    named: UUID | None = None
    """Its id, if the asker has one; else it follows from customer, rule and period."""

    @property
    def obligation_id(self) -> UUID:
        """Return its id."""
        return self.named or obligation_id(self.customer_id, self.rule, self.period)


def obligation_id(customer_id: UUID, rule: str, period: str) -> UUID:
    """Return the id of what `rule` asks for in that period: asking twice meets the same obligation.

    Nested, so that no pair of texts can be mistaken for another pair.
    """
    return uuid5(uuid5(uuid5(_OBLIGATIONS, str(customer_id)), rule), period)


def opening(asked: Asked, book: PolicyBook, now: datetime) -> OpenObligation:
    """Return the command that opens it under `book`. Raises: `NoWorkingDay`."""
    owed = Owed(
        obligation_id=asked.obligation_id,
        customer_id=asked.customer_id,
        rule=asked.rule,
        period=asked.period,
        title_zh=asked.title.zh,
        title_en=asked.title.en,
        party=asked.party,
        person=asked.person,
        met_by=asked.met_by,
        due_at=asked.due_at,
        policy_version=book.version,
    )
    warn_at = tuple(asked.due_at - timedelta(hours=hours) for hours in asked.warn_before)
    steps = book.obligations.climbed(asked.escalation, asked.due_at, book.calendar)
    return OpenObligation(owed, warn_at, tuple(Step(*step) for step in steps), asked.since, now)
