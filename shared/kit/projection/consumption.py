"""What both hosts are told, and every number they share, with its unit and its reason."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.kit.errors import Refused
from shared.kit.projection.memory import TopicPartition
from shared.kit.projection.options import TICK_ROWS_MAX, Start
from shared.kit.projection.port import ReadModel

BATCH_RECORDS_MAX: Final = 1_000
"""Records of one statement: more gains nothing, and a crash repeats the whole batch."""

BULK_BYTES_MAX: Final = 16 * 1024 * 1024
"""Of the log, for one statement of a rebuild: some 20,000 records, so that a key's row is written seldom.
One bulk is written, one folded and one fetched at a time; a crash repeats the first two."""

POLL_MS: Final = 200
"""How long a poll waits for a record; also how late a stop or a tick is noticed while nothing comes."""

FETCH_MAX_BYTES: Final = 16 * 1024 * 1024
PARTITION_FETCH_MAX_BYTES: Final = 1024 * 1024

SESSION_TIMEOUT_MS: Final = 6_000
"""A dead member's partitions stand still that long. The brokers' default minimum."""

HEARTBEAT_MS: Final = 1_500
REBALANCE_TIMEOUT_MS: Final = 30_000
POLL_INTERVAL_MAX_MS: Final = 60_000

ACK_EVERY_S: Final = 0.5
"""Kafka's own offsets are for its tools; the truth is in the database, so they may lag this much."""

TICK_EVERY_S: Final = 1.0

TICK_PAGE: Final = TICK_ROWS_MAX

TICK_LAG_MAX: Final = 1_000
"""With more records than this unread, time does not pass: what falls due may just not be read yet."""

WATCH_EVERY_S: Final = 2.0

STALLED_S: Final = 120.0
"""Unread records and not one stored in this time: the process ends, and a fresh one takes over."""

RESTARTS_MAX: Final = 8
RESTART_PAUSE_MIN_S: Final = 0.1
RESTART_PAUSE_MAX_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Consumption:
    """Who reads which topics from where.

    `instance` makes the member static: after a crash it gets its partitions back without waiting for
    its own session to expire. It must be unique in the group and the same after a restart.
    """

    bootstrap: str
    group: str
    topics: Sequence[str]
    start: Start
    instance: str | None = None
    batch_records_max: int = BATCH_RECORDS_MAX
    bulk_bytes_max: int = BULK_BYTES_MAX
    stalled_s: float = STALLED_S


class LogMismatch(Refused):
    """Our offset is not in the broker's log: records were deleted, or this is another log.

    Once the log is whole again, `rewind` makes a read model begin it anew.
    """

    code = "log_mismatch"


class NotCopartitioned(Refused):
    """A partition number was assigned with some of its topics only; the topics' counts must be equal."""

    code = "not_copartitioned"


def topics_of(model: ReadModel[Any], prefix: str) -> list[str]:
    """Return the topics that a read model hears, such as `tuoke.leads.v1`."""
    return [f"{prefix}.{source}.v1" for source in model.sources]


def check_copartitioned(partitions: Collection[TopicPartition], topics: Sequence[str]) -> None:
    """Every partition number is held with all topics: a key's row depends on all of them."""
    held = set(partitions)
    missing = [(topic, number) for _, number in held for topic in topics if (topic, number) not in held]
    if missing:
        raise NotCopartitioned(f"assigned without {sorted(missing)[:3]}")


def check_in_log(
    positions: Mapping[TopicPartition, int],
    first: Mapping[TopicPartition, int],
    end: Mapping[TopicPartition, int],
) -> None:
    """Every position can be read on from. Raises `LogMismatch`: skipping would lose in silence."""
    for held, position in positions.items():
        if held not in end:
            raise LogMismatch(f"{held[0]}/{held[1]}: read up to {position}, and there is no such partition")
        if not first[held] <= position <= end[held]:
            raise LogMismatch(
                f"{held[0]}/{held[1]}: offset {position} is not within {first[held]}..{end[held]}"
            )
