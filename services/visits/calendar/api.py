"""Calendar feeds over HTTP: open one, revoke it, read it by its address."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, JsonValue
from starlette.requests import Request as HttpRequest

from services.visits.calendar.entries import Calendars
from services.visits.calendar.icalendar import calendar
from services.visits.calendar.use_cases import Feeds
from services.visits.roles import CONTACT, SOURCE
from shared.contracts.base import Short
from shared.kit.clock import Clock
from shared.kit.eventstore.handle import Request
from shared.kit.http.idempotency import request_of
from shared.kit.http.positions import written
from shared.kit.http.problems import preferred
from shared.kit.http.scope import header

MEDIA_TYPE = "text/calendar; charset=utf-8"

HEADERS: Mapping[str, str] = MappingProxyType(
    {"Cache-Control": "no-store", "Vary": "Accept-Language", "X-Robots-Tag": "noindex"}
)
"""The address is the key: what it opens goes to no cache and no search engine."""

Worker = Annotated[Request, Depends(request_of(*CONTACT))]
FOR_WHOM: JsonValue = {"person": "li.na"}


class FeedWanted(BaseModel):
    """Whose obligations and promises the feed shows."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [FOR_WHOM]})

    person: Short


class FeedNamed(BaseModel):
    """The feed, and the path under which a calendar program reads it. Whoever has the path can read it."""

    feed_id: UUID
    person: str
    path: str


def calendar_router(feeds: Feeds, calendars: Calendars, clock: Clock) -> APIRouter:
    """Return the routes of calendar feeds."""
    router = APIRouter(prefix="/v1", tags=["calendar"])

    @router.post("/calendar-feeds", status_code=201)
    async def open_feed(wanted: FeedWanted, request: Worker, response: Response) -> FeedNamed:
        """Open a calendar feed of what a person owes and promised (S1-04); keep its path like a key."""
        appended = await feeds.open_feed(wanted.person, request)
        written(response, appended, SOURCE)
        named = _Named.model_validate_json(appended.answer)
        # Whoever keeps answers of this path would keep keys.
        response.headers["Cache-Control"] = "no-store"
        path = f"/v1/calendar/{feeds.token(named.feed_id)}.ics"
        return FeedNamed(feed_id=named.feed_id, person=named.person, path=path)

    @router.post("/calendar-feeds/{feed_id}/revocation", status_code=204)
    async def revoke_feed(feed_id: UUID, request: Worker, response: Response) -> None:
        """Revoke a feed: its path shows nothing any more."""
        written(response, await feeds.revoke(feed_id, request), SOURCE)

    @router.get(
        "/calendar/{token}.ics", response_class=Response, responses={200: {"content": {MEDIA_TYPE: {}}}}
    )
    async def read_feed(token: str, request: HttpRequest) -> Response:
        """Read it as iCalendar (RFC 5545); a calendar program sends nothing but the path."""
        person = await feeds.person_of(token)
        owed = await calendars.of(person)
        language = preferred(header(request.scope, b"accept-language") or "zh-CN")
        text = calendar(person, owed, clock.now(), language)
        return Response(text, headers=dict(HEADERS), media_type=MEDIA_TYPE)

    return router


class _Named(BaseModel):
    """The stored answer: never with the secret, which is stored nowhere."""

    feed_id: UUID
    person: str
