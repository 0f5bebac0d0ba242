"""The relay's numbers, each with its reason."""

from typing import Final

ROWS_MAX: Final = 2_000
"""Rows in memory at once; a larger read costs latency and gains no throughput."""

READ_MAX_BYTES: Final = 8 * 1024 * 1024
"""Headers and values in memory at once; one row may be larger and then comes alone."""

POLL_MIN_S: Final = 0.020
POLL_MAX_S: Final = 0.250
"""The poll after a found row, doubling while nothing comes: an idle relay asks four times a second."""

SLOW_PARTITION_S: Final = 1.0
"""After this the other partitions go on without the ones that have not acknowledged."""

PARTITION_PAUSE_S: Final = 2.0
"""How long a partition that the broker refused is left alone."""

BLOCKED_KEYS_MAX: Final = 10_000
"""Keys of busy partitions that a read leaves out. Beyond it a read may hold only such rows, and the
others wait for the busy partitions: slower, never wrong."""

LEASE_RETRY_S: Final = 0.5
"""How often a waiting relay asks for the lock."""

RECOVERY_MIN_S: Final = 0.1
RECOVERY_MAX_S: Final = 5.0
"""The pause after a lost database or broker, doubling."""

CONNECT_TIMEOUT_S: Final = 10.0
STATEMENT_TIMEOUT_S: Final = 10.0

IDLE_SESSION_MAX_MS: Final = 30_000
"""A frozen relay loses its lock after this; a working one asks something every second."""

STANDING_EVERY_S: Final = 1.0

QUARANTINED_SHOWN_MAX: Final = 200

RELAY_LOCK_CLASS: Final = 20_517
"""Tells the relays' advisory locks from any other use of the two-number lock space."""
