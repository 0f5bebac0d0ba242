"""What a fold published, kept beside what the store did, so that a lost log can be published again."""

from dataclasses import dataclass

from shared.kit.eventstore.port import Outgoing, StoredEvent


@dataclass(frozen=True, slots=True)
class KeptMessages:
    """The kind of the streams that `compose.KEEP_CTES` writes: each event is a message as it went out.

    A fold cannot be asked again: from a new log it would say the same of today, by other ids and numbers.
    """

    topic: str

    def message_of(self, stored: StoredEvent) -> Outgoing:
        """Return the message, to the byte."""
        return Outgoing(self.topic, stored.metadata, stored.data)
