"""The class of a customer as of a moment, and the one that a draft would give that moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.scoring.heard import Visited
from services.scoring.tier.fold import NOBODY
from services.scoring.tier.model import TierModel
from services.scoring.tier.rules import Rules
from services.scoring.tier.standing import passed, rebased, shown
from shared.policy import PolicyBook
from shared.policy.tier import TierClass


@dataclass(frozen=True, slots=True)
class Graded:
    """A customer's class by the books in force and by the draft, whose score is told.

    `facts` counts what they rest on; `met_at` is the last contact with effect.
    """

    before: TierClass
    after: TierClass
    score: float
    facts: int
    met_at: datetime | None


_NOBODY = Graded(NOBODY, NOBODY, 0.0, 0, None)


class Grading:
    """Grades customers of the projection `tier` as though `draft` took effect at `now`."""

    def __init__(self, model: TierModel, draft: PolicyBook, now: datetime) -> None:
        self._model, self._now = model, now
        self._rules = Rules.of(draft.model_copy(update={"effective_from": now}))

    def of(self, row: Mapping[str, Any]) -> Graded:
        """Return what becomes of the customer of the row."""
        known = self._model.load(row)
        if known.basis is None:
            return _NOBODY
        until_now = passed(known.basis, known.facts, self._now, self._model.rulebook)
        anew = rebased(until_now.basis, until_now.beneath, known.facts, self._rules)
        met = [
            fact.occurred_at for fact in known.facts if isinstance(fact.data, Visited) and fact.data.effective
        ]
        return Graded(
            before=until_now.standing.tier,
            after=shown(anew.standing, anew.tally.override, self._now).tier,
            score=anew.score(self._now),
            facts=len(known.facts),
            met_at=max(met, default=None),
        )
