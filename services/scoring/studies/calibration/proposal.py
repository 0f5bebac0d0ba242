"""What a calibration proposes, as changes of the policy book."""

from typing import Any, ClassVar

import msgspec

from services.scoring.studies.calibration.holdout import Calibration, Trial
from services.scoring.studies.study import Study
from shared.kit.decider import Rejection
from shared.policy import PolicyBook
from shared.policy.rule import OUR_DEFAULT

THRESHOLD_DECIMALS = 1
"""A threshold is for people to remember; a tenth of a point moves nobody who matters."""


class NothingProposed(Rejection):
    """The calibration has no answer yet, or found nothing better than today's values."""

    code: ClassVar[str] = "calibration_proposes_nothing"


def parsed(study: Study) -> Calibration:
    """Return the answer of a calibration that is done."""
    return msgspec.json.decode(study.answer or "", type=Calibration)


def changes_of(study: Study) -> dict[str, Any]:
    """Return the proposal as changes (RFC 7396) of the book that it was measured against.

    The gap between entering and leaving the class keeps its proportion. Raises NothingProposed.
    """
    told = None if study.answer is None else parsed(study)
    if told is None or told.proposed is None or told.today is None or told.proposed == told.today:
        raise NothingProposed(study_id=str(study.study_id))
    book = PolicyBook.model_validate_json(study.before)
    reason = _reason(told, told.proposed)
    setting, key = told.proposed.setting, book.tier.key
    enter = max(round(told.proposed.threshold, THRESHOLD_DECIMALS), 10**-THRESHOLD_DECIMALS)
    leave = enter * key.leave / key.enter
    about = {"source": OUR_DEFAULT, "reason": reason}
    return {
        "score": {"purchase": about | {"half_life_days": setting.half_life_days, "cap": setting.cap}},
        "tier": {"key": about | {"enter": enter, "leave": leave}},
    }


def _reason(told: Calibration, proposed: Trial) -> dict[str, str]:
    return {
        "zh": f"由 {told.purchases} 笔购买校准：在未参与选择的历史上找到最佳可能金额的 {proposed.found:.1%}，"
        f"为原取值的 {told.gain:.3f} 倍。",
        "en": f"Calibrated on {told.purchases} purchases: on history that had no part in the choice it found "
        f"{proposed.found:.1%} of the best, {told.gain:.3f} times what the values before found.",
    }
