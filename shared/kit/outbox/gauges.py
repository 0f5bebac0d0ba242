"""The relay's numbers, at `/metrics` and in the status of its process."""

from collections.abc import Mapping

from shared.kit import metrics
from shared.kit.outbox.rows import Standing


class Gauges:
    """A relay's observer that remembers the last of each number."""

    def __init__(self) -> None:
        self._active = False
        self._sent = 0
        self._standing = Standing(0.0, 0)

    def sent(self, rows: int) -> None:
        """`rows` more were acknowledged by the broker."""
        self._sent += rows
        metrics.relay_sent.inc(rows)

    def standing(self, standing: Standing) -> None:
        """The outbox stands there."""
        self._standing = standing
        metrics.outbox_oldest_age_seconds.set(standing.oldest_row_age_s)
        metrics.outbox_quarantined_keys.set(standing.quarantined_keys)

    def active(self, active: bool) -> None:  # noqa: FBT001 -- a gauge
        """Whether this process is the one relay changed."""
        self._active = active
        metrics.relay_active.set(active)
        if not active:
            # Another process tells from now on; what this one last saw must not stay beside it.
            metrics.outbox_oldest_age_seconds.set(0)
            metrics.outbox_quarantined_keys.set(0)

    async def report(self) -> Mapping[str, object]:
        """Return the part of `/v1/status` that this process knows."""
        return {
            "active": self._active,
            "sent": self._sent,
            "oldest_age_s": round(self._standing.oldest_row_age_s, 3),
            "quarantined_keys": self._standing.quarantined_keys,
        }
