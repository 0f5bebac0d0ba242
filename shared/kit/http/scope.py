"""Reading an ASGI scope by hand, where the framework's objects would cost more than the work itself."""

from starlette.types import Scope


def header(scope: Scope, name: bytes) -> str | None:
    """Return the first header of that lower-case name."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value, "latin-1")
    return None


def template(scope: Scope) -> str:
    """Return the template of the route a scope was matched to, such as `/v1/visits/{id}`; empty if none."""
    context = (scope.get("fastapi") or {}).get("effective_route_context")
    found = getattr(context, "path_format", None) or getattr(scope.get("route"), "path_format", None)
    return str(found or "")
