"""Stored events as JSON and back: a stable type name, an integer version, upcasts raw to raw.

An upcast takes the decoded JSON of one version and returns that of the next one. It never sees
today's class, so that changing the class cannot change the past.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import msgspec

from shared.kit.errors import KitError


class EventClass(Protocol):
    """A frozen class of plain fields that says its stored name and version.

    A slotted dataclass will do; a `msgspec.Struct` is made in a tenth of its time, for what comes in bulk.
    """

    TYPE: ClassVar[str]
    VERSION: ClassVar[int]


Event = TypeVar("Event", bound=EventClass)
Raw = dict[str, Any]
Upcast = Callable[[Raw], Raw]


class UnknownEvent(KitError):  # noqa: N818 -- it names what came
    """A stored event has a type, or a version, that this release has never known.

    The database is ahead of the code: deploy the release that wrote it.
    """

    code = "unknown_event"


class Encoded(msgspec.Struct, frozen=True, gc=False):
    """An event as it is stored."""

    type: str
    schema_version: int
    data: bytes


class Codec(Generic[Event]):
    """Knows every event class of one stream, and the way up from each older version."""

    def __init__(
        self, *event_classes: type[Event], upcasts: Mapping[tuple[str, int], Upcast] | None = None
    ) -> None:
        """Raises `ValueError` for a type used twice, a missing upcast or one that leads nowhere."""
        self._upcasts = dict(upcasts or {})
        self._classes = {cls.TYPE: cls for cls in event_classes}
        if len(self._classes) != len(event_classes):
            raise ValueError("two event classes have the same TYPE")
        needed = {(cls.TYPE, older) for cls in event_classes for older in range(1, cls.VERSION)}
        if needed != self._upcasts.keys():
            raise ValueError(f"upcasts missing or leading nowhere: {sorted(needed ^ self._upcasts.keys())}")
        self._decoders = {cls.TYPE: msgspec.json.Decoder(cls) for cls in event_classes}
        self._encoder = msgspec.json.Encoder()

    @property
    def types(self) -> Sequence[str]:
        """Every stored type this codec knows."""
        return tuple(self._classes)

    def encode(self, event: Event) -> Encoded:
        """Return the event as it will be stored for ever. Raises `UnknownEvent`."""
        if self._classes.get(event.TYPE) is not type(event):
            raise UnknownEvent(f"{type(event).__name__} is not of this stream")
        return Encoded(event.TYPE, event.VERSION, self._encoder.encode(event))

    def decode(self, type_: str, schema_version: int, data: bytes) -> Event:
        """Return the event in today's class, whatever version it was stored in. Raises `UnknownEvent`."""
        event_class = self._classes.get(type_)
        if event_class is None or not 1 <= schema_version <= event_class.VERSION:
            raise UnknownEvent(f"{type_} version {schema_version}")
        if schema_version == event_class.VERSION:
            return self._decoders[type_].decode(data)
        raw: Raw = msgspec.json.decode(data)
        for version in range(schema_version, event_class.VERSION):
            raw = self._upcasts[type_, version](raw)
        return msgspec.convert(raw, event_class)
