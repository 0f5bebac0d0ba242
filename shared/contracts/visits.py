"""What visits says: contacts with customers, and complaints with their clocks."""

from typing import ClassVar, Literal
from uuid import UUID

from shared.contracts.base import CustomerFact, Short, Text, UtcTime

Channel = Literal["visit", "phone", "email", "chat", "exhibition", "demo"]
"""S2-03 phone, e-mail, face to face; S1-04 exhibitions; S5-05 demos."""

Purpose = Literal["learn_needs", "promote", "solve_problem", "handle_complaint", "advance_sale"]
"""S6-05: learn needs, promote, solve problems and complaints, advance the sale."""

Severity = Literal["ordinary", "serious", "safety_or_legal"]
"""The complaint classes of the policy book's chapter `complaint`."""

ClockName = Literal["acknowledge", "resolve"]


class VisitLogged(CustomerFact):
    """We met a customer, for a stated purpose (S6-05)."""

    TYPE: ClassVar[str] = "tuoke.visits.visit-logged"

    contact_id: UUID
    channel: Channel
    purposes: tuple[Purpose, ...]
    summary: Text
    effective: bool
    salesperson: Short
    happened_at: UtcTime
    logged_late: bool


class ComplaintFact(CustomerFact):
    """A fact about one complaint 投诉 (S4-07)."""

    complaint_id: UUID


class ComplaintFiled(ComplaintFact):
    """A complaint was raised; its two clocks run from now, under the named policy."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-filed"

    severity: Severity
    summary: Text
    filed_at: UtcTime
    acknowledge_by: UtcTime
    resolve_by: UtcTime
    policy_version: Short


class ComplaintAcknowledged(ComplaintFact):
    """Somebody took the complaint up."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-acknowledged"

    acknowledged_by: Short
    acknowledged_at: UtcTime


class ComplaintResolved(ComplaintFact):
    """The complaint ended in a visible outcome."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-resolved"

    outcome: Text
    measure: Text | None = None
    resolved_by: Short
    resolved_at: UtcTime


class ComplaintBreached(ComplaintFact):
    """A clock of the complaint ran out unmet; `breached_at` is the due time, however late it was noticed."""

    TYPE: ClassVar[str] = "tuoke.visits.complaint-breached"

    clock: ClockName
    due_at: UtcTime
    breached_at: UtcTime
    noticed_at: UtcTime
