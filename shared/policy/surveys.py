"""The survey chapter: when customers are asked how satisfied they are (S2-10, S3-12, S3-15)."""

from collections.abc import Iterator, Mapping
from typing import Annotated

from shared.policy.label import DAYS, FORMS, HOURS, LADDER, POINTS, Label
from shared.policy.names import TIER_CLASSES, unequal_names
from shared.policy.rule import Chapter, Finding, Rule, Slug, finding
from shared.policy.working_time import DURATION_HOURS_MAX

INTERVAL_DAYS_MAX = 1_100
SCALE_MAX = 10
LINK_DAYS_MAX = 365


class SurveyInterval(Rule):
    """A class is asked every so many days, or not by the calendar at all."""

    days: Annotated[
        int | None, Label("满意度调查间隔", "satisfaction survey of {of} every", DAYS, 1, INTERVAL_DAYS_MAX)
    ]


class SurveyMoment(Rule):
    """After this event the customer is asked, so many days later."""

    days: Annotated[int, Label("调查时间（之后）", "{of}: asked after", DAYS, 1, INTERVAL_DAYS_MAX)]


class LowScore(Rule):
    """A score of `score` or less on a scale up to `scale` opens a case."""

    score: Annotated[int, Label("低分线", "{of}: a case is opened at or under", POINTS, 1, SCALE_MAX)]
    scale: Annotated[int, Label("满分", "{of}: the scale ends at", POINTS, 2, SCALE_MAX)]


class SurveyChapter(Chapter):
    """Which form is asked, of whom, when, for how long by link, and which answer is never left alone.

    Who owes a survey is warned `warn_before` its time; after it the ladder starts at `escalation`.
    """

    form: Annotated[Slug, Label("使用的评价表", "form", named_in=FORMS)]
    link_days: Annotated[
        int, Label("调查链接有效期", "a customer's link holds for", DAYS, 1, LINK_DAYS_MAX)
    ] = 14
    classes: Mapping[str, SurveyInterval]
    after_complaint: SurveyMoment
    after_delivery: SurveyMoment
    low_score: LowScore
    warn_before: Annotated[
        tuple[int, ...], Label("提前提醒", "warned before", HOURS, 1, DURATION_HOURS_MAX)
    ] = ()
    escalation: Annotated[Slug | None, Label("逾期上报", "escalated by", named_in=LADDER)] = None

    def findings(self) -> Iterator[Finding]:
        """Yield what cannot stand."""
        words = ("survey_interval", "满意度调查间隔", "survey interval")
        yield from unequal_names(("classes",), TIER_CLASSES, self.classes, words)
        if self.low_score.score >= self.low_score.scale:
            zh, en = "低分线不低于满分，所有评分都会立案", "every score would open a case"
            yield finding(("low_score", "score"), "every_score_is_low", zh, en)
