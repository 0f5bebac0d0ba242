"""A sample is drawn once for each salesperson and month, by a seed that chance gave and the fact keeps."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import ClassVar
from uuid import UUID

from services.visits.inspection.events import InspectionDrawn
from shared.kit.decider import Decider, Decision, Rejection

PERCENT = 100


@dataclass(frozen=True, slots=True)
class DrawInspection:
    """`share` in percent of the `contacts`, and `at_least` so many, are drawn by `seed`.

    They are of the `months` of which `month` is the last.
    """

    inspection_id: UUID
    salesperson: str
    month: str
    months: int
    form: str
    contacts: frozenset[UUID]
    share: float
    at_least: int
    seed: str
    policy_version: str
    drawn_by: str
    now: datetime


class NothingToInspect(Rejection):
    """The salesperson had no contact in that time."""

    code: ClassVar[str] = "nothing_to_inspect"


class MonthNotOver(Rejection):
    """The month still runs, and who knows the sample could behave by it; draw when it is over."""

    code: ClassVar[str] = "month_not_over"


class InspectionUnknown(Rejection):
    """No such sample was drawn."""

    code: ClassVar[str] = "inspection_unknown"


Inspection = InspectionDrawn | None


def drawn(contacts: Iterable[UUID], seed: str, size: int) -> tuple[UUID, ...]:
    """Return `size` of the contacts: those with the least SHA-256 of `<seed>:<contact id>`, in that order."""
    return tuple(sorted(contacts, key=lambda one: sha256(f"{seed}:{one}".encode()).digest())[:size])


def sample_size(contacts: int, share: float, at_least: int) -> int:
    """Return how many of so many contacts are drawn: the share rounded up, the least number, or all."""
    return min(contacts, max(at_least, math.ceil(round(contacts * share / PERCENT, 6))))


def evolve(state: Inspection, event: InspectionDrawn) -> Inspection:
    """Return the inspection after its one fact."""
    del state
    return event


def decide(state: Inspection, command: DrawInspection) -> Decision[InspectionDrawn]:
    """Return the sample, or nothing when it was drawn: a second draw could be a better-looking one."""
    if state is not None:
        return Decision()
    if not command.contacts:
        raise NothingToInspect(salesperson=command.salesperson, month=command.month)
    size = sample_size(len(command.contacts), command.share, command.at_least)
    fact = InspectionDrawn(
        inspection_id=command.inspection_id,
        salesperson=command.salesperson,
        month=command.month,
        months=command.months,
        form=command.form,
        seed=command.seed,
        candidates=len(command.contacts),
        sample=drawn(command.contacts, command.seed, size),
        policy_version=command.policy_version,
        drawn_by=command.drawn_by,
        occurred_at=command.now,
    )
    return Decision((fact,))


INSPECTION: Decider[Inspection, DrawInspection, InspectionDrawn] = Decider(None, evolve, decide)
