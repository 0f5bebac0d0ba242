"""Within a major version a contract only grows: which changes of a JSON Schema break a reader or a writer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Schema = Mapping[str, Any]

Direction = Literal["both", "in", "out"]
"""Who depends on a schema: those who write it to us (`in`), those who read it of us (`out`), or both."""

_BOUNDS_AT_MOST = ("maximum", "maxLength", "maxItems")
_BOUNDS_AT_LEAST = ("minimum", "minLength", "minItems")
_FIXED = ("type", "format", "pattern", "const")


def breaks(old: Schema, new: Schema) -> list[str]:
    """Return one sentence for each change that is not an optional addition; none means compatible."""
    return breaks_within(old, new, old, new, "data", "both")


def breaks_within(  # noqa: PLR0913, PLR0917 -- two schemas, each in its document
    old: Schema, new: Schema, old_root: Schema, new_root: Schema, path: str, direction: Direction
) -> list[str]:
    """Return the same for two schemas that refer to others of their documents."""
    return list(_Comparison(old_root, new_root, direction, set()).of(old, new, path))


@dataclass(frozen=True, slots=True)
class _Comparison:
    old_root: Schema
    new_root: Schema
    direction: Direction
    compared: set[tuple[str, str]]

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        pair = str(old.get("$ref")), str(new.get("$ref"))
        if pair in self.compared:
            return
        if "$ref" in old and "$ref" in new:
            # A schema that holds itself is compared once.
            self.compared.add(pair)
        old, new = resolved(old, self.old_root), resolved(new, self.new_root)
        for word in _FIXED:
            if old.get(word) != new.get(word):
                yield f"{path}: {word} was {old.get(word)!r}, is {new.get(word)!r}"
        if old.get("enum") != new.get("enum") and not set(old.get("enum", ())) <= set(new.get("enum", ())):
            yield f"{path}: values were taken from the enum"
        yield from self._bounds(old, new, path)
        yield from self._object(old, new, path)
        if "items" in old and "items" in new:
            yield from self.of(old["items"], new["items"], f"{path}[]")
        yield from self._alternatives(old.get("anyOf", []), new.get("anyOf", []), path)

    def _bounds(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        for word in (*_BOUNDS_AT_MOST, *_BOUNDS_AT_LEAST):
            before, after = old.get(word), new.get(word)
            if before == after or (self.direction == "in" and not _tighter(word, before, after)):
                continue
            yield f"{path}: {word} was {before!r}, is {after!r}"

    def _object(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{path}.{name}: was removed"
            else:
                yield from self.of(before[name], after[name], f"{path}.{name}")
        was, is_ = set(old.get("required", ())), set(new.get("required", ()))
        if self.direction != "out":
            for name in sorted(is_ - was):
                yield f"{path}.{name}: became required, and old writers do not send it"
        if self.direction != "in":
            for name in sorted(was - is_):
                yield f"{path}.{name}: became optional, and old readers rely on it"

    def _alternatives(self, before: list[Schema], after: list[Schema], path: str) -> Iterator[str]:
        fewer, more = len(after) < len(before), len(after) > len(before)
        if (fewer and self.direction != "out") or (more and self.direction != "in"):
            yield f"{path}: had {len(before)} alternatives, has {len(after)}"
        for one, other in zip(before, after, strict=False):
            yield from self.of(one, other, path)


def _tighter(word: str, before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return after is not None
    return after < before if word in _BOUNDS_AT_MOST else after > before


def resolved(schema: Schema, root: Schema) -> Schema:
    """Return the schema that a reference within its document stands for; any other stands for itself."""
    reference = schema.get("$ref")
    if reference is None:
        return schema
    found: Any = root
    for name in reference.removeprefix("#/").split("/"):
        found = found[name]
    target: Schema = found
    return target
