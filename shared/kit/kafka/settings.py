"""Every bound and setting of our Kafka clients, with its unit in its name and its reason beside it."""

from typing import Final

REQUEST_TIMEOUT_MS: Final = 10_000
"""A dead socket is a wait, not an error: after this a request fails and its connection is replaced."""

METADATA_MAX_AGE_MS: Final = 30_000
"""A moved leader is also learnt from its refusal; this only bounds how long a silent move is unseen."""

RETRY_BACKOFF_MS: Final = 100

CONNECTIONS_MAX_IDLE_MS: Final = 540_000
"""Below the broker's own ten minutes, so that it is we who close and never a request that finds out."""

RECORD_MAX_BYTES: Final = 1_000_000
"""The largest record that we send. A broker takes batches of 1 MiB by default, this and its header."""

BATCH_MAX_BYTES: Final = 524_288
"""Where a batch is closed while more records follow; one record larger than this travels alone."""

PROVISION_TIMEOUT_S: Final = 60.0
"""Within this every declared topic exists and has its leaders, or the start fails."""

PROVISION_POLL_S: Final = 0.1

STOP_GRACE_S: Final = 5.0
"""How long a stopping client waits for what it has in flight before it lets go."""
