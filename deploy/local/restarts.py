"""How often a program that dies is started again: quickly at first, then slower, then not at all."""

from collections import deque

RESTARTS_MAX = 5
RESTARTS_WITHIN_S = 60.0
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 8.0


class Restarts:
    """The restarts of one program. Times are of one monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()
        self.count = 0

    def pause_after_death(self, now: float) -> float | None:
        """How long to wait before the next start; None when it died too often of late to try again."""
        while self._recent and now - self._recent[0] > RESTARTS_WITHIN_S:
            self._recent.popleft()
        if len(self._recent) >= RESTARTS_MAX:
            return None
        pause = min(FIRST_PAUSE_S * 2 ** len(self._recent), LONGEST_PAUSE_S)
        self._recent.append(now)
        self.count += 1
        return float(pause)
