"""A purchase is recorded once, and given back up to what was bought; said otherwise it is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.leads.purchase.events import ExternalRef, PurchaseEvent, PurchaseRecorded, PurchaseReturned
from shared.kit.decider import Decider, Decision, Rejection
from shared.kit.plausible_time import refuse_implausible


class RecordPurchase(msgspec.Struct, frozen=True, gc=False):
    """`purchased_at` is None when the teller gave no time; then it is now."""

    purchase_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str
    purchased_at: datetime | None
    now: datetime
    external_ref: ExternalRef | None = None
    quantity: int | None = None
    original_date: date | None = None


class RecordReturn(msgspec.Struct, frozen=True, gc=False):
    """So much of the purchase was given back; `returned_at` is None when the teller gave no time."""

    return_id: UUID
    amount_minor: int
    currency: str
    reason: str
    returned_at: datetime | None
    now: datetime
    external_ref: ExternalRef | None = None


PurchaseCommand = RecordPurchase | RecordReturn


class PurchaseRecordedOtherwise(Rejection):
    """The same purchase is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "purchase_recorded_otherwise"


class PurchaseUnknown(Rejection):
    """No purchase of this id is on file; record it first."""

    code: ClassVar[str] = "purchase_unknown"


class ReturnOverPurchase(Rejection):
    """More would be given back than is left of the purchase."""

    code: ClassVar[str] = "return_over_purchase"


class ReturnInOtherCurrency(Rejection):
    """A return is told in the currency of its purchase."""

    code: ClassVar[str] = "return_in_other_currency"


class ReturnBeforePurchase(Rejection):
    """The return would come before the purchase; mend the time."""

    code: ClassVar[str] = "return_before_purchase"


class ReturnRecordedOtherwise(Rejection):
    """The same return is on file with another content; mend the reference or the content."""

    code: ClassVar[str] = "return_recorded_otherwise"


@dataclass(frozen=True, slots=True)
class Bought:
    """A purchase, and what of it came back, in the order of the tellings."""

    recorded: PurchaseRecorded
    returns: tuple[PurchaseReturned, ...] = ()

    @property
    def left_minor(self) -> int:
        """Return what may still be given back, in minor units."""
        return self.recorded.amount_minor - sum(one.amount_minor for one in self.returns)


Purchase = Bought | None


def evolve(state: Purchase, event: PurchaseEvent) -> Purchase:
    """Return the purchase after the fact. Nothing can be given back but what was bought."""
    if isinstance(event, PurchaseRecorded):
        return Bought(event)
    return None if state is None else Bought(state.recorded, (*state.returns, event))


def decide(state: Purchase, command: PurchaseCommand) -> Decision[PurchaseEvent]:
    """Return the fact, or nothing when it is on file already. Raises the rejections of this module."""
    if isinstance(command, RecordPurchase):
        return _record(state, command)
    if state is None:
        raise PurchaseUnknown
    return _return(state, command)


def _record(state: Purchase, command: RecordPurchase) -> Decision[PurchaseEvent]:
    purchased_at = command.purchased_at or command.now
    refuse_implausible(purchased_at, command.now, "purchased_at")
    recorded = PurchaseRecorded(
        purchase_id=command.purchase_id,
        customer_id=command.customer_id,
        external_ref=command.external_ref,
        amount_minor=command.amount_minor,
        currency=command.currency,
        quantity=command.quantity,
        occurred_at=purchased_at,
        original_date=command.original_date,
    )
    if state is None:
        return Decision((recorded,))
    if command.purchased_at is None:
        recorded = replace(recorded, occurred_at=state.recorded.occurred_at)
    if recorded == state.recorded:
        return Decision()
    raise PurchaseRecordedOtherwise(purchase_id=str(command.purchase_id))


def _return(state: Bought, command: RecordReturn) -> Decision[PurchaseEvent]:
    returned_at = command.returned_at or command.now
    refuse_implausible(returned_at, command.now, "returned_at")
    bought = state.recorded
    returned = PurchaseReturned(
        purchase_id=bought.purchase_id,
        return_id=command.return_id,
        customer_id=bought.customer_id,
        external_ref=command.external_ref,
        amount_minor=command.amount_minor,
        currency=command.currency,
        reason=command.reason,
        purchased_at=bought.occurred_at,
        left_minor=state.left_minor - command.amount_minor,
        occurred_at=returned_at,
    )
    known = next((one for one in state.returns if one.return_id == command.return_id), None)
    if known is not None:
        # What is left hangs on what else came back meanwhile, not on what is told here.
        returned = replace(returned, left_minor=known.left_minor)
        if command.returned_at is None:
            returned = replace(returned, occurred_at=known.occurred_at)
        if returned == known:
            return Decision()
        raise ReturnRecordedOtherwise(return_id=str(command.return_id))
    if command.currency != bought.currency:
        raise ReturnInOtherCurrency(currency=command.currency, purchase=bought.currency)
    if returned_at < bought.occurred_at:
        raise ReturnBeforePurchase(purchased_at=bought.occurred_at.isoformat())
    if command.amount_minor > state.left_minor:
        raise ReturnOverPurchase(amount_minor=str(command.amount_minor), left_minor=str(state.left_minor))
    return Decision((returned,))


PURCHASE: Decider[Purchase, PurchaseCommand, PurchaseEvent] = Decider(None, evolve, decide)
