"""Which changes of an OpenAPI document break a caller: something is gone, or something new is demanded."""

from collections.abc import Iterator, Mapping
from typing import Any

from shared.contracts.compatibility import Direction, breaks_within

Document = Mapping[str, Any]
Operation = Mapping[str, Any]

_METHODS = ("get", "post", "put", "patch", "delete")


def api_breaks(old: Document, new: Document) -> list[str]:
    """Return one sentence for each change of `/v1` that a caller of before would stumble over."""
    return list(_breaks(old, new))


def _breaks(old: Document, new: Document) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method in _METHODS:
            if method not in methods:
                continue
            name = f"{method.upper()} {path}"
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                yield f"{name}: was removed"
                continue
            yield from _of_operation(methods[method], now, old, new, name)


def _of_operation(was: Operation, now: Operation, old: Document, new: Document, name: str) -> Iterator[str]:
    yield from _of_roles(set(was.get("x-roles", ())), set(now.get("x-roles", ())), name)
    yield from _of_parameters(was, now, old, new, name)
    before, after = was.get("requestBody"), now.get("requestBody")
    if after is not None and after.get("required") and (before is None or not before.get("required")):
        yield f"{name}: a body became required"
    if before is not None:
        told = (after or {}).get("content", {})
        yield from _of_content(before["content"], told, old, new, f"{name} body", "in")
    for status, answer in was["responses"].items():
        if not status.startswith("2"):
            continue
        if status not in now["responses"]:
            yield f"{name}: is not answered with {status} any more"
            continue
        shown, told = answer.get("content", {}), now["responses"][status].get("content", {})
        yield from _of_content(shown, told, old, new, f"{name} {status}", "out")


def _of_roles(was: set[str], now: set[str], name: str) -> Iterator[str]:
    # No role named means that every living key may call.
    if now and not was:
        yield f"{name}: is not for everybody any more, only for {', '.join(sorted(now))}"
    elif now and was - now:
        yield f"{name}: is not for {', '.join(sorted(was - now))} any more"


def _of_parameters(was: Operation, now: Operation, old: Document, new: Document, name: str) -> Iterator[str]:
    before = {(one["in"], one["name"]): one for one in was.get("parameters", ())}
    after = {(one["in"], one["name"]): one for one in now.get("parameters", ())}
    for key, one in before.items():
        if key not in after:
            yield f"{name}: the {one['in']} parameter {one['name']} was removed"
        else:
            path = f"{name} {one['name']}"
            yield from breaks_within(one["schema"], after[key]["schema"], old, new, path, "in")
    for key, one in after.items():
        if one.get("required") and not before.get(key, {}).get("required"):
            yield f"{name}: the {one['in']} parameter {one['name']} became required"


def _of_content(  # noqa: PLR0913, PLR0917 -- two contents, each in its document
    was: Mapping[str, Any],
    now: Mapping[str, Any],
    old: Document,
    new: Document,
    name: str,
    direction: Direction,
) -> Iterator[str]:
    for kind, said in was.items():
        if kind not in now:
            yield f"{name}: {kind} was removed"
        else:
            schemas = said.get("schema", {}), now[kind].get("schema", {})
            yield from breaks_within(*schemas, old, new, name, direction)
