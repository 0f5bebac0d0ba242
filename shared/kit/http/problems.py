"""Answers failures with problem documents (RFC 9457), in Chinese or English, from the registry."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Literal

import msgspec
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from shared.kit import tracing
from shared.kit.http.registry import BY_STATUS, KIT_PROBLEMS, Problem

__all__ = [
    "BY_STATUS",
    "KIT_PROBLEMS",
    "MEDIA_TYPE",
    "HttpProblem",
    "Language",
    "Problem",
    "Problems",
    "preferred",
]

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1

Language = Literal["zh-CN", "en"]

_KIT = {problem.code: problem for problem in KIT_PROBLEMS}


class HttpProblem(HTTPException):
    """The request ends here with the problem `code` of the kit's registry.

    It is the framework's exception, because FastAPI lets no other through while it reads a body.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        problem = _KIT[code]
        super().__init__(problem.status, detail, dict(headers or {}))
        self.code, self.text, self.members = code, detail, members


class Problems:
    """The registry of one service: the kit's rows and the service's own."""

    def __init__(self, own: Iterable[Problem] = ()) -> None:
        self._rows = dict(_KIT)
        for problem in own:
            if problem.code in self._rows:
                raise ValueError(f"the problem {problem.code} is registered twice")
            self._rows[problem.code] = problem

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._rows.values())

    def get(self, code: str) -> Problem | None:
        """Return the row of `code`, or None."""
        return self._rows.get(code)

    def answer(
        self,
        scope: Scope,
        code: str,
        *,
        detail: str | None = None,
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, object] | None = None,
    ) -> Response:
        """Return the problem document of `code` in the language the client prefers.

        A code without a row is a rejection that nobody has registered: 409, under its own code.
        """
        row = self._rows.get(code) or Problem(code, 409, _KIT["rejected"].zh, _KIT["rejected"].en)
        language = preferred(_header(scope, b"accept-language"))
        here = tracing.current()
        document: dict[str, object] = {
            "type": row.type,
            "title": row.zh if language == "zh-CN" else row.en,
            "status": row.status,
            "code": row.code,
            "instance": scope.get("path", ""),
            "trace_id": here.trace_id if here else "",
        }
        if detail:
            document["detail"] = detail
        return Response(
            msgspec.json.encode(document | dict(members or {})),
            row.status,
            {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
            | ({"Retry-After": str(RETRY_AFTER_S)} if row.status == HTTPStatus.SERVICE_UNAVAILABLE else {})
            | dict(headers or {}),
            MEDIA_TYPE,
        )


def preferred(accept_language: str) -> Language:
    """Return the one of our two languages that the header weighs most; English when it names neither."""
    best: tuple[float, Language] = (0.0, "en")
    for part in accept_language.split(",")[:20]:
        # RFC 9110 allows blanks around the semicolon, and either case.
        tag, _, parameter = part.lower().partition(";")
        weight = parameter.strip().removeprefix("q=")
        primary = tag.strip().partition("-")[0]
        language: Language | None = {"zh": "zh-CN", "en": "en"}.get(primary)  # type: ignore[assignment]
        if language and _weight(weight) > best[0]:
            best = (_weight(weight), language)
    return best[1]


def _weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


def _header(scope: Scope, name: bytes) -> str:
    headers: Sequence[tuple[bytes, bytes]] = scope.get("headers", ())
    return next((value.decode("latin-1") for key, value in headers if key == name), "")
