"""A customer whom nobody meets goes back to the pool 公海, after warnings; the clock decides (S6-08).

The first warning sets the day, so that nobody goes back sooner than after the whole notice that their owner
was given, whatever the policy becomes. Each step asks the clock again: a contact, another class or
lifecycle, or another book may have stopped it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from uuid import UUID

from services.leads.customer.decide.owner import Ownership
from services.leads.customer.decide.ownership_commands import (
    CallOffReturn,
    PoolCommand,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.decide.state import Customer
from services.leads.customer.events import CustomerEvent
from services.leads.customer.events.ownership import (
    Idleness,
    OwnerChanged,
    PoolReturnCalledOff,
    PoolReturnWarned,
    ReturnedToPool,
    ReturnStop,
)
from shared.kit.decider import CancelDeadline, Decision
from shared.kit.steps import Steps

POOL_RETURN = "pool-return"
"""Kind of the deadline of the next warning, or of the return itself."""

BY_RULE = "policy"
"""Who changes an owner when the policy does."""


def decide_pool(state: Customer, command: PoolCommand) -> Decision[CustomerEvent]:
    """Return what becomes true; nothing when it is so already, or not so any more."""
    match command:
        case WarnOfReturn():
            return _warn(state, command)
        case TakeReturnStep():
            return _step(state, command)
        case CallOffReturn():
            return _called_off(state, command) or Decision()
        case _:
            assert_never(command)


def over(customer_id: UUID) -> CancelDeadline:
    """Return that no step towards a return will be taken any more."""
    return CancelDeadline(_id(customer_id))


@dataclass(frozen=True, slots=True)
class _Step:
    """A warning so many days before the return, or with none left the return itself."""

    at: datetime
    days_left: int


def _idle(state: Customer, command: PoolCommand) -> Idleness | None:
    """Return since when and by which clock the customer is idle; None if that never sends them back."""
    since, met, rule = state.ownership.since, command.met, command.rule
    days = rule.idle_days[state.lifecycle]
    if state.ownership.owner is None or since is None or days is None:
        return None
    contact = None
    if met is not None and met.at > since:
        since, contact = met.at, met.contact_id
    return Idleness(since, contact, rule.tier, state.lifecycle, days, rule.policy_version)


def _due(idle: Idleness) -> datetime:
    return idle.since + timedelta(days=idle.idle_days)


def _warn(state: Customer, command: WarnOfReturn) -> Decision[CustomerEvent]:
    own, idle, now, rule = state.ownership, _idle(state, command), command.now, command.rule
    # Whoever is found late, or by a shorter policy, has the whole notice all the same.
    return_at = now + rule.notice
    if own.warned is not None or own.owner is None or idle is None or _due(idle) > return_at:
        return Decision()
    if not rule.warn_days:
        return Decision(_returned(own, own.owner, idle, command, _due(idle)))
    first = _Step(now, max(rule.warn_days))
    warned = _warned(command, own.owner, idle, first, return_at)
    return Decision((warned,), (_steps(command, warned).next(),))


def _step(state: Customer, command: TakeReturnStep) -> Decision[CustomerEvent]:
    own, idle = state.ownership, _idle(state, command)
    warned, owner = own.warned, own.owner
    if warned is None or owner is None:
        return Decision((), (over(command.customer_id),))
    stopped = _called_off(state, command)
    if stopped is not None:
        return stopped
    assert idle is not None  # noqa: S101 -- or it had been called off
    steps = _steps(command, warned)
    due = steps.due(command.now)
    events: list[CustomerEvent] = [
        _warned(command, owner, idle, step, warned.return_at) for step in due if step.days_left
    ]
    if due and not due[-1].days_left:
        events += _returned(own, owner, idle, command, warned.return_at)
    # None is due when another book took the step away that was waited for.
    return Decision(tuple(events), (steps.next(len(due)),))


def _called_off(state: Customer, command: PoolCommand) -> Decision[CustomerEvent] | None:
    """Return that the return does not happen, or None while what was warned of stands."""
    own, idle = state.ownership, _idle(state, command)
    warned = own.warned
    if warned is None or own.owner is None:
        return None
    met = idle is not None and idle.since > warned.idle.since
    if idle is not None and not met and _due(idle) <= warned.return_at:
        return None
    contact = idle.contact_id if idle is not None and met else None
    cause: ReturnStop = "contact" if met else "clock"
    fact = PoolReturnCalledOff(command.customer_id, own.owner, cause, contact, command.now)
    return Decision((fact,), (over(command.customer_id),))


def _steps(command: PoolCommand, warned: PoolReturnWarned) -> Steps[_Step]:
    """Return the warnings behind the last one by the book in force, and the return."""
    at = warned.return_at
    left = sorted((days for days in command.rule.warn_days if days < warned.days_left), reverse=True)
    ahead = (*(_Step(at - timedelta(days=days), days) for days in left), _Step(at, 0))
    customer = command.customer_id
    return Steps(_id(customer), POOL_RETURN, ahead, {"customer_id": str(customer)})


def _warned(
    command: PoolCommand, owner: str, idle: Idleness, step: _Step, return_at: datetime
) -> PoolReturnWarned:
    return PoolReturnWarned(
        customer_id=command.customer_id,
        owner=owner,
        idle=idle,
        days_left=step.days_left,
        return_at=return_at,
        due_at=step.at,
        occurred_at=command.now,
    )


def _returned(
    own: Ownership, owner: str, idle: Idleness, command: PoolCommand, due_at: datetime
) -> tuple[CustomerEvent, ...]:
    """Return the receipt, and that nobody owns the customer."""
    assert own.since is not None  # noqa: S101 -- whoever owns does so since some time
    customer, now = command.customer_id, command.now
    receipt = ReturnedToPool(customer, owner, own.since, idle, due_at, now)
    return receipt, OwnerChanged(customer, owner, None, "returned", None, BY_RULE, None, now)


def _id(customer_id: UUID) -> str:
    return f"customer-{customer_id}/{POOL_RETURN}"
