"""Stored facts of one customer's place in a group."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class GroupJoined:
    """The customer belongs to `group_id`, and no longer to a group from before."""

    TYPE: ClassVar[str] = "group-joined"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    group_id: UUID
    joined_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class GroupLeft:
    """The customer belongs to no group; it was part of `group_id`."""

    TYPE: ClassVar[str] = "group-left"
    VERSION: ClassVar[int] = 1

    customer_id: UUID
    group_id: UUID
    left_by: str
    occurred_at: datetime


MembershipEvent = GroupJoined | GroupLeft
"""A fact of this stream."""
