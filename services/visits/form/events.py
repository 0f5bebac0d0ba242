"""The stored fact of an answered form."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Words:
    """A text of the policy book, in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Flag:
    """The answer to `item` is one that the policy warns of, by `sign`."""

    item: str
    value: int
    sign: Words


@dataclass(frozen=True, slots=True)
class FormAnswered:
    """A form was filled in at `occurred_at`, under the policy of `policy_version`.

    `items` has every item of the form; None was not answered. `total` runs from 0 to 100.
    """

    TYPE: ClassVar[str] = "form-answered"
    VERSION: ClassVar[int] = 1

    answer_id: UUID
    customer_id: UUID
    form: str
    title: Words
    audience: str
    policy_version: str
    mode: str
    items: dict[str, int | None]
    total: float | None
    flags: tuple[Flag, ...]
    low_score: bool
    note: str | None
    about: str | None
    survey_id: UUID | None
    answered_by: str | None
    recorded_by: str
    occurred_at: datetime
