"""The feed's use cases: open, find by its address, revoke.

Its address is a capability link: calendar programs send no key.
"""

from dataclasses import dataclass
from typing import Self
from uuid import UUID

import msgspec

from services.visits.calendar.decide import FEED, FeedCommand, FeedUnknown, OpenFeed, RevokeFeed, State
from services.visits.calendar.events import FeedEvent, FeedOpened, FeedRevoked
from shared.kit.capability_links import CapabilityLinks
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.ids import uuid7

CODEC: Codec[FeedEvent] = Codec(FeedOpened, FeedRevoked)


def stream_of(feed_id: UUID) -> str:
    """Return the feed's stream."""
    return f"feed-{feed_id}"


def private(event: FeedEvent) -> None:
    """Publish nothing: who looks at a calendar is nobody's business."""
    del event


@dataclass(frozen=True, slots=True)
class Feeds:
    """What can be done about calendar feeds."""

    store: EventStore
    kind: StreamKind[State, FeedCommand, FeedEvent]
    links: CapabilityLinks

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, links: CapabilityLinks) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(FEED, CODEC, private, publisher), links)

    async def open_feed(self, person: str, request: Request) -> Appended:
        """A feed of what `person` owes is there; its address follows from the answer's id."""
        feed_id = uuid7()
        command = OpenFeed(feed_id, person, request.principal, request.now)
        answer = msgspec.json.encode({"feed_id": feed_id, "person": person})
        return await handle(self.store, self._intent(feed_id, command, request, answer))

    async def revoke(self, feed_id: UUID, request: Request) -> Appended:
        """The feed's address shows nothing any more. Raises FeedUnknown."""
        return await handle(
            self.store, self._intent(feed_id, RevokeFeed(request.principal, request.now), request, b"")
        )

    def token(self, feed_id: UUID) -> str:
        """Return the part of the address that whoever reads the feed must know."""
        return self.links.token(feed_id)

    async def person_of(self, token: str) -> str:
        """Return whose feed the address is of. Raises FeedUnknown."""
        feed_id = self.links.opened_by(token)
        if feed_id is None:
            raise FeedUnknown
        feed = self.kind.fold((await self.store.load(stream_of(feed_id))).events)
        if feed is None or feed.revoked:
            raise FeedUnknown
        return feed.opened.person

    def _intent(
        self, feed_id: UUID, command: FeedCommand, request: Request, answer: bytes
    ) -> Intent[State, FeedCommand, FeedEvent]:
        return Intent(self.kind, stream_of(feed_id), str(feed_id), command, request, answer=answer)
