"""Every value of the book with its place, subject and label: what printing, comparing and checking share."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.policy.label import Label
from shared.policy.rule import Rule, Text
from shared.policy.working_time import WorkingDuration

Path = tuple[str, ...]

OF_EVERY_RULE = frozenset(Rule.model_fields)
"""What each rule has beside its values: title, source and reason."""

_WHOLE = (Text, WorkingDuration)
"""Models that are told as one value."""


@dataclass(frozen=True, slots=True)
class Place:
    """One value: where it stands, of which rule it is told, under which key of it, and how it is called."""

    path: Path
    rule: Text
    label: Label
    value: Any
    key: Text | None = None

    @property
    def subject(self) -> Text:
        """Return the rule's title with the key."""
        if self.key is None:
            return self.rule
        return Text(zh=f"{self.rule.zh}（{self.key.zh}）", en=f"{self.rule.en} ({self.key.en})")


class Unlabelled(LookupError):  # noqa: N818 -- named for the fact in the way
    """A field of the book's models has no Label; add one beside its type."""


def rules(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Rule]]:
    """Yield every rule of `model` with its path, itself first, in the order of the book."""
    if isinstance(model, Rule):
        yield path, model
    for inner_path, inner in inner_rules(model, path):
        yield from rules(inner, inner_path)


def inner_rules(model: BaseModel, path: Path = ()) -> Iterator[tuple[Path, Rule]]:
    """Yield the rules that stand in `model` itself, not those within them, in the order of the book."""
    for name, value in model:
        for key, part in _parts(value):
            if isinstance(part, Rule):
                yield (*path, name, *key), part
            else:
                yield from inner_rules(part, (*path, name, *key))


def places(model: BaseModel, subject: Text, path: Path = ()) -> Iterator[Place]:
    """Yield every value in `model`, with those of all rules within, in the order of the book."""
    yield from own_places(model, subject, path)
    for inner_path, inner in inner_rules(model, path):
        yield from places(inner, inner.title, inner_path)


def own_places(model: BaseModel, subject: Text, path: Path = (), key: Text | None = None) -> Iterator[Place]:
    """Yield the values in `model` that belong to no rule within it."""
    of_rule = OF_EVERY_RULE if isinstance(model, Rule) else frozenset()
    for name, info in type(model).model_fields.items():
        if name not in of_rule:
            found = _of_field(getattr(model, name), info, subject, (*path, name))
            # Most places have a key or need none, and a copy of each would be most of the walk.
            yield from (replace(place, key=key) if key and not place.key else place for place in found)


def _parts(value: Any) -> Iterator[tuple[Path, BaseModel]]:
    """Yield the models in a field's value with their keys."""
    if isinstance(value, BaseModel) and not isinstance(value, _WHOLE):
        yield (), value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            if isinstance(part, BaseModel) and not isinstance(part, _WHOLE):
                yield (str(key),), part


def _of_field(value: Any, info: FieldInfo, subject: Text, path: Path) -> Iterator[Place]:
    label, parts = _label(info), list(_parts(value))
    if any(isinstance(part, Rule) for _, part in parts):
        return
    if parts:
        for key, part in parts:
            yield from own_places(part, subject, (*path, *key), _said_key(key, label))
        return
    if isinstance(value, Mapping) and not value and label is None:
        return
    if label is None:
        raise Unlabelled(".".join(path))
    if isinstance(value, Mapping) and label.keys is not None:
        for name, one in value.items():
            yield Place((*path, str(name)), subject, label, one, _said_key((str(name),), label))
        return
    yield Place(path, subject, label, value)


def _label(info: FieldInfo) -> Label | None:
    return next((one for one in info.metadata if isinstance(one, Label)), None)


def _said_key(key: Path, label: Label | None) -> Text | None:
    if not key:
        return None
    words = (label.keys or {}).get(key[0]) if label else None
    return words or Text(zh=key[0], en=key[0])
