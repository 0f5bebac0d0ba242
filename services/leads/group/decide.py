"""Which group a customer belongs to, decided by pure functions."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.leads.group.events import GroupJoined, GroupLeft, MembershipEvent
from shared.kit.decider import Decider, Decision, Rejection

LEVELS_MAX = 6
"""Groups above a customer: what a person can still draw, and what one command reads one by one."""


@dataclass(frozen=True, slots=True)
class JoinGroup:
    """The customer is to belong to a group; `above` are that group and all above it, the nearest first."""

    customer_id: UUID
    above: tuple[UUID, ...]
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    """The customer is to belong to no group."""

    by: str
    now: datetime


MembershipCommand = JoinGroup | LeaveGroup


class GroupCircle(Rejection):
    """The group belongs to the customer itself, directly or through others."""

    code: ClassVar[str] = "group_circle"


class GroupTooDeep(Rejection):
    """Too many groups would stand one above the other."""

    code: ClassVar[str] = "group_too_deep"


Membership = GroupJoined | None
"""How the customer came to belong to its group; None if it belongs to none."""


def evolve(state: Membership, event: MembershipEvent) -> Membership:
    """Return the membership after the fact."""
    del state
    return event if isinstance(event, GroupJoined) else None


def decide(state: Membership, command: MembershipCommand) -> Decision[MembershipEvent]:
    """Return what becomes true. Raises GroupCircle and GroupTooDeep."""
    if isinstance(command, LeaveGroup):
        if state is None:
            return Decision()
        left = GroupLeft(state.customer_id, state.group_id, command.by, occurred_at=command.now)
        return Decision((left,))
    if command.customer_id in command.above:
        raise GroupCircle(customer_id=str(command.customer_id), group_id=str(command.above[0]))
    if len(command.above) > LEVELS_MAX:
        raise GroupTooDeep(levels=str(len(command.above)), levels_max=str(LEVELS_MAX))
    group_id = command.above[0]
    if state is not None and state.group_id == group_id:
        return Decision()
    return Decision((GroupJoined(command.customer_id, group_id, command.by, occurred_at=command.now),))


MEMBERSHIP: Decider[Membership, MembershipCommand, MembershipEvent] = Decider(None, evolve, decide)
