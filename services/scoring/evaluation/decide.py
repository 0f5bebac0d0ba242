"""When the policy is to be evaluated, and that it was, decided by pure functions (S6-15).

What time does with it, it does with every duty (`services.scoring.duty`): each reminder and each due date
is told once. Whoever evaluates after the due date, or a book that comes into force after it, finds it
recorded first: an outage hides nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, assert_never
from uuid import UUID

from services.scoring.duty.ahead import Ahead, in_order, missed
from services.scoring.evaluation.events import (
    EvaluationEvent,
    EvaluationFellDue,
    EvaluationReminded,
    EvaluationScheduled,
    Outcome,
    PolicyEvaluated,
)
from shared.kit.decider import CancelDeadline, DeadlineChange, Decider, Decision, Rejection
from shared.kit.steps import Steps

DUE = "policy-evaluation-due"
"""Kind and id of the deadline of what time does next."""
REMINDER = "policy-evaluation-reminder"
"""Kind and id of the reminder's own deadline, which stores of before still hold."""


@dataclass(frozen=True, slots=True)
class Interval:
    """How often a book wants to be evaluated, and how long before that somebody is reminded."""

    every: timedelta
    remind_before: timedelta


@dataclass(frozen=True, slots=True)
class FollowBook:
    """A book is in force, `number` in the order of announcements; its clock starts at `starts_at`.

    `deadline`, if one asked, is over.
    """

    policy_version: str
    holds_from: datetime
    number: int
    interval: Interval
    starts_at: datetime
    now: datetime
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class TakeSteps:
    """A deadline fell due, the one of this id: whatever time has brought by now is recorded."""

    deadline: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Evaluate:
    """The book in force was evaluated, with this outcome; the next time is one interval from now."""

    outcome: Outcome
    draft_id: UUID | None
    findings: str
    interval: Interval
    by: str
    now: datetime


EvaluationCommand = FollowBook | TakeSteps | Evaluate


class EvaluationNotDue(Rejection):
    """The clock still runs; no deadline takes effect early."""

    code: ClassVar[str] = "evaluation_not_due"


class EvaluationNotScheduled(Rejection):
    """The service has not followed any book yet; it does so when it starts."""

    code: ClassVar[str] = "evaluation_not_scheduled"


@dataclass(frozen=True, slots=True)
class Clock:
    """The running clock, what of it was told, and every evaluation so far, first to last."""

    scheduled: EvaluationScheduled
    reminded: bool = False
    overdue: bool = False
    evaluations: tuple[PolicyEvaluated, ...] = ()

    @property
    def steps(self) -> Steps[Ahead]:
        """What time does with the evaluation next."""
        steps = []
        if not self.reminded:
            steps.append(Ahead(self.scheduled.remind_at, "warning"))
        if not self.overdue:
            steps.append(Ahead(self.scheduled.due_at, "breach"))
        return Steps(DUE, DUE, in_order(steps))


Evaluation = Clock | None


def evolve(state: Evaluation, event: EvaluationEvent) -> Evaluation:
    """Return the clock after the fact. Nothing can follow but upon a schedule."""
    if isinstance(event, EvaluationScheduled):
        return Clock(event, evaluations=state.evaluations if state else ())
    if state is None:
        return None
    match event:
        case EvaluationReminded():
            return replace(state, reminded=True)
        case EvaluationFellDue():
            return replace(state, reminded=True, overdue=True)
        case PolicyEvaluated():
            return replace(state, evaluations=(*state.evaluations, event))
        case _:
            assert_never(event)


def decide(state: Evaluation, command: EvaluationCommand) -> Decision[EvaluationEvent]:
    """Return what becomes true. Raises EvaluationNotDue, EvaluationNotScheduled."""
    if isinstance(command, FollowBook):
        return _follow(state, command)
    if state is None:
        raise EvaluationNotScheduled
    match command:
        case TakeSteps():
            return _take(state, command)
        case Evaluate():
            return _evaluate(state, command)
        case _:
            assert_never(command)


def _follow(state: Evaluation, command: FollowBook) -> Decision[EvaluationEvent]:
    over: tuple[DeadlineChange, ...] = (CancelDeadline(command.deadline),) if command.deadline else ()
    if state is not None:
        known = state.scheduled
        if (known.holds_from, known.number) >= (command.holds_from, command.number):
            return Decision((), over)
    book = (command.policy_version, command.holds_from, command.number)
    scheduled = _schedule(book, command.interval, command.starts_at)
    late = _missed(state, command.starts_at, command.now) if state else ()
    return Decision((*late, scheduled), (*over, Clock(scheduled).steps.next()))


def _take(state: Clock, command: TakeSteps) -> Decision[EvaluationEvent]:
    taken = state.steps.take(
        command.now,
        lambda step: _taken(state, step, command.now),
        lambda due_at: EvaluationNotDue(due_at=due_at.isoformat()),
    )
    over = () if command.deadline == DUE else (CancelDeadline(command.deadline),)
    return Decision(taken.events, (*taken.deadlines, *over))


def _evaluate(state: Clock, command: Evaluate) -> Decision[EvaluationEvent]:
    known = state.scheduled
    evaluated = PolicyEvaluated(
        policy_version=known.policy_version,
        outcome=command.outcome,
        draft_id=command.draft_id,
        findings=command.findings,
        evaluated_by=command.by,
        occurred_at=command.now,
    )
    book = (known.policy_version, known.holds_from, known.number)
    again = _schedule(book, command.interval, command.now)
    late = _missed(state, command.now, command.now)
    return Decision((*late, evaluated, again), (Clock(again).steps.next(),))


def _missed(state: Clock, until: datetime, now: datetime) -> tuple[EvaluationEvent, ...]:
    """Return what came before `until` and was not told yet."""
    return tuple(_taken(state, step, now) for step in missed(state.steps, until))


def _taken(state: Clock, step: Ahead, now: datetime) -> EvaluationEvent:
    known = state.scheduled
    if step.kind == "warning":
        return EvaluationReminded(known.policy_version, known.due_at, step.at, noticed_at=now)
    return EvaluationFellDue(known.policy_version, step.at, noticed_at=now)


def _schedule(
    book: tuple[str, datetime, int], interval: Interval, starts_at: datetime
) -> EvaluationScheduled:
    due_at = starts_at + interval.every
    return EvaluationScheduled(
        *book, remind_at=due_at - interval.remind_before, due_at=due_at, occurred_at=starts_at
    )


EVALUATION: Decider[Evaluation, EvaluationCommand, EvaluationEvent] = Decider(None, evolve, decide)
