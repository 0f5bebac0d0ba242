"""Default form for screening a prospect (S7-03)."""

from shared.policy.forms import Form, Item
from shared.policy.rule import Text

SCREENING = Form(
    title=Text(zh="客户筛选评价表", en="Screening of a prospect"),
    source="S7-03",
    reason=Text(
        zh="按行业背景、规模、信用与契合程度分级，优先重要客户。",
        en="Graded by industry, size, credit and fit; important ones first.",
    ),
    audience="staff",
    every_days=None,
    items={
        "industry": Item(
            title=Text(zh="行业背景", en="Industry background"),
            source="S7-03",
            reason=Text(
                zh="制度列为分级依据，未规定权重；各项相同。",
                en="Named as a ground of grading, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=25.0,
        ),
        "size": Item(
            title=Text(zh="规模", en="Size"),
            source="S7-03",
            reason=Text(
                zh="制度列为分级依据，未规定权重；各项相同。",
                en="Named as a ground of grading, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=25.0,
        ),
        "credit": Item(
            title=Text(zh="信用", en="Credit"),
            source="S7-03",
            reason=Text(
                zh="制度列为分级依据，未规定权重；各项相同。",
                en="Named as a ground of grading, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=25.0,
            warning_at=2,
            warning_sign=Text(zh="信用不足", en="weak credit"),
            improvement=Text(
                zh="要求预付或担保后再推进。", en="Ask for prepayment or security before going on."
            ),
        ),
        "fit": Item(
            title=Text(zh="与战略和市场的契合程度", en="Fit with strategy and market"),
            source="S7-03",
            reason=Text(
                zh="制度列为分级依据，未规定权重；各项相同。",
                en="Named as a ground of grading, without a weight; all weigh the same.",
            ),
            scale=5,
            weight=25.0,
        ),
    },
)
