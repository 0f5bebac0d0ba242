"""The outermost layer: every request has a trace, a time, and an answer, whatever happens inside."""

from time import perf_counter

import structlog
from prometheus_client import Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.kit import metrics, tracing
from shared.kit.http.problems import HttpProblem, Problems
from shared.kit.http.scope import header, template
from shared.kit.postgres.failures import is_momentary

log = structlog.get_logger()

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Telemetry:
    """ASGI middleware; an exception that nothing inside answered becomes a problem here."""

    def __init__(self, app: ASGIApp, problems: Problems) -> None:
        self._app, self._problems = app, problems
        self._series: dict[tuple[str, str, int], Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered, traced, timed, and logged if it failed."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif tracing.recording():
            with tracing.span(scope["method"], "server", parent=header(scope, b"traceparent")):
                await self._answer(scope, receive, send)
        else:
            token = tracing.enter(tracing.begin(tracing.parse(header(scope, b"traceparent"))))
            try:
                await self._answer(scope, receive, send)
            finally:
                tracing.leave(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = perf_counter(), 0

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, observed)
        except Exception as error:
            if status:
                # Half an answer is on its way: only cutting the connection tells the client.
                raise
            await self._failed(error, scope, receive, observed)
        finally:
            self._measured(scope, status, perf_counter() - begun)

    async def _failed(self, error: Exception, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(error, HttpProblem):
            response = self._problems.answer(
                scope, error.code, detail=error.text, headers=error.headers, members=error.members
            )
        elif is_momentary(error):
            log.warning("request.unavailable", reason=type(error).__name__, route=template(scope))
            response = self._problems.answer(scope, "unavailable")
        else:
            log.error("request.failed", route=template(scope), exc_info=error)
            response = self._problems.answer(scope, "internal")
        await response(scope, receive, send)

    def _measured(self, scope: Scope, status: int, seconds: float) -> None:
        # Paths and methods come from outside; only templates and known methods may become labels.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = template(scope) or "none"
        series = self._series.get((method, route, status))
        if series is None:
            series = metrics.http_seconds.labels(method, route, str(status))
            self._series[method, route, status] = series
        series.observe(seconds)
        if tracing.recording():
            tracing.annotate(
                f"{method} {route}",
                **{"http.request.method": method, "http.route": route, "http.response.status_code": status},
            )
