"""A feed is opened for one person and revoked once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.visits.calendar.events import FeedEvent, FeedOpened, FeedRevoked
from shared.kit.decider import Decider, Decision, Rejection


@dataclass(frozen=True, slots=True)
class OpenFeed:
    """Somebody wants what `person` owes in a calendar."""

    feed_id: UUID
    person: str
    opened_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class RevokeFeed:
    """The address has come into wrong hands, or is not needed any more."""

    revoked_by: str
    now: datetime


FeedCommand = OpenFeed | RevokeFeed


class FeedUnknown(Rejection):
    """No feed has this address, or it was revoked."""

    code: ClassVar[str] = "feed_unknown"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, as its facts tell it."""

    opened: FeedOpened
    revoked: bool = False


State = Feed | None


def evolve(state: State, event: FeedEvent) -> State:
    """Return the feed after the fact."""
    if isinstance(event, FeedOpened):
        return Feed(event)
    return None if state is None else replace(state, revoked=True)


def decide(state: State, command: FeedCommand) -> Decision[FeedEvent]:
    """Return what becomes true. Raises FeedUnknown."""
    if isinstance(command, OpenFeed):
        opened = FeedOpened(command.feed_id, command.person, command.opened_by, command.now)
        return Decision((opened,)) if state is None else Decision()
    if state is None:
        raise FeedUnknown
    if state.revoked:
        return Decision()
    return Decision((FeedRevoked(state.opened.feed_id, command.revoked_by, command.now),))


FEED: Decider[State, FeedCommand, FeedEvent] = Decider(None, evolve, decide)
