"""The inspection chapter: a supervisor looks at a sample of the contacts at intervals (S6-09)."""

from typing import Annotated

from shared.policy.label import FORMS, MONTHS, PERCENT, TIMES, Label
from shared.policy.rule import Chapter, Slug

AT_LEAST_MAX = 1_000


class InspectionChapter(Chapter):
    """`share` of each salesperson's contacts of the last `every_months`, `at_least` so many, are inspected.

    The sample is drawn by a seed that the event records. What is looked at: the service standards, by
    the checklist `form`.
    """

    every_months: Annotated[int, Label("检查间隔", "every", MONTHS, 1, 12)]
    share: Annotated[float, Label("抽查比例", "share of the contacts", PERCENT, 0.1, 100)]
    at_least: Annotated[int, Label("每人至少抽查", "contacts a person, at least", TIMES, 1, AT_LEAST_MAX)]
    form: Annotated[Slug, Label("检查表", "checklist", named_in=FORMS)] = "conduct"
