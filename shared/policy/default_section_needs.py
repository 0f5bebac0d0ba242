"""Default sections of what a customer needs and likes, and what we make of it (S2-12, S3-06, S10-03)."""

from shared.policy.rule import Text
from shared.policy.section_fields import choice, day, document, name, table, text, texts, yes_no
from shared.policy.sections import OwnSection

NEEDS_RESEARCH = OwnSection(
    title=Text(zh="需求调研", en="Research of needs"),
    source="S2-12",
    reason=Text(
        zh="通过市场调研了解对产品的需求、对服务的要求、对价格的敏感度；半年未更新应重新调研。",
        en="Needs of products, demands on service, how much the price matters; asked again each half year.",
    ),
    document=document(
        product_needs=texts("对产品的需求", "Needs of products"),
        service_requirements=texts("对服务的要求", "Requirements of service"),
        price_sensitivity=choice(
            *("对价格的敏感度", "Price sensitivity"), {"high": "高", "medium": "中", "low": "低"}
        ),
        price_shown_by=text("敏感度的依据", "What shows the sensitivity"),
        price_accepted=text("可接受的价格", "Price that is accepted", masked=True),
        method=choice(
            *("调研方式", "Method"),
            {
                "market_research": "市场调研",
                "interview": "客户访谈",
                "questionnaire": "调查问卷",
                "observation": "观察",
            },
        ),
    ),
    stale_after_days=180,
    weight=0,
)
WISHES_AND_HABITS = OwnSection(
    title=Text(zh="愿望、偏好与习惯", en="Wishes, preferences and habits"),
    source="S10-03, S2-13",
    reason=Text(
        zh="从需求、愿望、习惯出发提供个性化服务；只记采购与使用的习惯，个人习惯须经同意另记。",
        en="Service to measure, by wishes and habits of buying; a person's own habits need a consent.",
    ),
    document=document(
        wishes=texts("愿望", "Wishes"),
        preferences=texts("需求偏好", "Preferences"),
        buying_habits=text("采购习惯", "Habits of buying"),
        usage_habits=text("使用习惯", "Habits of use"),
        contact_habits=text("沟通习惯", "When and how they are best reached"),
        individual_service=table(
            *("个性化服务", "Individual service"),
            ("service",),
            service=text("服务内容", "Service"),
            responsible=name("负责人", "Responsible"),
            since=day("开始日期", "Since"),
        ),
    ),
    stale_after_days=180,
    weight=0,
)
SOLUTION = OwnSection(
    title=Text(zh="个性化解决方案", en="Individual solution"),
    source="S3-06",
    reason=Text(
        zh="了解客户需求，提供个性化解决方案：每项方案写明所满足的需求；按季度复核。",
        en="Each solution names the need that it meets; looked at again each quarter.",
    ),
    document=document(
        ("solutions",),
        solutions=table(
            *("解决方案", "Solutions"),
            ("need", "solution"),
            need=text("客户需求", "Need"),
            solution=text("方案", "Solution"),
            responsible=name("负责人", "Responsible"),
            due=day("完成日期", "Due"),
            accepted=yes_no("客户已认可", "The customer agrees"),
        ),
    ),
    stale_after_days=90,
    weight=0,
)
