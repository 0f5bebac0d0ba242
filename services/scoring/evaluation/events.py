"""Stored facts of the evaluation of the policy."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

Outcome = Literal["kept", "change_drafted"]


@dataclass(frozen=True, slots=True)
class EvaluationScheduled:
    """The clock runs for the book of this version: from `occurred_at`, reminded, then due.

    `holds_from` and `number` are the book's date and the number of its announcement: of two books
    for the same moment the one announced later holds.
    """

    TYPE: ClassVar[str] = "evaluation-scheduled"
    VERSION: ClassVar[int] = 1

    policy_version: str
    holds_from: datetime
    number: int
    remind_at: datetime
    due_at: datetime
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class EvaluationReminded:
    """The evaluation comes near; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "evaluation-reminded"
    VERSION: ClassVar[int] = 1

    policy_version: str
    due_at: datetime
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class EvaluationFellDue:
    """The evaluation is due at `occurred_at` and had not taken place; `noticed_at` as above."""

    TYPE: ClassVar[str] = "evaluation-fell-due"
    VERSION: ClassVar[int] = 1

    policy_version: str
    occurred_at: datetime
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyEvaluated:
    """The policy was evaluated: it is kept, or the draft `draft_id` is to change it."""

    TYPE: ClassVar[str] = "policy-evaluated"
    VERSION: ClassVar[int] = 1

    policy_version: str
    outcome: Outcome
    draft_id: UUID | None
    findings: str
    evaluated_by: str
    occurred_at: datetime


EvaluationEvent = EvaluationScheduled | EvaluationReminded | EvaluationFellDue | PolicyEvaluated
