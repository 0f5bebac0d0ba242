"""Default forms: the satisfaction survey, those for dealers, for inspections and for the pipeline."""

from shared.policy.default_form_aspects import ASPECTS
from shared.policy.default_form_conduct import CONDUCT
from shared.policy.default_form_feedback import FEEDBACK
from shared.policy.default_form_needs import NEEDS
from shared.policy.default_form_partnership import PARTNERSHIP
from shared.policy.default_form_relation import RELATION
from shared.policy.default_form_satisfaction import SATISFACTION
from shared.policy.default_form_screening import SCREENING
from shared.policy.default_form_selection import SELECTION
from shared.policy.default_form_stage import STAGE
from shared.policy.default_form_trust import TRUST
from shared.policy.forms import FormChapter
from shared.policy.rule import Text

FORMS = FormChapter(
    title=Text(zh="评价表", en="Forms"),
    source="S3-16, S6-06, S6-10, S7-01, S7-03, S7-05, S9-07, S11-09, S11-11, S11-26, S11-28",
    reason=Text(
        zh="评价有统一的项目与分值，方可比较和统计。",
        en="Judgements with the same items can be compared and counted.",
    ),
    forms={
        "satisfaction": SATISFACTION,
        "dealer_selection": SELECTION,
        "dealer_aspects": ASPECTS,
        "dealer_relation": RELATION,
        "conduct": CONDUCT,
        "screening": SCREENING,
        "need_analysis": NEEDS,
        "stage_assessment": STAGE,
        "trust": TRUST,
        "partnership": PARTNERSHIP,
        "feedback_report": FEEDBACK,
    },
    escalation="supervision",
)
