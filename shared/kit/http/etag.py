"""Versions on the wire: `ETag` says where a stream stands, `If-Match` where the caller thinks it does."""

import re

from starlette.requests import Request

from shared.kit.http.problems import HttpProblem
from shared.kit.http.scope import header

_STRONG = re.compile(r'"(0|[1-9][0-9]{0,17})"')


def etag(version: int) -> str:
    """Return the strong entity tag of a stream's version."""
    return f'"{version}"'


class IfMatch:
    """A dependency: the version the caller has seen. 428 when absent, 400 when it is not one of our tags."""

    async def __call__(self, request: Request) -> int:
        """Return the version, as `handle` takes it for `if_version`."""
        given = header(request.scope, b"if-match")
        if given is None:
            raise HttpProblem("precondition_required", "Send the ETag of your last read as If-Match.")
        found = _STRONG.fullmatch(given.strip())
        if found is None:
            raise HttpProblem("if_match_malformed", 'Expected one strong tag, such as "3".')
        return int(found[1])


if_match = IfMatch()
