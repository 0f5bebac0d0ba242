"""The stored fact of a contact."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Explained:
    """A function of ours that was explained against a need of the customer's (S5-05)."""

    need: str
    function: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A material that the customer was shown, and which one of its kind if that was told."""

    material: str
    title: str | None


@dataclass(frozen=True, slots=True)
class Talk:
    """How a contact went, in the names of the policy of `policy_version`.

    `shown_early` are the materials that were not yet for this customer by that policy (S11-16).
    """

    kind: str | None
    counts_as: str
    topics: tuple[str, ...]
    methods: tuple[str, ...]
    details: dict[str, str]
    explained: tuple[Explained, ...]
    shown: tuple[Shown, ...]
    shown_early: tuple[str, ...]
    policy_version: str


@dataclass(frozen=True, slots=True)
class VisitLogged:
    """We met a customer for a stated purpose (S6-05); `logged_late` when told more than a day after.

    Without a `talk` it was logged before the policy had kinds of contacts. `planned_id` is the planned
    contact that it carried out, if it was said to be one.
    """

    TYPE: ClassVar[str] = "visit-logged"
    VERSION: ClassVar[int] = 3

    contact_id: UUID
    customer_id: UUID
    channel: str
    purposes: tuple[str, ...]
    summary: str
    effective: bool
    salesperson: str
    occurred_at: datetime
    logged_late: bool
    talk: Talk | None
    planned_id: UUID | None


def visit_logged_2(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before the policy had kinds of contacts."""
    return {**raw, "talk": None}


def visit_logged_3(raw: dict[str, Any]) -> dict[str, Any]:
    """Return what was stored before a contact could name the planned one that it carried out."""
    return {**raw, "planned_id": None}
