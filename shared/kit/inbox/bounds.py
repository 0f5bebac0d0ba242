"""The inbox's numbers, each with its reason."""

from datetime import UTC, datetime, timedelta
from typing import Final

BATCH_EVENTS_MAX: Final = 500
"""Events in one HTTP batch, so that its answer comes within the request's time."""

EVENT_MAX_BYTES: Final = 262_144
"""One event's data. What is larger belongs in a store of its own, with a reference here."""

ATTRIBUTE_MAX_CHARACTERS: Final = 1_024
"""One CloudEvents attribute; ids and types are stored and indexed."""

DETAIL_MAX_CHARACTERS: Final = 2_000
"""What a dead letter says beyond its reason."""

FUTURE_MAX: Final = timedelta(minutes=5)
"""How far a sender's clock may run ahead of ours."""

ANCIENT: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""No system that sends us events is older; an earlier time is a unit mistaken or a zero."""

POLL_EVENTS_MAX: Final = 1_000
POLL_TIMEOUT_MS: Final = 500
FETCH_MAX_BYTES: Final = 16 * 1024 * 1024
"""Records in memory at once, fetched ahead included."""

LANES_MAX: Final = 200
"""Keys whose events are handled together, one event of each: a group commit takes as many commands."""

WAVES_MAX: Final = 2
"""So many such groups at once: one is decided while the database writes the other."""

RETRY_MIN_S: Final = 0.05
RETRY_MAX_S: Final = 5.0
"""The pause while the database or a bound is in the way, doubling."""

SESSION_TIMEOUT_MS: Final = 10_000
HEARTBEAT_MS: Final = 3_000
MAX_POLL_INTERVAL_MS: Final = 300_000
"""A batch that waits longer for the database is given to another member, and repeated by it."""

STOP_GRACE_S: Final = 3.0
"""How long a stopping consumer may finish its batch; then it is cut, and the batch comes again."""

LISTED_MAX: Final = 1_000
"""Dead letters in one listing or redrive."""
