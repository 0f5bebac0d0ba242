"""Identities of our own making: random ones that sort by time, and those of a command's events."""

import os
import threading
import time
from collections.abc import Iterator
from hashlib import sha1
from struct import iter_unpack
from uuid import UUID, SafeUUID

import msgspec

_RANDOM_BITS = 62
_MARKS_OF_5 = 5 << 76 | 0b10 << _RANDOM_BITS
_UNMARKED = ~(0xF << 76 | 0b11 << _RANDOM_BITS)

_EVENTS = UUID("c7a1a3c4-2d5e-5c57-8f2b-64e0b1d9e0a2").bytes


_DRAWN_BYTES = 4096
"""How much the operating system is asked for at once: a question for each id takes longer than the id."""


class _Numbers:
    """Quarter microseconds of Unix time, none of them twice, each with a number that nobody can guess."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()
        self._drawn: Iterator[tuple[int]] = iter(())

    def take(self) -> tuple[int, int]:
        now = (time.time_ns() << 6) // 15_625  # 4096 of them are a millisecond
        # Without the lock two threads could take one tick; without the `+ 1` a clock that steps
        # back, or two calls within one tick, would break the order that index pages rely on.
        with self._lock:
            last = self._last + 1
            self._last = last = max(last, now)
            for (number,) in self._drawn:
                return last, number
            self._drawn = iter_unpack(">Q", os.urandom(_DRAWN_BYTES))
            return last, next(self._drawn)[0]

    def forget(self) -> None:
        """What was drawn is not used: after a fork the parent has it, too."""
        self._drawn = iter(())


_numbers = _Numbers()
os.register_at_fork(after_in_child=_numbers.forget)

_UNKNOWN = SafeUUID.unknown
_new, _set_int, _set_safe = object.__new__, UUID.__dict__["int"].__set__, UUID.__dict__["is_safe"].__set__


def _uuid(number: int) -> UUID:
    """Return `UUID(int=number)`, without its questions whether that is one."""
    made = _new(UUID)
    _set_int(made, number)
    _set_safe(made, _UNKNOWN)
    return made


def uuid7() -> UUID:
    """Return a UUIDv7 (RFC 9562) greater than every one this process made before.

    The 12 bits after the version hold the fraction of the millisecond (section 6.2, method 3).
    """
    tick, number = _numbers.take()
    high = tick >> 12 << 16 | 0x7000 | tick & 0xFFF
    return _uuid(high << 64 | 0x8000_0000_0000_0000 | number >> 2)


def id_text(identity: UUID) -> str:
    """Return `str(identity)`, for a quarter of its time: names are formed on every event."""
    text: str = msgspec.to_builtins(identity)
    return text


def event_id(command_id: str, index: int) -> UUID:
    """Return the id of a command's `index`th event; a retried command names its events alike."""
    # `uuid5` by hand, for half its time: this runs on every event.
    digest = sha1(_EVENTS + f"{index}:{command_id}".encode(), usedforsecurity=False).digest()
    return _uuid(int.from_bytes(digest[:16]) & _UNMARKED | _MARKS_OF_5)
