"""The forecast chapter: how often it is made, and which deviation calls for another plan (S2-01, S2-02)."""

from typing import Annotated

from shared.policy.label import MONTHS, PERCENT, Label
from shared.policy.rule import Chapter
from shared.policy.working_time import WorkingDuration


class ForecastChapter(Chapter):
    """A deviation over `deviation` opens an obligation to revise the sales plan within `revise_within`."""

    every_months: Annotated[int, Label("预测间隔", "every", MONTHS, 1, 12)]
    deviation: Annotated[float, Label("允许偏差", "deviation allowed", PERCENT, 0.1, 1_000)]
    revise_within: Annotated[WorkingDuration, Label("调整计划时限", "the plan is revised within")]
