"""The group's use cases: gather, decide, append."""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.leads.group.decide import (
    LEVELS_MAX,
    MEMBERSHIP,
    JoinGroup,
    LeaveGroup,
    Membership,
    MembershipCommand,
)
from services.leads.group.events import GroupJoined, GroupLeft, MembershipEvent
from services.leads.group.published import publish
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore

CODEC: Codec[MembershipEvent] = Codec(GroupJoined, GroupLeft)


def stream_of(customer_id: UUID) -> str:
    """Return the stream of the customer's membership."""
    return f"membership-{customer_id}"


@dataclass(frozen=True, slots=True)
class Groups:
    """What can be done about groups."""

    store: EventStore
    kind: StreamKind[Membership, MembershipCommand, MembershipEvent]

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(MEMBERSHIP, CODEC, publish, publisher))

    async def join(self, customer_id: UUID, group_id: UUID, request: Request) -> Appended:
        """The customer belongs to the group. Raises GroupCircle and GroupTooDeep.

        What is above is read before the append: of two links made in the same moment neither sees the
        other, so whoever reads the structure must not trust that it has no circle.
        """
        command = JoinGroup(customer_id, await self._above(group_id), request.principal, request.now)
        return await self._handle(customer_id, command, request)

    async def leave(self, customer_id: UUID, request: Request) -> Appended:
        """The customer belongs to no group."""
        return await self._handle(customer_id, LeaveGroup(request.principal, request.now), request)

    async def _above(self, group_id: UUID) -> tuple[UUID, ...]:
        """Return the group and all above it, the nearest first; one more than may be, at most."""
        above = [group_id]
        while len(above) <= LEVELS_MAX:
            membership = self.kind.fold((await self.store.load(stream_of(above[-1]))).events)
            if membership is None or membership.group_id in above:
                break
            above.append(membership.group_id)
        return tuple(above)

    async def _handle(self, customer_id: UUID, command: MembershipCommand, request: Request) -> Appended:
        stream, key = stream_of(customer_id), str(customer_id)
        return await handle(self.store, Intent(self.kind, stream, key, command, request, answer=_answer))


def _answer(state: Membership) -> bytes:
    return msgspec.json.encode({"group_id": None if state is None else state.group_id})
