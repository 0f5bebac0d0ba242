"""Identities of our own making: random ones that sort by time, and those of a command's events."""

import secrets
import threading
import time
from hashlib import sha1
from uuid import UUID

import msgspec

_TICKS_PER_MS = 4096
_RANDOM_BITS = 62
_MARKS_OF_5 = 5 << 76 | 0b10 << _RANDOM_BITS
_UNMARKED = ~(0xF << 76 | 0b11 << _RANDOM_BITS)

_EVENTS = UUID("c7a1a3c4-2d5e-5c57-8f2b-64e0b1d9e0a2")


class _Ticks:
    """Counts quarter microseconds of Unix time and never gives the same one twice."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def take(self) -> int:
        now = time.time_ns() * _TICKS_PER_MS // 1_000_000
        # Without the lock two threads could take one tick; without the `+ 1` a clock that steps
        # back, or two calls within one tick, would break the order that index pages rely on.
        with self._lock:
            self._last = max(now, self._last + 1)
            return self._last


_ticks = _Ticks()


def uuid7() -> UUID:
    """Return a UUIDv7 (RFC 9562) greater than every one this process made before.

    The 12 bits after the version hold the fraction of the millisecond (section 6.2, method 3).
    """
    tick = _ticks.take()
    milliseconds, fraction = divmod(tick, _TICKS_PER_MS)
    high = (milliseconds & 0xFFFF_FFFF_FFFF) << 16 | 0x7 << 12 | fraction
    low = 0b10 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    return UUID(int=high << 64 | low)


def id_text(identity: UUID) -> str:
    """Return `str(identity)`, for a quarter of its time: names are formed on every event."""
    text: str = msgspec.to_builtins(identity)
    return text


def event_id(command_id: str, index: int) -> UUID:
    """Return the id of a command's `index`th event; a retried command names its events alike."""
    # `uuid5` by hand, for half its time: this runs on every event.
    digest = sha1(_EVENTS.bytes + f"{index}:{command_id}".encode(), usedforsecurity=False).digest()
    return UUID(int=int.from_bytes(digest[:16]) & _UNMARKED | _MARKS_OF_5)
