"""Every setting of Faust in one place, each with what goes wrong otherwise. Facts are of 0.15.3."""

from typing import Any, Final

from shared.kit.projection import consumption as bounds
from shared.kit.projection.consumption import Consumption

TAKE_WITHIN_S: Final = 0.05
"""A batch that does not fill up is taken after this; it is the latency of a single message."""

STREAM_BUFFER_RECORDS: Final = bounds.BATCH_RECORDS_MAX
STOP_WITHIN_S: Final = 10.0


def faust_settings(consumption: Consumption, supervisor: type[Any], folder: str) -> dict[str, Any]:
    """Return the arguments of `faust.App`. `supervisor` is Faust's crashing one."""
    settings = {
        "broker": [f"kafka://{address}" for address in consumption.bootstrap.split(",")],
        # Its `exactly_once` commits without the group's generation: a zombie could commit.
        "processing_guarantee": "at_least_once",
        # An agent that is restarted goes on after the event that failed; only a crash stops the commit.
        "agent_supervisor": supervisor,
        # Its default of creating topics would choose partitions and replicas for us.
        "topic_allow_declare": False,
        "topic_disable_leader": True,
        "autodiscover": False,
        # No table exists, so no standby does either. At 0, without tables, Faust takes the client's
        # round robin, which gives a member one topic of a partition number without the other.
        "table_standby_replicas": 1,
        "store": "memory://",
        # It makes a folder even for no table, by default where the process happened to start.
        "datadir": folder,
        "recovery_consistency_check": True,
        # The database's offsets are committed to the group before reading starts, so nothing is reset.
        "consumer_auto_offset_reset": "earliest",
        # The default of 60 s lets a dead worker's partitions stand still that long.
        "broker_session_timeout": bounds.SESSION_TIMEOUT_MS / 1000,
        "broker_heartbeat_interval": bounds.HEARTBEAT_MS / 1000,
        "broker_rebalance_timeout": bounds.REBALANCE_TIMEOUT_MS / 1000,
        "broker_max_poll_interval": bounds.POLL_INTERVAL_MAX_MS / 1000,
        "broker_commit_interval": bounds.ACK_EVERY_S,
        "consumer_max_fetch_size": bounds.PARTITION_FETCH_MAX_BYTES,
        "stream_buffer_maxsize": STREAM_BUFFER_RECORDS,
        # Waiting for acks in a rebalance would wait for a batch that waits for the rebalance.
        "stream_wait_empty": False,
        # It serves tables without a login. Started by its own command line it would bind port 6066
        # even so, which is why it is not.
        "web_enabled": False,
    }
    if consumption.instance is not None:
        settings["consumer_group_instance_id"] = consumption.instance
    return settings
