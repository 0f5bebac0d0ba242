"""What may be asked about erasure, and how the domain says no."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class EraseContent:
    """The customer asks that what is kept for the purpose is erased, or all beyond the business (None).

    `weights` are those of all sections.
    """

    customer_id: UUID
    purpose: str | None
    reason: str
    weights: Mapping[str, int]
    erased_by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ConfirmKeyGone:
    """The key is not there any more; its deadline is over."""

    customer_id: UUID
    key_id: UUID


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """What was recorded under a consent is kept so many years after its end; by that policy."""

    years: int
    policy_version: str


@dataclass(frozen=True, slots=True)
class EraseOverdue:
    """The customer was found with something kept for too long, or with keys that came back.

    `returned` are keys that are there again though they were said to be erased: of a restore.
    """

    customer_id: UUID
    rule: RetentionRule
    returned: tuple[UUID, ...]
    erased_by: str
    now: datetime


ErasureCommand = EraseContent | ConfirmKeyGone | EraseOverdue


class NothingToErase(Rejection):
    """Nothing was ever recorded of the customer for such a purpose."""

    code: ClassVar[str] = "nothing_to_erase"


class ContentKeyErased(Rejection):
    """What the purpose covers was erased while this was sealed with the same key; send it again."""

    code: ClassVar[str] = "content_key_erased"
