"""When the policy is to be evaluated, and that it was, decided by pure functions (S6-15).

Each reminder and each due date is told once. Whoever evaluates after the due date, or a book that
comes into force after it, finds it recorded first: an outage hides nothing.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, assert_never
from uuid import UUID

from services.scoring.evaluation.events import (
    EvaluationEvent,
    EvaluationFellDue,
    EvaluationReminded,
    EvaluationScheduled,
    Outcome,
    PolicyEvaluated,
)
from shared.kit.decider import CancelDeadline, DeadlineChange, Decider, Decision, Rejection, SetDeadline

REMINDER = "policy-evaluation-reminder"
DUE = "policy-evaluation-due"
"""Kinds of deadlines, and the ids of the two."""


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
class Remind:
    """The reminder's deadline fell due."""

    now: datetime


@dataclass(frozen=True, slots=True)
class FallDue:
    """The evaluation's deadline fell due."""

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


EvaluationCommand = FollowBook | Remind | FallDue | Evaluate


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
        case Remind():
            return _remind(state, command)
        case FallDue():
            return _fall_due(state, command)
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
    missed = _missed(state, command.starts_at, command.now) if state else ()
    return Decision((*missed, scheduled), (*over, *_deadlines(scheduled)))


def _remind(state: Clock, command: Remind) -> Decision[EvaluationEvent]:
    over = (CancelDeadline(REMINDER),)
    if state.reminded:
        return Decision((), over)
    if command.now < state.scheduled.remind_at:
        raise EvaluationNotDue(due_at=state.scheduled.remind_at.isoformat())
    return Decision(_reminded(state, command.now, command.now), over)


def _fall_due(state: Clock, command: FallDue) -> Decision[EvaluationEvent]:
    over = (CancelDeadline(DUE),)
    if state.overdue:
        return Decision((), over)
    if command.now < state.scheduled.due_at:
        raise EvaluationNotDue(due_at=state.scheduled.due_at.isoformat())
    return Decision(_missed(state, command.now, command.now), over)


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
    return Decision((*_missed(state, command.now, command.now), evaluated, again), _deadlines(again))


def _missed(state: Clock, until: datetime, now: datetime) -> tuple[EvaluationEvent, ...]:
    """Return what fell due by `until` and was not told yet."""
    if state.overdue or state.scheduled.due_at > until:
        return ()
    fell_due = EvaluationFellDue(state.scheduled.policy_version, state.scheduled.due_at, noticed_at=now)
    return (*_reminded(state, until, now), fell_due)


def _reminded(state: Clock, until: datetime, now: datetime) -> tuple[EvaluationEvent, ...]:
    known = state.scheduled
    if state.reminded or known.remind_at > until:
        return ()
    return (EvaluationReminded(known.policy_version, known.due_at, known.remind_at, noticed_at=now),)


def _schedule(
    book: tuple[str, datetime, int], interval: Interval, starts_at: datetime
) -> EvaluationScheduled:
    due_at = starts_at + interval.every
    return EvaluationScheduled(
        *book, remind_at=due_at - interval.remind_before, due_at=due_at, occurred_at=starts_at
    )


def _deadlines(scheduled: EvaluationScheduled) -> tuple[DeadlineChange, ...]:
    return (
        SetDeadline(REMINDER, REMINDER, scheduled.remind_at),
        SetDeadline(DUE, DUE, scheduled.due_at),
    )


EVALUATION: Decider[Evaluation, EvaluationCommand, EvaluationEvent] = Decider(None, evolve, decide)
