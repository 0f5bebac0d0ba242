"""What leads says of groups 集团: which customer belongs to which (S1-08)."""

from typing import ClassVar
from uuid import UUID

from shared.contracts.base import CustomerFact, Short, UtcTime


class GroupJoined(CustomerFact):
    """A customer belongs to a group, itself a customer; it takes the place of a group from before."""

    TYPE: ClassVar[str] = "tuoke.leads.group-joined"

    group_id: UUID
    joined_by: Short
    joined_at: UtcTime


class GroupLeft(CustomerFact):
    """A customer belongs to no group any longer."""

    TYPE: ClassVar[str] = "tuoke.leads.group-left"

    group_id: UUID
    left_by: Short
    left_at: UtcTime
