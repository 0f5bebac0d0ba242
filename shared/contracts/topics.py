"""Topic names and their shape; `deploy/kafka/topics.yaml` says the same and a house test compares."""

from typing import Literal

SERVICES = ("leads", "visits", "scoring", "notify")
DEFAULT_PREFIX = "tuoke"
PARTITIONS = 12
"""For ever: adding one would move keys and break the order of their facts."""

RETENTION_MS = -1
"""Everything is kept: a rebuild starts at the beginning."""

Kind = Literal["v1", "inbox.v1", "dead-letter.v1"]
KINDS: tuple[Kind, ...] = ("v1", "inbox.v1", "dead-letter.v1")


def topic(service: str, kind: Kind = "v1", prefix: str = DEFAULT_PREFIX) -> str:
    """Return a topic's name, such as `tuoke.leads.v1`."""
    return f"{prefix}.{service}.{kind}"


def every_topic(prefix: str = DEFAULT_PREFIX) -> tuple[str, ...]:
    """Return the names of all topics of the system."""
    return tuple(topic(service, kind, prefix) for service in SERVICES for kind in KINDS)
