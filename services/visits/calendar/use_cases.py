"""The feed's use cases: open, find by its address, revoke.

The secret part of an address follows from the feed's id and the service's pepper, so it is stored
nowhere and nobody can make another's; a new pepper voids all addresses, as it voids all keys.
"""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Self
from uuid import UUID

import msgspec

from services.visits.calendar.decide import FEED, FeedCommand, FeedUnknown, OpenFeed, RevokeFeed, State
from services.visits.calendar.events import FeedEvent, FeedOpened, FeedRevoked
from shared.kit.eventstore.codec import Codec
from shared.kit.eventstore.handle import Intent, Publisher, Request, StreamKind, handle
from shared.kit.eventstore.port import Appended, EventStore
from shared.kit.ids import uuid7

CODEC: Codec[FeedEvent] = Codec(FeedOpened, FeedRevoked)
SECRET_BYTES = 24
"""192 bits of an HMAC; far beyond guessing."""


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
    pepper: str

    @classmethod
    def of(cls, store: EventStore, publisher: Publisher, pepper: str) -> Self:
        """Return the use cases over `store`."""
        return cls(store, StreamKind(FEED, CODEC, private, publisher), pepper)

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
        return f"{feed_id.hex}{self._secret(feed_id)}"

    async def person_of(self, token: str) -> str:
        """Return whose feed the address is of. Raises FeedUnknown."""
        try:
            feed_id = UUID(token[:32])
        except ValueError:
            raise FeedUnknown from None
        # Compared before anything is read, and in the same time wherever they differ.
        if not hmac.compare_digest(token[32:].encode(), self._secret(feed_id).encode()):
            raise FeedUnknown
        feed = self.kind.fold((await self.store.load(stream_of(feed_id))).events)
        if feed is None or feed.revoked:
            raise FeedUnknown
        return feed.opened.person

    def _secret(self, feed_id: UUID) -> str:
        made = hmac.digest(self.pepper.encode(), b"calendar feed " + feed_id.bytes, sha256)
        return urlsafe_b64encode(made[:SECRET_BYTES]).decode()

    def _intent(
        self, feed_id: UUID, command: FeedCommand, request: Request, answer: bytes
    ) -> Intent[State, FeedCommand, FeedEvent]:
        return Intent(self.kind, stream_of(feed_id), str(feed_id), command, request, answer=answer)
