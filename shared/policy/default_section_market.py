"""Default sections of the market around a customer, and whom to work with (S1-02, S2-06)."""

from shared.policy.rule import Text
from shared.policy.section_fields import choice, document, name, number, table, text, texts
from shared.policy.sections import OwnSection

MARKET_RESEARCH = OwnSection(
    title=Text(zh="市场调研", en="Market research"),
    source="S1-02, S4-13",
    reason=Text(
        zh="了解客户的行业特点、竞争对手和发展趋势，才能满足其需求；半年未更新应重新调研。",
        en="Industry, competitors and trends are known before a need is met; looked at again each half year.",
    ),
    document=document(
        industry_traits=text("行业特点", "Traits of the industry"),
        competitors=table(
            *("竞争对手", "Competitors"),
            ("name",),
            name=name("名称", "Name"),
            products=text("产品", "Products"),
            strengths=text("优势", "Strengths"),
            weaknesses=text("劣势", "Weaknesses"),
            share=number("占该客户采购的份额（%）", "Share of what the customer buys, in percent", 0, 100),
        ),
        trends=text("发展趋势", "Trends"),
        found_in=texts("资料来源", "Where it was found"),
    ),
    stale_after_days=180,
    weight=0,
)
BUSINESS_CHANCES = OwnSection(
    title=Text(zh="商机与合作伙伴", en="Chances and partners"),
    source="S2-06",
    reason=Text(
        zh="关注行业发展趋势，寻找新的商机，与行业内的领导者或关键人物建立联系；变化较快，按季度复核。",
        en="Trends are watched, chances sought, leaders of the industry known; it changes each quarter.",
    ),
    document=document(
        trends=text("关注的行业发展趋势", "Trends that are watched"),
        chances=table(
            *("新的商机", "New chances"),
            ("chance",),
            chance=text("商机", "Chance"),
            next_step=text("下一步", "Next step"),
        ),
        partners=table(
            *("合作伙伴", "Partners"),
            ("name",),
            name=name("名称", "Name"),
            field=text("合作领域", "What we could do together"),
            standing=choice(
                *("进展", "Standing"), {"sought": "拟接触", "in_talks": "洽谈中", "agreed": "已合作"}
            ),
        ),
        key_persons=table(
            *("行业领导者或关键人物", "Leaders and key persons of the industry"),
            ("name",),
            name=name("姓名", "Name", masked=True),
            organisation=name("单位", "Organisation"),
            position=name("职务", "Position"),
            contact=text("联系情况", "How we are in contact"),
        ),
    ),
    stale_after_days=90,
    weight=0,
)
