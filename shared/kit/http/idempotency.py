"""From an HTTP request to the event store's `Request`: who asks for what, once.

The command id is a hash of (principal, route, Idempotency-Key), its content the SHA-256 of method,
path and raw body. Both are written in the append's transaction, so a repeat after a lost answer
gets the first answer, and another body under the same key is 422.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from fastapi.security.base import SecurityBase
from starlette.requests import Request as HttpRequest

from shared.contracts.roles import Role
from shared.kit import tracing
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.port import CommandId
from shared.kit.http.auth import Requires
from shared.kit.http.edge import edge_of
from shared.kit.http.problems import HttpProblem
from shared.kit.http.scope import header, template
from shared.kit.http.strict_json import refuse_unkeepable

KEY_CHARACTERS_MAX = 255
KEPT_DAYS = 7
"""How long a key is promised to be remembered; published to clients."""

_QUOTED = re.compile(r'"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"')
_TOKEN = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")


def parse_key(text: str) -> str:
    """Return the key that a header holds: a structured-field string (RFC 9651) or a plain token.

    `"abc"` and `abc` are the same key. Raises `HttpProblem` for anything else.
    """
    text = text.strip()
    quoted = _QUOTED.fullmatch(text)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else text
    if not key or len(key) > KEY_CHARACTERS_MAX or not (quoted or _TOKEN.fullmatch(text)):
        raise HttpProblem("idempotency_key_malformed", f"1 to {KEY_CHARACTERS_MAX} visible ASCII characters.")
    return key


class RequestOf(SecurityBase):
    """A dependency: the command's request, by a caller with one of `roles`.

    One dependency instead of four, and headers read by hand: this runs on every command, and
    each declared parameter costs as much as the hash of the body.
    """

    def __init__(self, *roles: Role, key_required: bool = True, is_json: bool = True) -> None:
        self.requires = Requires(*roles)
        self.key_required, self.is_json = key_required, is_json
        self.model, self.scheme_name = self.requires.model, self.requires.scheme_name

    async def __call__(self, request: HttpRequest) -> Request:
        """Return who asks for what, when, and within which trace."""
        principal = await self.requires(request)
        body = await request.body()
        if self.is_json:
            refuse_unkeepable(body)
        scope = request.scope
        content = sha256(f"{scope['method']} {scope['path']}\n".encode() + body).digest()
        given = header(scope, b"idempotency-key")
        if given is not None:
            name = parse_key(given)
        elif self.key_required:
            raise HttpProblem("idempotency_key_missing", "Send a new Idempotency-Key for each new command.")
        else:
            # An update names the version it starts from: the same change from the same version is
            # the same command, so that a repeat after a lost answer is recognised without a key.
            name = f"\n{header(scope, b'if-match') or ''}\n{content.hex()}"
        asked = f"{principal.name}\n{scope['method']} {template(scope)}\n{name}"
        return Request(
            CommandId(sha256(asked.encode()).hexdigest(), content),
            edge_of(request).clock.now(),
            principal.name,
            tracing.traceparent(),
        )


def request_of(*roles: Role, key_required: bool = True, is_json: bool = True) -> Callable[..., Any]:
    """Return the dependency that makes the event store's `Request` for callers with one of `roles`.

    `key_required=False` is for updates under `If-Match`, which need no key to be safe to repeat. A body
    that is not `is_json` is for its route to judge.
    """
    return RequestOf(*roles, key_required=key_required, is_json=is_json)
