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


ErasureCommand = EraseContent | ConfirmKeyGone


class NothingToErase(Rejection):
    """Nothing was ever recorded of the customer for such a purpose."""

    code: ClassVar[str] = "nothing_to_erase"


class ContentKeyErased(Rejection):
    """What the purpose covers was erased while this was sealed with the same key; send it again."""

    code: ClassVar[str] = "content_key_erased"
