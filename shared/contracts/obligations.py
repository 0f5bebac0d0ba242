"""What visits says of obligations 应办: what somebody owes a customer, until when, and what became of it."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from shared.contracts.base import CustomerFact, ExternalRef, Short, Slug, Text, UtcTime, YesNo
from shared.contracts.inbox import CustomerRef, Incoming

HOURS_MAX = 24 * 366
WARNINGS_MAX = 10

Party = Literal["owner", "salesperson", "after_sales", "supervisor", "manager"]
"""Who owes it, or is told: the customer's owner, or everybody of a role."""

CancelledFor = Literal["condition_over", "superseded", "by_hand"]
"""Its condition no longer holds; another period or rule took its place; a person said so."""


class ObligationFact(CustomerFact):
    """A fact about one obligation, with all that a reminder says.

    `rule` is the policy book's rule that it comes of, or `by_hand`; `period` tells its times apart.
    `person` is the one who owes it, where the party is a person who is known. What is owed to no customer
    is a duty (`shared.contracts.duties`), in the same words.
    """

    obligation_id: UUID
    rule: Slug
    period: Short
    title_zh: Short
    title_en: Short
    party: Party
    person: Short | None = None
    met_by: Slug
    due_at: UtcTime
    policy_version: Short


class ObligationOpened(ObligationFact):
    """Something is owed since `owed_since`, until `due_at`."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-opened"

    owed_since: UtcTime


class ObligationWarned(ObligationFact):
    """It will soon be due; `warned_at` is the planned time, however late it was noticed."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-warned"

    warned_at: UtcTime
    noticed_at: UtcTime


class ObligationMet(ObligationFact):
    """It was done at `met_at`; `late` when that was after `due_at`. `by` is who said so, if a person did."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-met"

    met_at: UtcTime
    late: YesNo
    by: Short | None = None
    note: Text | None = None


class ObligationBreached(ObligationFact):
    """It was not done by `due_at`; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-breached"

    breached_at: UtcTime
    noticed_at: UtcTime


class ObligationEscalated(ObligationFact):
    """It is still not done, and `to` is told: one step of the ladder of the policy book."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-escalated"

    step: Slug
    to: Party
    escalated_at: UtcTime
    noticed_at: UtcTime


class ObligationCancelled(ObligationFact):
    """Nothing is owed any more, though nobody did it."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-cancelled"

    reason: CancelledFor
    note: Text | None = None
    by: Short | None = None
    cancelled_at: UtcTime


class ObligationHandedOver(ObligationFact):
    """The customer has another owner: `person` owes it now, and `before` no more."""

    TYPE: ClassVar[str] = "tuoke.visits.obligation-handed-over"

    before: Short | None = None
    handed_over_at: UtcTime


class OpenObligation(Incoming):
    """Somebody promises, or is told, to do something for a customer by a time (S3-04).

    `escalation` is the step of the policy's ladder at which it goes up when late.
    """

    TYPE: ClassVar[str] = "tuoke.visits.inbox.open-obligation"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    title: Short
    party: Party = "owner"
    person: Short | None = None
    due_at: UtcTime
    warn_before: Annotated[
        tuple[Annotated[int, Field(ge=1, le=HOURS_MAX)], ...],
        Field(max_length=WARNINGS_MAX, description="Hours before it is due"),
    ] = ()
    escalation: Slug | None = None
