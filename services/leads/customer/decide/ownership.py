"""Who owns a customer: assigned, claimed out of the pool 公海, released; or returned to it (S1-07, S6-08)."""

from typing import assert_never

from services.leads.customer.decide.appeal import decide_appeal
from services.leads.customer.decide.ownership_commands import (
    AppealReturn,
    AssignOwner,
    CallOffReturn,
    ClaimCustomer,
    CustomerNotCaptured,
    CustomerOwned,
    DailyClaimsUsed,
    DecideReturnAppeal,
    HandCommand,
    HoldingFull,
    OwnershipCommand,
    PreviousOwnerWaits,
    ReleaseCustomer,
    ReturnUnderAppeal,
    TakeReturnStep,
    WarnOfReturn,
)
from services.leads.customer.decide.pool import decide_pool, over
from services.leads.customer.decide.state import Customer
from services.leads.customer.events import CustomerEvent
from services.leads.customer.events.ownership import OwnerCause, OwnerChanged
from shared.kit.decider import Decision, Reserve


def decide_ownership(state: Customer, command: OwnershipCommand) -> Decision[CustomerEvent]:
    """Return what becomes true. Raises the rejections of `ownership_commands`."""
    match command:
        case WarnOfReturn() | TakeReturnStep() | CallOffReturn():
            return decide_pool(state, command)
        case AppealReturn() | DecideReturnAppeal():
            return decide_appeal(state, command)
        case _:
            return _by_hand(state, command)


def _by_hand(state: Customer, command: HandCommand) -> Decision[CustomerEvent]:
    if state.captured is None:
        raise CustomerNotCaptured(customer_id=str(command.customer_id))
    match command:
        case AssignOwner():
            return _changed(state, command, command.owner, "assigned", command.reason)
        case ReleaseCustomer():
            owner = state.ownership.owner
            if owner is not None and command.only_of not in {None, owner}:
                raise CustomerOwned(owner=owner)
            return _changed(state, command, None, "released", command.reason)
        case ClaimCustomer():
            return _claim(state, command)
        case _:
            assert_never(command)


def claims_of(person: str) -> str:
    """Return the kind under which all claims of a person are numbered."""
    return f"claims of {person}"


def claims_of_day(person: str, day: str) -> str:
    """Return the kind under which the claims of a person's day are numbered."""
    return f"claims of {person} on {day}"


def nth(number: int) -> str:
    """Return the number of a claim; their order as texts is their order."""
    return f"{number:09d}"


def _changed(
    state: Customer, command: HandCommand, after: str | None, cause: OwnerCause, reason: str | None
) -> Decision[CustomerEvent]:
    own, now = state.ownership, command.now
    if own.owner == after:
        return Decision()
    since = None if after is None else now
    changed = OwnerChanged(command.customer_id, own.owner, after, cause, reason, command.by, since, now)
    # Whoever owns from now on has the whole clock before them.
    return Decision((changed,), (over(command.customer_id),) if own.warned else ())


def _claim(state: Customer, command: ClaimCustomer) -> Decision[CustomerEvent]:
    person, limits, standing = command.person, command.limits, command.standing
    owner = state.ownership.owner
    if owner == person:
        return Decision()
    if owner is not None:
        raise CustomerOwned(owner=owner)
    _refuse_early(state, command)
    if standing.today >= limits.a_day:
        possible_at = standing.next_day_at.isoformat()
        raise DailyClaimsUsed(person=person, limit=str(limits.a_day), left="0", possible_at=possible_at)
    if standing.held >= limits.held and state.lifecycle != "signed":
        raise HoldingFull(person=person, limit=str(limits.held), held=str(standing.held), left="0")
    claimed = _changed(state, command, person, "claimed", None)
    # Numbered without a hole: of two claims at once that counted the same, one is refused and counts again.
    numbered = (
        Reserve(claims_of(person), nth(standing.ever + 1)),
        Reserve(claims_of_day(person, standing.day), nth(standing.today + 1)),
    )
    return Decision(claimed.events, claimed.deadlines, numbered)


def _refuse_early(state: Customer, command: ClaimCustomer) -> None:
    appealed, left = state.ownership.appealed, state.ownership.left
    if appealed is not None and state.ownership.decided is None and command.now < appealed.held_until:
        raise ReturnUnderAppeal(possible_at=appealed.held_until.isoformat())
    if left is None or left.before != command.person:
        return
    possible_at = left.occurred_at + command.limits.waits
    if command.now < possible_at:
        days = str(command.limits.waits.days)
        raise PreviousOwnerWaits(person=command.person, waits_days=days, possible_at=possible_at.isoformat())
