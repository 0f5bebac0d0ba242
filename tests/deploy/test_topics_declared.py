"""One declaration of the topics, wherever it is read."""

from deploy.local.topics import declared
from shared.contracts.topics import PARTITIONS, RETENTION_MS, every_topic


def test_the_topics_file_equals_the_contracts() -> None:
    assert sorted(topic.name for topic in declared()) == sorted(every_topic())
    assert {topic.partitions for topic in declared()} == {PARTITIONS}
    assert {topic.config["retention.ms"] for topic in declared()} == {str(RETENTION_MS)}


def test_another_prefix_changes_every_name_and_nothing_else() -> None:
    assert [topic.name for topic in declared("other")] == [
        topic.name.replace("tuoke.", "other.", 1) for topic in declared()
    ]
