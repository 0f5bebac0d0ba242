"""Each exception that may leave a route becomes one problem document. Nothing else answers errors."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.kit import metrics
from shared.kit.decider import Rejection
from shared.kit.errors import AlreadyReserved, KitError, Operational, WrongVersion
from shared.kit.http.etag import etag
from shared.kit.http.problems import BY_STATUS, HttpProblem, Problems, preferred
from shared.kit.http.validation import described

log = structlog.get_logger()

Handler = Callable[[Request, Any], Awaitable[Response]]
_JSON = ("application/json", "+json")


def handlers(problems: Problems) -> Mapping[type[Exception], Handler]:
    """Return the handlers to install; the framework picks the nearest class of the exception."""

    async def problem(request: Request, error: HttpProblem) -> Response:
        return problems.answer(
            request.scope, error.code, detail=error.text, headers=error.headers, members=error.members
        )

    async def framework(request: Request, error: HTTPException) -> Response:
        code = BY_STATUS.get(
            error.status_code,
            "internal" if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR else "bad_request",
        )
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = _allowed(request)
        return problems.answer(request.scope, code, headers=headers)

    async def rejection(request: Request, error: Rejection) -> Response:
        metrics.rejections.labels(error.code).inc()
        log.info("command.rejected", code=error.code)
        return problems.answer(request.scope, error.code, members={"params": dict(error.detail)})

    async def kit(request: Request, error: KitError) -> Response:
        return _kit(problems, request, error)

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return _invalid(problems, request, error)

    return {
        HttpProblem: problem,
        HTTPException: framework,
        Rejection: rejection,
        KitError: kit,
        RequestValidationError: invalid,
    }


def _allowed(request: Request) -> str:
    """Return every method of the path; the framework names those of one of its routes only."""
    path, methods = request.url.path, set()
    for context in iter_route_contexts(request.app.routes):
        pattern = getattr(context, "path_regex", None)
        if pattern is not None and pattern.match(path):
            methods |= set(getattr(context, "methods", None) or ())
    return ", ".join(sorted(methods))


def _kit(problems: Problems, request: Request, error: KitError) -> Response:
    if isinstance(error, WrongVersion):
        current: dict[str, object] = {"current_version": error.actual}
        if "if-match" in request.headers:
            tagged = {"ETag": etag(error.actual)}
            return problems.answer(request.scope, "precondition_failed", headers=tagged, members=current)
        return problems.answer(request.scope, error.code, members=current)
    if isinstance(error, AlreadyReserved):
        held: dict[str, object] = {"params": {"kind": error.kind, "holder": error.holder}}
        return problems.answer(request.scope, error.code, members=held)
    if isinstance(error, Operational):
        log.warning("request.unavailable", code=error.code, reason=str(error))
        return problems.answer(request.scope, "unavailable")
    if problems.get(error.code) is None:
        log.error("request.failed", code=error.code, reason=str(error))
        return problems.answer(request.scope, "internal")
    return problems.answer(request.scope, error.code)


def _invalid(problems: Problems, request: Request, error: RequestValidationError) -> Response:
    faults = error.errors()
    malformed = next((fault for fault in faults if fault["type"] == "json_invalid"), None)
    if malformed is not None:
        detail = f"{malformed['ctx']['error']} at character {malformed['loc'][-1]}"
        return problems.answer(request.scope, "malformed_json", detail=detail)
    # Without a JSON content type the framework hands the model raw bytes, and the honest answer is
    # about the type, not that bytes are no object.
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if any(tuple(fault["loc"]) == ("body",) for fault in faults) and error.body and not media.endswith(_JSON):
        return problems.answer(
            request.scope, "unsupported_media_type", headers={"Accept": "application/json"}
        )
    language = preferred(request.headers.get("accept-language", ""))
    errors = [described(fault, language) for fault in faults]
    return problems.answer(request.scope, "invalid", members={"errors": errors})
