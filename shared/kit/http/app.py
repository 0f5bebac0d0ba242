"""Makes the FastAPI application of a service out of its routers and the kit's rules."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from shared.kit.http.docs import show_docs
from shared.kit.http.edge import Edge
from shared.kit.http.failures import handlers
from shared.kit.http.health import Health, probes, status
from shared.kit.http.limits import Bounds, Limits
from shared.kit.http.openapi import document
from shared.kit.http.problems import HttpProblem, Problem, Problems
from shared.kit.http.shortcut import Shortcut
from shared.kit.http.telemetry import Telemetry

DEFAULT_BOUNDS = Bounds()
NO_EXAMPLES: Mapping[type[Any], Any] = MappingProxyType({})


class Application(FastAPI):
    """FastAPI within the kit's layers and without its own for errors, telemetry and body sizes.

    `Telemetry` and `Limits` do all three, and every layer costs on every request.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The request is answered; nothing else is taken."""
        if self.middleware_stack is None:
            self.middleware_stack = self.build_middleware_stack()
        scope["app"] = self
        await self.middleware_stack(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """Return the kit's layers around the framework's routes."""
        routes: ASGIApp = AsyncExitStackMiddleware(self.router)
        stack: ASGIApp = ExceptionMiddleware(routes, handlers=self.exception_handlers)
        for layer in reversed(self.user_middleware):
            stack = layer.cls(stack, *layer.args, **layer.kwargs)
        return stack


def create_app(  # noqa: PLR0913 -- named parts of one application
    edge: Edge,
    health: Health,
    *,
    title: str,
    routers: Sequence[APIRouter],
    problems: Iterable[Problem] = (),
    description: str = "",
    version: str = "1",
    bounds: Bounds = DEFAULT_BOUNDS,
    examples: Mapping[type[Any], Any] = NO_EXAMPLES,
) -> FastAPI:
    """Return the application: the service's routes, the kit's around them, problems for every failure.

    `problems` are the rows of the service's own rejections. Each router carries its whole prefix
    (`/v1`). `examples` are of bodies' classes, for the document. Resources are the wiring's: the
    application opens and closes none.
    """
    registry = Problems(problems)
    answers = handlers(registry)
    app = Application(
        title=title,
        description=description,
        version=version,
        docs_url=None,  # the framework's page is made of parts from other people's networks
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
        generate_unique_id_function=attrgetter("name"),
        exception_handlers=answers,  # type: ignore[arg-type]  # each takes its own exception
        middleware=[
            Middleware(Telemetry, problems=registry),
            Middleware(Limits, bounds=bounds),
            Middleware(Shortcut, handlers=answers),
        ],
    )
    app.state.edge = edge
    # The service's own first: routes are tried in order, and commands are what comes most.
    for router in (*routers, status(health), _pages(registry), probes(health)):
        app.include_router(router)
    show_docs(app)
    described = partial(document, app, registry, examples)
    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way
    return app


def create_probes(health: Health) -> FastAPI:
    """Return the application of a process that serves no requests: probes and metrics only."""
    registry = Problems()
    app = FastAPI(
        openapi_url=None,
        exception_handlers=handlers(registry),  # type: ignore[arg-type]  # each takes its own exception
        middleware=[Middleware(Telemetry, problems=registry)],
    )
    app.include_router(probes(health))
    return app


def _pages(registry: Problems) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/problems/{slug}")
    async def read_problem(slug: str, request: Request) -> Response:  # noqa: ARG001 -- the signature of a route
        row = registry.get(slug.replace("-", "_"))
        if row is None:
            raise HttpProblem("not_found")
        return JSONResponse(
            {
                "type": row.type,
                "code": row.code,
                "status": row.status,
                "title": {"zh-CN": row.zh, "en": row.en},
            }
        )

    return router
