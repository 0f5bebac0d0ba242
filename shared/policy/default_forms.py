"""Default forms: the satisfaction survey, and the two by which dealers are chosen and judged."""

from shared.policy.default_form_aspects import ASPECTS
from shared.policy.default_form_satisfaction import SATISFACTION
from shared.policy.default_form_selection import SELECTION
from shared.policy.forms import FormChapter
from shared.policy.rule import Text

FORMS = FormChapter(
    title=Text(zh="评价表", en="Forms"),
    source="S3-16, S11-09, S11-11",
    reason=Text(
        zh="评价有统一的项目与分值，方可比较和统计。",
        en="Judgements with the same items can be compared and counted.",
    ),
    forms={"satisfaction": SATISFACTION, "dealer_selection": SELECTION, "dealer_aspects": ASPECTS},
)
