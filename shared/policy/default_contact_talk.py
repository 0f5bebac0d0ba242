"""Default topics and methods of a talk: the six and the seven of the dealer deck (S11-20, S11-21)."""

from collections.abc import Mapping

from shared.policy.contacts import Method, Topic
from shared.policy.rule import Text


def _topic(zh: str, en: str, holds_zh: str, holds_en: str) -> Topic:
    reason = Text(zh=holds_zh, en=holds_en)
    return Topic(title=Text(zh=zh, en=en), source="S11-20", reason=reason)


def _method(zh: str, en: str, why_zh: str, why_en: str) -> Method:
    return Method(title=Text(zh=zh, en=en), source="S11-21", reason=Text(zh=why_zh, en=why_en))


TOPICS: Mapping[str, Topic] = {
    "company": _topic(
        "企业", "company", "概况、实力、前景。", "What it is, what it can do, where it is going."
    ),
    "brand": _topic("品牌", "brand", "形象、内涵、文化、个性、档次。", "Its image, meaning, culture, grade."),
    "product": _topic(
        "产品",
        "product",
        "原料、工艺、科技、品质、功能。",
        "Material, craft, technology, quality, functions.",
    ),
    "profit": _topic("利润", "profit", "价格、奖励和利润空间。", "Price, rewards and margin."),
    "service": _topic(
        "服务", "service", "配送、回访、异议处理等销售服务。", "Delivery, return visits, objections handled."
    ),
    "support": _topic(
        "支持", "support", "经销商促销、品牌宣传投入等。", "Promotion for dealers, money for the brand."
    ),
}

METHODS: Mapping[str, Method] = {
    "case": _method("用案例说服", "a case", "事实胜过千言万语。", "Facts say more than words."),
    "calculation": _method(
        "帮客户算账", "calculation for the customer", "细节比笼统的说法更易打动客户。", "Details move people."
    ),
    "abcd": _method(
        "ABCD介绍法",
        "ABCD: authority, better, convenience, difference",
        "权威性、更好的质量、便利性、新奇。",
        "The advantages that no other has.",
    ),
    "demo": _method("示范", "demonstration", "将性能、优点、特色展示给客户。", "Strengths are seen."),
    "proof": _method("使用证明材料", "proof", "数据、意见、证书等。", "Figures, opinions, certificates."),
    "listening": _method("倾听", "listening", "有时善听比善说更重要。", "To listen may be worth more."),
    "questions": _method(
        "提问", "questions", "了解客户的真实需求和想法。", "What the customer really needs comes out."
    ),
}
