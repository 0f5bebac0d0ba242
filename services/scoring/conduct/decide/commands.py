"""What may be asked about a person's conduct, and the ways in which the domain says no."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from services.scoring.conduct.events import AppealVerdict, Evidence, Measure, Verdict, ViolationKind
from shared.kit.decider import Rejection


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the book `policy_version` asks of a measure (S6-13).

    At least `evidence` pieces, and, if `after` names a measure, one of that kind in effect before the
    latest violation and not longer than `within` before it. `after_zh` and `after_en` are its titles.
    """

    policy_version: str
    evidence: int
    after: str | None = None
    after_zh: str = ""
    after_en: str = ""
    within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class RecordViolation:
    """Somebody acted against the policy, or did poorly; the book was in force when it happened."""

    violation_id: UUID
    person_id: UUID
    person: str
    kind: ViolationKind
    chapter: str | None
    clause: str | None
    what: str
    evidence: tuple[Evidence, ...]
    happened_at: datetime
    policy_version: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class WithdrawViolation:
    """It was none."""

    violation_id: UUID
    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class ProposeSanction:
    """A measure is to follow upon those violations."""

    sanction_id: UUID
    measure: Measure
    violations: tuple[UUID, ...]
    reason: str
    conditions: Conditions
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class WithdrawSanction:
    """The proposal is taken back."""

    sanction_id: UUID
    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class DecideSanction:
    """The measure is approved or refused, by the conditions of the book in force now."""

    sanction_id: UUID
    verdict: Verdict
    reason: str
    conditions: Conditions
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class AppealSanction:
    """Somebody asks to look at the measure again."""

    sanction_id: UUID
    reason: str
    by: str
    now: datetime


@dataclass(frozen=True, slots=True)
class DecideAppeal:
    """The measure is upheld or lifted."""

    sanction_id: UUID
    verdict: AppealVerdict
    reason: str
    policy_version: str
    by: str
    now: datetime


ConductCommand = (
    RecordViolation
    | WithdrawViolation
    | ProposeSanction
    | WithdrawSanction
    | DecideSanction
    | AppealSanction
    | DecideAppeal
)


class ConductUnknown(Rejection):
    """Nothing is on record of this person."""

    code: ClassVar[str] = "conduct_unknown"


class ConductOfAnother(Rejection):
    """The record is another person's, and none of `required_roles` is the caller's."""

    code: ClassVar[str] = "conduct_of_another"


class RuleUnknown(Rejection):
    """The book in force when it happened has no such chapter, and no document such a clause."""

    code: ClassVar[str] = "conduct_rule_unknown"


class ViolationUnknown(Rejection):
    """No violation of this id is on the person's record."""

    code: ClassVar[str] = "violation_unknown"


class ViolationNotFree(Rejection):
    """The violation was withdrawn, or a sanction rests on it; `because` names which."""

    code: ClassVar[str] = "violation_not_free"


class SanctionUnknown(Rejection):
    """No sanction of this id is on the person's record."""

    code: ClassVar[str] = "sanction_unknown"


class SanctionClosed(Rejection):
    """The sanction stands where this can no longer, or not yet, be asked of it; read it again."""

    code: ClassVar[str] = "sanction_closed"


class SanctionConditionsUnmet(Rejection):
    """The policy asks for more; `missing` names it, `zh` and `en` say it."""

    code: ClassVar[str] = "sanction_conditions_unmet"


class SanctionNeedsAnother(Rejection):
    """Neither the person concerned nor whoever acted before may decide; `excluded` names them."""

    code: ClassVar[str] = "sanction_needs_another"


class SanctionDecidedByAnotherRole(Rejection):
    """The policy in force gives the decision on this measure to another role."""

    code: ClassVar[str] = "sanction_decided_by_another_role"
