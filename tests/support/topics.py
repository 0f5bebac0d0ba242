"""Topics for one test: named by it, led before it starts."""

from collections.abc import Iterable

from shared.kit.kafka.topics import Topic, provision

PARTITIONS = 12


async def make_topics(kafka: str, names: Iterable[str], partitions: int = PARTITIONS) -> None:
    """Every named topic exists and each of its partitions has a leader."""
    await provision(kafka, [Topic(name, partitions) for name in names])
