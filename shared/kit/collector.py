"""Memory of a long-lived process that handles its work in batches: the collector and the allocator."""

import ctypes
import gc
from typing import Final

YOUNG_OBJECTS_MAX: Final = 50_000
"""A batch makes many objects and drops them all at its end by counting references; at Python's 700 the
collector would walk the living ones dozens of times in between, for a fifth of all processor time."""

YOUNG_ROUNDS: Final = 20
MIDDLE_ROUNDS: Final = 20

FREE_BYTES_KEPT: Final = 64 * 1024 * 1024
"""What a batch gives back stays with the process up to this, for the next batch. Returned at glibc's
128 KiB, each page of it would be asked for, and zeroed by the kernel, once more with every batch."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_MMAPPED_BYTES_MIN: Final = 32 * 1024 * 1024
"""A block as large as this is still one of its own, returned at once; glibc takes no higher bound."""


def settle() -> None:
    """What exists now is never walked again, what comes is walked seldom, and what is freed is used again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS_MAX, YOUNG_ROUNDS, MIDDLE_ROUNDS)
    _keep_freed()


def _keep_freed() -> None:
    """The allocator keeps `FREE_BYTES_KEPT`; where the C library is not glibc, it does as it does."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, FREE_BYTES_KEPT)
        mallopt(_MMAP_THRESHOLD, _MMAPPED_BYTES_MIN)
