"""Stored events: written once, readable for ever."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest

from shared.kit.eventstore.codec import Codec, UnknownEvent


@dataclass(frozen=True, slots=True)
class Noted:
    TYPE: ClassVar[str] = "noted"
    VERSION: ClassVar[int] = 3
    text: str
    at: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    TYPE: ClassVar[str] = "forgotten"
    VERSION: ClassVar[int] = 1


AT = datetime(2026, 1, 5, tzinfo=UTC)


def _renamed(raw: dict[str, Any]) -> dict[str, Any]:
    return {"text": raw["words"], "at": raw["at"]}


def _tagged(raw: dict[str, Any]) -> dict[str, Any]:
    return raw | {"tags": ["old"]}


UPCASTS = {("noted", 1): _renamed, ("noted", 2): _tagged}
codec: Codec[Noted | Forgotten] = Codec(Noted, Forgotten, upcasts=UPCASTS)


def test_an_event_comes_back_as_it_went_in() -> None:
    event = Noted("hello 你好", AT, ("a",))
    encoded = codec.encode(event)
    assert (encoded.type, encoded.schema_version) == ("noted", 3)
    assert codec.decode(encoded.type, encoded.schema_version, encoded.data) == event


def test_an_old_event_climbs_version_by_version() -> None:
    first = b'{"words":"hello","at":"2026-01-05T00:00:00Z"}'
    second = b'{"text":"hello","at":"2026-01-05T00:00:00Z"}'
    assert codec.decode("noted", 1, first) == Noted("hello", AT, ("old",))
    assert codec.decode("noted", 2, second) == Noted("hello", AT, ("old",))


def test_a_field_from_tomorrow_is_passed_over() -> None:
    assert codec.decode("forgotten", 1, b'{"since":"tomorrow"}') == Forgotten()


@pytest.mark.parametrize(("type_", "version"), [("unheard", 1), ("noted", 4), ("noted", 0)])
def test_an_unknown_type_or_version_is_named(type_: str, version: int) -> None:
    with pytest.raises(UnknownEvent, match=f"{type_} version {version}"):
        codec.decode(type_, version, b"{}")


def test_an_event_of_another_stream_is_not_stored() -> None:
    with pytest.raises(UnknownEvent, match="Noted"):
        Codec(Forgotten).encode(Noted("hello", AT))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "upcasts", [{("noted", 1): _renamed}, UPCASTS | {("noted", 3): _tagged}, UPCASTS | {("gone", 1): _tagged}]
)
def test_a_missing_or_useless_upcast_stops_the_start(upcasts: dict[tuple[str, int], Any]) -> None:
    with pytest.raises(ValueError, match="upcasts"):
        Codec(Noted, upcasts=upcasts)


def test_a_type_used_twice_stops_the_start() -> None:
    with pytest.raises(ValueError, match="same TYPE"):
        Codec(Forgotten, Forgotten)
