"""What a process that folds a share of a study is told, and what it says."""

from datetime import datetime

import msgspec


class Asked(msgspec.Struct, frozen=True):
    """One share of a study. `before` and `after` are books as JSON, `now` the moment it was asked."""

    database: str
    study_id: str
    kind: str
    before: str
    after: str | None
    now: datetime
    number: int
    of: int


class Word(msgspec.Struct):
    """How far a share is, in the units of its kind, and at last its part of the answer."""

    done: int = 0
    total: int = 0
    answer: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def is_last(self) -> bool:
        """Whether the share is folded."""
        return bytes(self.answer) != b"null"
