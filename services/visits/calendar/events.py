"""Stored facts of a calendar feed; none is published."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class FeedOpened:
    """Whoever has the feed's address sees what `person` owes."""

    TYPE: ClassVar[str] = "feed-opened"
    VERSION: ClassVar[int] = 1

    feed_id: UUID
    person: str
    opened_by: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class FeedRevoked:
    """The feed's address shows nothing any more."""

    TYPE: ClassVar[str] = "feed-revoked"
    VERSION: ClassVar[int] = 1

    feed_id: UUID
    revoked_by: str
    occurred_at: datetime


FeedEvent = FeedOpened | FeedRevoked
