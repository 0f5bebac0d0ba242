"""A return to the pool 公海 is appealed against in one step, and decided by somebody else (S6-08)."""

from typing import assert_never

from services.leads.customer.decide.ownership_commands import (
    AppealCommand,
    AppealDecidedBefore,
    AppealNeedsAnother,
    AppealReturn,
    AppealTooLate,
    DecideReturnAppeal,
    NoOpenAppeal,
    NoReturnToAppeal,
)
from services.leads.customer.decide.state import Customer
from services.leads.customer.events import CustomerEvent
from services.leads.customer.events.ownership import (
    OwnerChanged,
    PoolReturnAppealDecided,
    PoolReturnAppealed,
)
from shared.kit.decider import Decision


def decide_appeal(state: Customer, command: AppealCommand) -> Decision[CustomerEvent]:
    """Return what becomes true. Raises the rejections of appeals in `ownership_commands`."""
    match command:
        case AppealReturn():
            return _appeal(state, command)
        case DecideReturnAppeal():
            return _decide(state, command)
        case _:
            assert_never(command)


def _appeal(state: Customer, command: AppealReturn) -> Decision[CustomerEvent]:
    own, receipt = state.ownership, state.ownership.receipt
    if receipt is None or command.only_of not in {None, receipt.owner}:
        raise NoReturnToAppeal(customer_id=str(command.customer_id))
    if own.decided is not None:
        # A return is looked at again once; what was refused stays so.
        raise AppealDecidedBefore(verdict=own.decided.verdict)
    if own.appealed is not None:
        return Decision()
    until = receipt.occurred_at + command.within
    if command.now > until:
        raise AppealTooLate(until=until.isoformat())
    held_until = command.now + command.within
    appealed = PoolReturnAppealed(
        command.customer_id, receipt.owner, command.reason, command.by, held_until, command.now
    )
    return Decision((appealed,))


def _decide(state: Customer, command: DecideReturnAppeal) -> Decision[CustomerEvent]:
    own = state.ownership
    appealed, receipt = own.appealed, own.receipt
    if appealed is None or receipt is None:
        raise NoOpenAppeal(customer_id=str(command.customer_id))
    if own.decided is not None:
        if own.decided.verdict == command.verdict:
            return Decision()
        raise AppealDecidedBefore(verdict=own.decided.verdict)
    # Nor who would have the customer back, though a colleague appealed for them.
    if command.by in {appealed.appealed_by, receipt.owner}:
        raise AppealNeedsAnother(appealed_by=appealed.appealed_by)
    customer, owner, now = command.customer_id, receipt.owner, command.now
    decided = PoolReturnAppealDecided(customer, owner, command.verdict, command.reason, command.by, now)
    if command.verdict == "refused":
        return Decision((decided,))
    # As it was before the return: the clock too, which warns anew with the whole notice if it has run out.
    restored = OwnerChanged(
        *(customer, None, owner, "restored", command.reason, command.by, receipt.owned_since), occurred_at=now
    )
    return Decision((decided, restored))
