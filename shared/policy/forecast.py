"""The forecast chapter: how it is made, and which deviation calls for another plan (S2-01, S2-02)."""

from collections.abc import Iterator
from typing import Annotated

from shared.policy.label import DAYS, HOURS, MONTHS, PERCENT, Label
from shared.policy.names import ROLE_WORDS, Role
from shared.policy.obligations import unfit_warnings
from shared.policy.rule import Chapter, Finding, Slug
from shared.policy.working_time import DURATION_HOURS_MAX, WorkingDuration

HALF_LIFE_DAYS = 60.0
"""Measured by hold-out on the CDNOW sample, against last month's sales and the mean of three months."""
COMPARE_AFTER = WorkingDuration(days=3)


class ForecastChapter(Chapter):
    """A deviation over `deviation` makes it a duty to revise the sales plan within `revise_within`.

    `company_by` owes it for the company's plan, `salesperson_by` for a salesperson's; they are warned
    `warn_before` its time, and after it the ladder of the chapter of obligations starts at `escalation`.

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
    company_by: Annotated[
        Role, Label("公司计划调整人", "the company's plan revised by", words=ROLE_WORDS)
    ] = "manager"
    salesperson_by: Annotated[
        Role, Label("销售人员计划调整人", "a salesperson's plan revised by", words=ROLE_WORDS)
    ] = "supervisor"
    warn_before: Annotated[
        tuple[int, ...], Label("提前提醒", "warned before", HOURS, 1, DURATION_HOURS_MAX)
    ] = ()
    escalation: Annotated[Slug | None, Label("逾期上报", "escalated by")] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand of the warnings."""
        yield from unfit_warnings(self.warn_before, self.revise_within)
