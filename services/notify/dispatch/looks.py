"""When the dispatcher looks for work next: at once when there is news, yet never for most of its time."""

from dataclasses import dataclass
from typing import Final

POLL_S: Final = 0.02
POLL_SHARE: Final = 10
"""Without news, looking takes at most a tenth of the time, however many lanes wait."""

POLL_MAX_S: Final = 5.0
"""Retries that nobody tells of wait no longer, however slow one look was."""

TOLD_S: Final = 0.001
TOLD_SHARE: Final = 2
"""While there is news, at most a third, `CREDIT_S` aside: an endless stream of it holds up no calls."""

CREDIT_S: Final = 0.1
"""So much may be looked ahead of that share: one slow look, or news twice in a moment, makes nobody wait."""


@dataclass(slots=True)
class Looks:
    """The looks of one process, and what they cost. Times are monotonic seconds.

    The share of looks that news brings is kept by the generic cell rate algorithm (ITU-T I.371):
    `_paid_until` is when all looks so far will have had their share of the time.
    """

    _began: float = 0.0
    _ended: float = 0.0
    _paid_until: float = 0.0
    _is_told: bool = False

    def told(self) -> None:
        """There is news: the next look comes early."""
        self._is_told = True

    def begin(self, now: float) -> None:
        """A look begins; what is told from here on, it may have missed."""
        self._began, self._is_told = now, False

    def end(self, now: float) -> None:
        """The look is over, and its cost known."""
        self._ended = now
        self._paid_until = max(self._paid_until, self._began) + (1 + TOLD_SHARE) * (now - self._began)

    def wait_s(self, now: float) -> float:
        """Return how long the next look has to wait; nothing or less when it is due."""
        at_latest = self._ended + min(POLL_MAX_S, max(POLL_S, POLL_SHARE * (self._ended - self._began)))
        if not self._is_told:
            return at_latest - now
        return min(at_latest, max(self._ended + TOLD_S, self._paid_until - CREDIT_S)) - now
