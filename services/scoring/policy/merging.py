"""A set of changes applied to a whole: JSON Merge Patch (RFC 7396)."""

from collections.abc import Mapping
from typing import Any


def merged(whole: Any, changes: Any) -> Any:
    """Return `whole` with each named member replaced, `null` removing it; lists are replaced as a whole."""
    if not isinstance(changes, Mapping):
        return changes
    kept: dict[str, Any] = dict(whole) if isinstance(whole, Mapping) else {}
    for name, change in changes.items():
        if change is None:
            kept.pop(name, None)
        else:
            kept[name] = merged(kept.get(name), change)
    return kept
