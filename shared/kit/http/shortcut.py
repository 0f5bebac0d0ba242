"""The short way to a plain route: the same answer as the framework's, for a third of its work.

A route is plain when all it takes is a JSON body, parameters, the response's headers and dependencies
that ask for no others. Only a request that is well-formed in every part
goes this way. All others go the framework's way unchanged, so there is one place that words refusals.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kit.http.failures import Handler
from shared.kit.http.parameters import NotPlain
from shared.kit.http.plain_route import PlainRoute, plain_route

_PATHS_REMEMBERED_MAX = 1_000


class Shortcut:
    """ASGI middleware, the innermost one: plain routes are answered here, everything else by `app`."""

    def __init__(self, app: ASGIApp, handlers: Mapping[type[Exception], Handler]) -> None:
        self._app, self._handlers = app, handlers
        self._routes: _Routes | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered, or handed on as if nobody had looked at it."""
        if scope["type"] != "http" or scope.get("root_path"):
            await self._app(scope, receive, send)
            return
        routes = self._routes
        if routes is None:
            # Not before the first request: routes may be added until then.
            routes = self._routes = _Routes.of(scope["app"])
        route, parts = routes.find(scope["method"], scope["path"])
        if route is None or scope["app"].dependency_overrides:
            await self._app(scope, receive, send)
            return
        body = b""
        if route.body is not None:
            if not _is_json(scope):
                await self._app(scope, receive, send)
                return
            body, receive = await _read(receive)
        request = Request(scope, receive) if route.body is None else _Read(scope, receive, body)
        try:
            told = route.understood(request, parts, body)
        except (NotPlain, ValidationError):
            await self._app(scope, receive, send)
            return
        scope["route"], scope["path_params"] = route.context, parts
        try:
            answer, headers = await route.answered(request, told)
        except Exception as error:
            handler = self._handler_of(error)
            if handler is None:
                raise
            await (await handler(request, error))(scope, receive, send)
            return
        await _sent(answer, headers, route.status, scope, receive, send)

    def _handler_of(self, error: Exception) -> Handler | None:
        return next((self._handlers[cls] for cls in type(error).__mro__ if cls in self._handlers), None)


@dataclass(slots=True)
class _Routes:
    """Every route in the order of the framework, which takes the first that matches."""

    contexts: Sequence[tuple[Any, PlainRoute | None]]
    found: dict[tuple[str, str], PlainRoute | None] = field(default_factory=dict)

    @classmethod
    def of(cls, app: FastAPI) -> "_Routes":
        return cls([(context, plain_route(context)) for context in iter_route_contexts(app.routes)])

    def find(self, method: str, path: str) -> tuple[PlainRoute | None, dict[str, str]]:
        """Return the plain route of a request with its path's parts; None when the framework must look."""
        try:
            return self.found[method, path], {}
        except KeyError:
            pass
        for context, plain in self.contexts:
            match = context.path_regex.match(path) if context.path_regex is not None else None
            if match is None:
                if context.path_regex is None:
                    break
                continue
            if method in (context.methods or ()):
                parts = match.groupdict()
                if not parts and len(self.found) < _PATHS_REMEMBERED_MAX:
                    self.found[method, path] = plain
                return plain, parts
        return None, {}


class _Read(Request):
    """A request whose body has been read."""

    def __init__(self, scope: Scope, receive: Receive, body: bytes) -> None:
        super().__init__(scope, receive)
        self._body = body

    async def body(self) -> bytes:
        return self._body


def _is_json(scope: Scope) -> bool:
    # The type alone: one with parameters or a suffix is for the framework to judge.
    return any(value == b"application/json" for name, value in scope["headers"] if name == b"content-type")


async def _read(receive: Receive) -> tuple[bytes, Receive]:
    """Return the whole body, and a `receive` that gives it again before it goes on."""
    message = await receive()
    seen = [message]
    while message["type"] == "http.request" and message.get("more_body", False):
        message = await receive()
        seen.append(message)
    # A client that left is for the framework to notice: it finds the same messages.
    body = b"" if message["type"] != "http.request" else b"".join(one.get("body", b"") for one in seen)
    left = iter(seen)

    async def again() -> Message:
        for one in left:
            return one
        return await receive()

    return body, again


async def _sent(  # noqa: PLR0913, PLR0917 -- the parts of an answer, and where it goes
    answer: bytes | Response, headers: Response, status: int, scope: Scope, receive: Receive, send: Send
) -> None:
    if isinstance(answer, Response):
        await answer(scope, receive, send)
        return
    own = [(b"content-length", b"%d" % len(answer)), (b"content-type", b"application/json")]
    start = {"type": "http.response.start", "status": headers.status_code or status}
    await send({**start, "headers": [*own, *headers.raw_headers]})
    await send({"type": "http.response.body", "body": answer})
