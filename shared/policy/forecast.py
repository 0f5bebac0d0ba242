"""The forecast chapter: how it is made, and which deviation calls for another plan (S2-01, S2-02)."""

from typing import Annotated

from shared.policy.label import DAYS, MONTHS, PERCENT, Label
from shared.policy.rule import Chapter
from shared.policy.working_time import WorkingDuration

HALF_LIFE_DAYS = 60.0
"""Measured by hold-out on the CDNOW sample, against last month's sales and the mean of three months."""
COMPARE_AFTER = WorkingDuration(days=3)


class ForecastChapter(Chapter):
    """A deviation over `deviation` opens an obligation to revise the sales plan within `revise_within`.

    What a customer bought counts half for the forecast every `half_life_days`. A period is compared with
    what was bought `compare_after` its end, when its last purchases have been told.
    """

    every_months: Annotated[int, Label("预测间隔", "every", MONTHS, 1, 12)]
    deviation: Annotated[float, Label("允许偏差", "deviation allowed", PERCENT, 0.1, 1_000)]
    revise_within: Annotated[WorkingDuration, Label("调整计划时限", "the plan is revised within")]
    half_life_days: Annotated[
        float, Label("购买半衰期", "past purchases count half every", DAYS, 1, 3_660)
    ] = HALF_LIFE_DAYS
    compare_after: Annotated[WorkingDuration, Label("期末后比对", "compared after the period's end by")] = (
        COMPARE_AFTER
    )
