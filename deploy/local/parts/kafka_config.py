"""The broker's files: one KRaft node on loopback, sized for one machine."""

import base64
import uuid
from dataclasses import dataclass
from pathlib import Path

from deploy.local.ports import LOOPBACK

# Short, so that a broker killed by -9 is back in 3 s: it waits for its own old registration to expire.
BROKER_SESSION_TIMEOUT_MS = 2_000
BROKER_HEARTBEAT_INTERVAL_MS = 500
MESSAGE_BYTES_MAX = 2 * 1024 * 1024

_PROPERTIES = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={log_dir}
auto.create.topics.enable=false
num.partitions=12
default.replication.factor=1
min.insync.replicas=1
message.max.bytes={message_bytes_max}
log.retention.ms=-1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
offsets.retention.minutes=525600
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=2
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms={session_timeout_ms}
broker.heartbeat.interval.ms={heartbeat_interval_ms}
log.cleaner.dedupe.buffer.size=16777216
"""

_LOG4J2 = """\
Configuration:
  Appenders:
    Console:
      name: STDOUT
      PatternLayout:
        pattern: "%d %p %m (%c)%n"
  Loggers:
    Root:
      level: WARN
      AppenderRef:
        - ref: STDOUT
"""


@dataclass(frozen=True, slots=True)
class KafkaFolder:
    """Where one broker keeps what: everything below one folder, so deleting it deletes the broker."""

    root: Path

    @property
    def properties(self) -> Path:
        return self.root / "server.properties"

    @property
    def log4j2(self) -> Path:
        return self.root / "log4j2.yaml"

    @property
    def log_dir(self) -> Path:
        return self.root / "data"

    @property
    def log(self) -> Path:
        return self.root / "kafka.log"

    @property
    def is_formatted(self) -> bool:
        return (self.log_dir / "meta.properties").exists()

    def write(self, port: int, controller_port: int) -> None:
        """The files say these ports; written anew on every start, as format and start take no overrides."""
        self.root.mkdir(parents=True, exist_ok=True)
        self.properties.write_text(
            _PROPERTIES.format(
                host=LOOPBACK,
                port=port,
                controller_port=controller_port,
                log_dir=self.log_dir,
                message_bytes_max=MESSAGE_BYTES_MAX,
                session_timeout_ms=BROKER_SESSION_TIMEOUT_MS,
                heartbeat_interval_ms=BROKER_HEARTBEAT_INTERVAL_MS,
            )
        )
        self.log4j2.write_text(_LOG4J2)


def new_cluster_id() -> str:
    """22 characters of URL-safe base64, as Kafka's storage tool wants them."""
    # A leading zero byte, as the tool would read a leading dash as an option.
    return base64.urlsafe_b64encode(b"\0" + uuid.uuid4().bytes[1:]).decode().rstrip("=")
