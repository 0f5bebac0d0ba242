"""A person's conduct as its facts tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never
from uuid import UUID

from services.scoring.conduct.events import (
    AppealDecided,
    ConductEvent,
    Evidence,
    SanctionAppealed,
    SanctionDecided,
    SanctionProposed,
    SanctionWithdrawn,
    ViolationRecorded,
    ViolationWithdrawn,
)

Standing = Literal["proposed", "withdrawn", "refused", "in_effect", "appealed", "lifted"]

RESTED_ON: frozenset[Standing] = frozenset({"proposed", "in_effect", "appealed"})
"""A sanction of this standing holds its violations: no other may rest on them, and they stay."""


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation, and how it was taken back if it was."""

    recorded: ViolationRecorded
    withdrawn: ViolationWithdrawn | None = None


@dataclass(frozen=True, slots=True)
class Sanction:
    """A measure from its proposal to its end."""

    proposed: SanctionProposed
    withdrawn: SanctionWithdrawn | None = None
    decided: SanctionDecided | None = None
    appealed: SanctionAppealed | None = None
    appeal_decided: AppealDecided | None = None

    @property
    def standing(self) -> Standing:
        """Return whether it is asked for, holds, or is over."""
        if self.withdrawn is not None:
            return "withdrawn"
        if self.decided is None:
            return "proposed"
        if self.decided.verdict == "refused":
            return "refused"
        if self.appeal_decided is not None:
            return "lifted" if self.appeal_decided.verdict == "lifted" else "in_effect"
        return "in_effect" if self.appealed is None else "appealed"


@dataclass(frozen=True, slots=True)
class Record:
    """All that is on record of one person."""

    person_id: UUID
    person: str
    violations: Mapping[UUID, Violation] = field(default_factory=dict)
    sanctions: Mapping[UUID, Sanction] = field(default_factory=dict)

    def resting_on(self, violation_id: UUID) -> Sanction | None:
        """Return the sanction that holds the violation, if one does."""
        return next(
            (
                one
                for one in self.sanctions.values()
                if one.standing in RESTED_ON and violation_id in one.proposed.violations
            ),
            None,
        )

    def evidence(self, violations: Iterable[UUID]) -> frozenset[Evidence]:
        """Return the pieces of evidence of these violations; the same one told twice is one."""
        return frozenset(piece for one in violations for piece in self.violations[one].recorded.evidence)


Conduct = Record | None


def evolve(state: Conduct, event: ConductEvent) -> Conduct:
    """Return the record after the fact. It begins with a violation, and nothing can follow but upon one."""
    if isinstance(event, ViolationRecorded):
        record = state or Record(event.person_id, event.person)
        return replace(record, violations={**record.violations, event.violation_id: Violation(event)})
    if state is None:
        return None
    if isinstance(event, ViolationWithdrawn):
        withdrawn = replace(state.violations[event.violation_id], withdrawn=event)
        return replace(state, violations={**state.violations, event.violation_id: withdrawn})
    sanction = _after(state.sanctions.get(event.sanction_id), event)
    return replace(state, sanctions={**state.sanctions, event.sanction_id: sanction})


def _after(
    sanction: Sanction | None,
    event: SanctionProposed | SanctionWithdrawn | SanctionDecided | SanctionAppealed | AppealDecided,
) -> Sanction:
    if isinstance(event, SanctionProposed) or sanction is None:
        assert isinstance(event, SanctionProposed)  # noqa: S101 -- what follows was decided upon a proposal
        return Sanction(event)
    match event:
        case SanctionWithdrawn():
            return replace(sanction, withdrawn=event)
        case SanctionDecided():
            return replace(sanction, decided=event)
        case SanctionAppealed():
            return replace(sanction, appealed=event)
        case AppealDecided():
            return replace(sanction, appeal_decided=event)
        case _:
            assert_never(event)
