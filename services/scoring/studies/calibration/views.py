"""A calibration as people see it: today's values beside the proposed ones."""

from pydantic import BaseModel, Field

from services.scoring.studies.calibration.holdout import Calibration
from services.scoring.studies.calibration.proposal import parsed
from services.scoring.studies.calibration.words import sentences
from services.scoring.studies.study import Study
from services.scoring.studies.views import StudyView, study_fields
from shared.kit.http.problems import Language


class SettingView(BaseModel):
    """Half-life, cap and threshold, and what they found of what could be found, 0 to 1, on unseen history."""

    half_life_days: float
    cap: float
    threshold: float
    found: float


class CalibrationAnswer(BaseModel):
    """Today's values and the proposed ones, side by side; the same where nothing better was found."""

    purchases: int
    customers: int
    days: float
    enough: bool = Field(description="whether the history tells habits from chance")
    today: SettingView | None
    proposed: SettingView | None
    gain: float = Field(description="money found by the proposal, divided by that found by today's values")


class CalibrationView(StudyView):
    """A calibration: `done` of `total` half-lives are tried."""

    answer: CalibrationAnswer | None
    words: list[str] = Field(description="the answer for people, in the language asked for")


def calibration_view(study: Study, language: Language) -> CalibrationView:
    """Return the study for people."""
    told = None if study.answer is None else parsed(study)
    return CalibrationView(
        **study_fields(study),
        answer=None if told is None else _answer(told),
        words=[] if told is None else sentences(told, language),
    )


def _answer(told: Calibration) -> CalibrationAnswer:
    today, proposed = (
        None
        if one is None
        else SettingView(
            half_life_days=one.setting.half_life_days,
            cap=one.setting.cap,
            threshold=one.threshold,
            found=one.found,
        )
        for one in (told.today, told.proposed)
    )
    return CalibrationAnswer(
        purchases=told.purchases,
        customers=told.customers,
        days=told.days,
        enough=told.enough,
        today=today,
        proposed=proposed,
        gain=told.gain,
    )
