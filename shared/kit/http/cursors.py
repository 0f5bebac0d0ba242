"""Pages by key: where one starts, how long it is, and the address of the next.

`limit` asks for at most 200 rows; there are no counts. A cursor belongs to one list with one set
of filters: used elsewhere, or changed, it is 400 `cursor_invalid`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import urlencode

import msgspec
from fastapi import Query
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from shared.kit.http.edge import edge_of
from shared.kit.http.signed_cursors import Cursors, Key
from shared.kit.http.written_rows import WrittenRows

LIMIT_MAX = 200
LIMIT_DEFAULT = 50
CURSOR_CHARACTERS_MAX = 1_024
Row = TypeVar("Row")
Item = TypeVar("Item")
_JSON = msgspec.json.Encoder()


class Page(BaseModel, Generic[Item]):
    """A page of a list. `next` is the address of the page behind it, absent on the last one."""

    items: list[Item]
    next: str | None = Field(default=None, description="Address of the next page, absent on the last one")


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Where a page starts (`after` the key of the row before it, or None) and how long it may be."""

    after: Key | None
    limit: int
    _cursors: Cursors
    _scope: str
    _path: str
    _filters: Sequence[tuple[str, str]]

    @property
    def rows(self) -> int:
        """How many rows to read: one more than shown, which tells whether a next page exists."""
        return self.limit + 1

    @property
    def after_time(self) -> tuple[datetime, str] | None:
        """The same of a list in the order of (time, identity), whose keys are (ISO 8601, identity)."""
        if self.after is None:
            return None
        at, identity = self.after
        return datetime.fromisoformat(str(at)), str(identity)

    def page(self, rows: Sequence[Row], key: Callable[[Row], Key], show: Callable[[Row], Item]) -> Page[Item]:
        """Return the page of `rows` (as many as `rows` asked for), each as `show` shows it."""
        shown = rows[: self.limit]
        last = key(shown[-1]) if len(rows) > self.limit else None
        return Page[Any](items=[show(row) for row in shown], next=self._behind(last))

    def written(self, rows: WrittenRows) -> Response:
        """Return the page of rows that are written already: the same JSON as `page` would become."""
        body = _JSON.encode({"items": rows.items, "next": self._behind(rows.last)})
        return Response(body, media_type="application/json")

    def _behind(self, last: Key | None) -> str | None:
        if last is None:
            return None
        cursor = self._cursors.write(self._scope, last)
        query = urlencode([*self._filters, ("limit", str(self.limit)), ("cursor", cursor)])
        return f"{self._path}?{query}"


async def page_request(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Most rows of the page")] = LIMIT_DEFAULT,
    cursor: Annotated[
        str | None, Query(max_length=CURSOR_CHARACTERS_MAX, description="From `next` of the page before")
    ] = None,
) -> PageRequest:
    """Return where the asked page starts. Raises `HttpProblem` for a cursor of another list."""
    filters = sorted((k, v) for k, v in request.query_params.multi_items() if k not in ("limit", "cursor"))
    path: str = request.scope["path"]
    # The filters are signed too: a cursor made under one filter would skip rows under another.
    scope = f"{path}?{urlencode([f for f in filters if f[0] != 'min_position'])}"
    cursors = edge_of(request).cursors
    after = cursors.read(scope, cursor) if cursor is not None else None
    return PageRequest(after, limit, cursors, scope, path, filters)
