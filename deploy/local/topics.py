"""The topics that `deploy/kafka/topics.yaml` declares, under a prefix."""

from pathlib import Path

import yaml

from shared.kit.kafka.topics import Topic

DECLARATION = Path(__file__).parents[1] / "kafka" / "topics.yaml"


def declared(prefix: str = "tuoke", path: Path = DECLARATION) -> list[Topic]:
    """Every topic of the declaration under the prefix."""
    document = yaml.safe_load(path.read_text())
    config = {name: str(value) for name, value in document["config"].items()}
    return [Topic(f"{prefix}.{name}", int(document["partitions"]), config) for name in document["topics"]]
