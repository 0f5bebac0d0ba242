"""Who calls, and whether they may: `Authorization: Bearer tk_…` against the service's own keys."""

from fastapi.openapi.models import HTTPBearer as HTTPBearerModel
from fastapi.security.base import SecurityBase
from starlette.requests import Request

from shared.contracts.roles import Role
from shared.kit.http.edge import edge_of
from shared.kit.http.key_ring import Principal
from shared.kit.http.problems import HttpProblem
from shared.kit.http.scope import header


class Requires(SecurityBase):
    """A dependency: the caller, who has one of `roles`. 401 without a living key, 403 without a role."""

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)
        self.model = HTTPBearerModel(bearerFormat="tk_…", description="An API key of this service")
        self.scheme_name = "ApiKey"

    async def __call__(self, request: Request) -> Principal:
        """Return the caller."""
        scheme, _, token = (header(request.scope, b"authorization") or "").partition(" ")
        edge = edge_of(request)
        principal = await edge.keys.principal(token.strip()) if scheme.lower() == "bearer" else None
        if principal is None:
            challenge = f'Bearer realm="{edge.service}"' + (', error="invalid_token"' if token else "")
            raise HttpProblem("unauthenticated", headers={"WWW-Authenticate": challenge})
        if self.roles and not self.roles & principal.roles:
            raise HttpProblem("forbidden", required_roles=sorted(self.roles))
        return principal


def requires(*roles: Role) -> Requires:
    """Return the dependency that lets callers with one of `roles` in; without roles, every living key."""
    return Requires(*roles)
