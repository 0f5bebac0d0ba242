"""How many calls a lane may have in flight: up by one per round of successes, halved by a fault.

A revived server is met by one call at a time first, so its backlog does not flatten it again.
"""

from dataclasses import dataclass

LANE_CALLS_MIN = 1
LANE_CALLS_MAX = 8


@dataclass(slots=True)
class Window:
    """Additive increase, multiplicative decrease, between one call and eight."""

    size: float = LANE_CALLS_MIN

    @property
    def calls_max(self) -> int:
        """Return how many calls may be in flight now."""
        return int(self.size)

    def succeeded(self) -> None:
        """One success adds its part of a call, so a full window of them adds one."""
        self.size = min(self.size + 1 / self.size, LANE_CALLS_MAX)

    def failed(self) -> None:
        """A lane fault halves the window."""
        self.size = max(self.size / 2, LANE_CALLS_MIN)
