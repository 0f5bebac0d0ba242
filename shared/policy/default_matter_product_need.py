"""Default kind `product_need` 产品与服务需求: what is wished of products and services (S10-05)."""

from shared.policy.matters import MatterCategory, MatterKind, MatterStep
from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.working_time import WorkingDuration

PRODUCT_NEED = MatterKind(
    title=Text(zh="产品与服务需求", en="need of products and services"),
    source="S10-05",
    reason=Text(
        zh="市场调研所得的产品、服务需求分类登记，据以开发和升级产品；类别与时限为我们的默认值。",
        en="What research finds to be needed is kept by type, for development; types and times are ours.",
    ),
    categories={
        slug: MatterCategory(
            title=Text(zh=zh, en=en),
            source=source,
            reason=Text(zh="一个月内评估并答复。", en="Assessed and answered within a month."),
            within=WorkingDuration(days=20),
            told="manager",
        )
        for slug, zh, en, source in (
            ("new_product", "开发新产品", "new product", "S10-05"),
            ("product_upgrade", "产品升级", "product upgrade", "S10-05"),
            ("service", "服务改进", "service", "S10-05"),
            ("price", "价格与包装", "price and packing", OUR_DEFAULT),
        )
    },
    steps={
        "assessment": MatterStep(
            title=Text(zh="需求评估", en="assessment"),
            source="S10-05",
            reason=Text(
                zh="评估市场需求，再定开发或升级。", en="What the market needs decides what is developed."
            ),
        ),
        "told_customer": MatterStep(
            title=Text(zh="回复客户", en="told to the customer"),
            source=OUR_DEFAULT,
            reason=Text(zh="结果须让客户看到。", en="The customer sees the outcome."),
        ),
    },
    measures="measure",
    pause_days=60,
    reopen_days=180,
)
