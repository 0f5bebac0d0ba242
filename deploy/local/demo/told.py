"""What the story has told by now."""

import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Told:
    """What the story has written: how many facts by service, and when each new one was answered.

    `answered` is keyed by what a webhook will name too: the event's type and the id of its subject.
    """

    by_service: dict[str, int] = field(default_factory=dict)
    answered: dict[tuple[str, str], float] = field(default_factory=dict)

    def add(self, service: str, type_: str, subject: str, *, new: bool) -> None:
        """Count the fact; remember when it was answered, if it was not there already."""
        self.by_service[service] = self.by_service.get(service, 0) + 1
        if new:
            self.answered[f"tuoke.{service}.{type_}", subject] = time.time()
