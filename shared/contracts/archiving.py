"""What leads says of archiving 归档: announced, called off, done, taken back (S4-12)."""

from typing import Annotated, ClassVar

from pydantic import Field, Strict

from shared.contracts.base import CustomerFact, Short, UtcTime


class ArchivingAnnounced(CustomerFact):
    """A customer of whom nothing is heard will be archived, unless something is (S4-12)."""

    TYPE: ClassVar[str] = "tuoke.leads.archiving-announced"

    quiet_since: Annotated[UtcTime, Field(description="when the last fact was, a contract's until its end")]
    last_fact: Annotated[Short, Field(description="the type of that fact")]
    archive_at: UtcTime
    announced_at: UtcTime
    policy_version: Short


class ArchivingCalledOff(CustomerFact):
    """What was announced does not happen: something was heard of the customer, or the policy changed."""

    TYPE: ClassVar[str] = "tuoke.leads.archiving-called-off"

    last_fact: Short
    last_fact_at: UtcTime
    called_off_at: UtcTime


class CustomerArchived(CustomerFact):
    """A customer was archived 归档: kept whole, searchable, no longer worked (S4-12).

    The rule: nothing for `years` by the policy `policy_version`. The fact it stood on: `last_fact`, from
    `quiet_since`. `due_at` is when it was to happen, `archived_at` when it did.
    """

    TYPE: ClassVar[str] = "tuoke.leads.customer-archived"

    quiet_since: UtcTime
    last_fact: Short
    years: Annotated[int, Strict(), Field(ge=1)]
    due_at: UtcTime
    archived_at: UtcTime
    policy_version: Short


class CustomerRestored(CustomerFact):
    """An archived customer is worked again, because of a fact from after `quiet_since` (S4-12)."""

    TYPE: ClassVar[str] = "tuoke.leads.customer-restored"

    last_fact: Short
    last_fact_at: UtcTime
    archived_at: UtcTime
    restored_at: UtcTime
