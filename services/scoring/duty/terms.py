"""What a duty is opened with: its due time, its warnings, and how it goes up when late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from services.scoring.duty.decide import OpenDuty
from services.scoring.duty.events import Duty, Rung
from shared.policy import PolicyBook
from shared.policy.rule import Text

_DUTIES = UUID("5f0c6a2e-93b7-5c41-8d2a-1e7b60c4a9f3")


@dataclass(frozen=True, slots=True)
class Asked:
    """A declared duty of one subject and period, owed since `since` until `due_at`.

    `warn_before` are hours before that, `escalation` is where the ladder starts.
    """

    subject_id: UUID
    rule: str
    period: str
    title: Text
    party: str
    met_by: str
    since: datetime
    due_at: datetime
    salesperson: str | None = None
    currency: str | None = None
    warn_before: tuple[int, ...] = ()
    escalation: str | None = None


def subject_of(rule: str, *names: str) -> UUID:
    """Return the id of the subject of `rule` that is called so: the same names are the same subject.

    Nested, so that no names can be mistaken for others.
    """
    subject = uuid5(_DUTIES, rule)
    for name in names:
        subject = uuid5(subject, name)
    return subject


def opening(asked: Asked, book: PolicyBook) -> OpenDuty:
    """Return the command that opens it under `book`. Raises: `NoWorkingDay`."""
    duty = Duty(
        duty_id=uuid5(asked.subject_id, asked.period),
        subject_id=asked.subject_id,
        rule=asked.rule,
        period=asked.period,
        title_zh=asked.title.zh,
        title_en=asked.title.en,
        party=asked.party,
        salesperson=asked.salesperson,
        currency=asked.currency,
        met_by=asked.met_by,
        due_at=asked.due_at,
        policy_version=book.version,
    )
    warn_at = tuple(asked.due_at - timedelta(hours=hours) for hours in asked.warn_before)
    steps = book.obligations.climbed(asked.escalation, asked.due_at, book.calendar)
    return OpenDuty(duty, warn_at, tuple(Rung(*step) for step in steps), asked.since)
