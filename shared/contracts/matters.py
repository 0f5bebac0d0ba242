"""What visits says of matters 事项: what was raised, the steps taken, and the outcome that can be seen."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.base import CustomerFact, ExternalRef, Short, Slug, Text, UtcTime, YesNo
from shared.contracts.inbox import CustomerRef, Incoming, StreamName
from shared.contracts.obligations import Party
from shared.contracts.visits import InWords


class MatterFact(CustomerFact):
    """A fact about one matter, with what it is called: its kind and category of the policy book."""

    matter_id: UUID
    kind: Slug
    category: Slug
    title: InWords
    policy_version: Short


class MatterOpened(MatterFact):
    """Something was raised; it is to be closed by `due_at`. `because_of` is the stream it comes of."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-opened"

    summary: Text
    because_of: StreamName | None = None
    due_at: UtcTime
    opened_by: Short
    opened_at: UtcTime


class MatterStepTaken(MatterFact):
    """A step of its kind was taken, such as the removal action of an obstacle (S5-07)."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-step-taken"

    step: Slug
    text: Text
    taken_by: Short
    taken_at: UtcTime


class MatterPaused(MatterFact):
    """Its clock stands still until `until`, and goes on by itself then: the new `due_at` says so."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-paused"

    reason: Text
    until: UtcTime
    due_at: UtcTime
    paused_by: Short
    paused_at: UtcTime


class MatterResumed(MatterFact):
    """Its clock goes on before the time that was told."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-resumed"

    due_at: UtcTime
    resumed_by: Short
    resumed_at: UtcTime


class MatterBreached(MatterFact):
    """It was not closed by its time, and `told` hears of it; `noticed_at` says when that was recorded."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-breached"

    told: Party | None = None
    breached_at: UtcTime
    noticed_at: UtcTime


class MatterLinked(MatterFact):
    """It results in a measure: another matter, which names the change in the end (S2-05, S6-11, S8-07)."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-linked"

    measure_id: UUID
    linked_by: Short
    linked_at: UtcTime


class MatterClosed(MatterFact):
    """It ended in a visible outcome (S3-14); `change` is what it changed, for the kinds that need one."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-closed"

    outcome: Text
    change: Text | None = None
    late: YesNo
    closed_by: Short
    closed_at: UtcTime


class MatterReopened(MatterFact):
    """It was not solved: its clock and its steps begin anew."""

    TYPE: ClassVar[str] = "tuoke.visits.matter-reopened"

    reason: Text
    due_at: UtcTime
    reopened_by: Short
    reopened_at: UtcTime


class OpenMatter(Incoming):
    """A customer raises something, or we do about one: of a kind and a category of the policy book."""

    TYPE: ClassVar[str] = "tuoke.visits.inbox.open-matter"

    customer: CustomerRef
    external_ref: ExternalRef | None = None
    kind: Slug
    category: Slug
    summary: Text
    because_of: StreamName | None = None
