"""What visits says of promises 承诺: who told a customer what, until when, and if it was kept (S9-08)."""

from typing import Annotated, ClassVar, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from shared.contracts.base import (
    AmountMinor,
    Currency,
    CustomerFact,
    ExternalRef,
    Short,
    Text,
    UtcTime,
    YesNo,
)
from shared.contracts.inbox import CustomerRef, Incoming, StreamName

Approver = Literal["salesperson", "after_sales", "supervisor", "manager"]
"""A role that the policy may name to approve a discount."""

DiscountPercent = Annotated[float, Field(gt=0, le=100, description="Off the usual price, in percent")]


class PromiseFact(CustomerFact):
    """A fact about one promise, with what was promised and by whom.

    `discount_percent` is what counted for the policy of `policy_version`: as it was told, or what the
    promised price is below the usual one, `list_minor`.
    """

    promise_id: UUID
    promisor: Short
    text: Text
    due_at: UtcTime
    discount_percent: DiscountPercent | None = None
    price_minor: AmountMinor | None = None
    list_minor: AmountMinor | None = None
    currency: Currency | None = None
    policy_version: Short


class PromiseRecorded(PromiseFact):
    """A promise is on file. It holds at once, or, where it names an approver, from the approval on."""

    TYPE: ClassVar[str] = "tuoke.visits.promise-recorded"

    approver: Approver | None = None
    recorded_by: Short
    recorded_at: UtcTime


class PromiseApproved(PromiseFact):
    """The discount was approved by a person whom the policy names, so the promise holds from now on."""

    TYPE: ClassVar[str] = "tuoke.visits.promise-approved"

    approver: Approver
    approved_by: Short
    approved_at: UtcTime


class PromiseKept(PromiseFact):
    """It was kept, as `proof` shows: the stream of the fact by which it was."""

    TYPE: ClassVar[str] = "tuoke.visits.promise-kept"

    proof: StreamName
    late: YesNo
    kept_by: Short
    kept_at: UtcTime


class PromiseBreached(PromiseFact):
    """It was not kept by its time; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "tuoke.visits.promise-breached"

    breached_at: UtcTime
    noticed_at: UtcTime


class PromiseWithdrawn(PromiseFact):
    """It is owed no more, for a reason: taken back, or its discount not approved. A breach before stays."""

    TYPE: ClassVar[str] = "tuoke.visits.promise-withdrawn"

    reason: Text
    withdrawn_by: Short
    withdrawn_at: UtcTime


class RecordPromise(Incoming):
    """Somebody of us told a customer something, with a discount, a price, or neither (S9-08, S4-08).

    A price with the usual price beside it, `list_minor`, is the discount that it amounts to.
    """

    TYPE: ClassVar[str] = "tuoke.visits.inbox.record-promise"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    promisor: Short
    text: Text
    due_at: UtcTime
    discount_percent: DiscountPercent | None = None
    price_minor: AmountMinor | None = None
    list_minor: Annotated[int, Field(ge=1)] | None = None
    currency: Currency | None = None

    @model_validator(mode="after")
    def _one_price(self) -> Self:
        if self.discount_percent is not None and self.price_minor is not None:
            raise ValueError("tell a discount or a price; beside its usual price a price is a discount")
        if (self.price_minor is None) != (self.currency is None):
            raise ValueError("a price has its currency")
        if self.list_minor is not None and self.price_minor is None:
            raise ValueError("a usual price stands beside the price that was promised")
        return self
