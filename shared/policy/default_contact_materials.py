"""Default materials: what is in the briefcase, and the kinds of proof (S9-04, S11-15, S11-16, S11-22)."""

from collections.abc import Mapping

from shared.policy.contacts import Material
from shared.policy.rule import Text


def _kit(zh: str, en: str, why_zh: str, why_en: str, source: str = "S9-04") -> Material:
    return Material(title=Text(zh=zh, en=en), source=source, reason=Text(zh=why_zh, en=why_en), required=True)


def _policy(zh: str, en: str) -> Material:
    return Material(
        title=Text(zh=zh, en=en),
        source="S11-15, S11-16",
        reason=Text(
            zh="营销政策视客户的意向度出示，首次拜访不出示。",
            en="The marketing policy is shown by the customer's degree of intent, and not at a first visit.",
        ),
        shown_from="intending",
        at_first=False,
    )


def _proof(zh: str, en: str) -> Material:
    reason = Text(zh="证明材料使客户信服。", en="Proof convinces.")
    return Material(title=Text(zh=zh, en=en), source="S11-22", reason=reason, proof=True)


MATERIALS: Mapping[str, Material] = {
    "company_profile": _kit(
        "企业简介", "company profile", "先让客户认识公司。", "Who we are comes first.", "S9-04, S11-15"
    ),
    "brochure": _kit(
        "产品手册", "product brochure", "产品说明的依据。", "What explains the product.", "S9-04, S11-15"
    ),
    "personal": _kit("个人资料", "personal card", "客户知道与谁打交道。", "The customer knows with whom."),
    "information": _kit("资讯", "information", "行业与市场的消息。", "News of trade and market."),
    "proof": _kit("证明", "proof", "随身备有证明材料。", "Proof is at hand."),
    "pictures": _kit("图片", "pictures", "看得见的说明。", "What can be seen needs few words."),
    "samples": _kit("样品", "samples", "产品自己说话。", "The product speaks.", "S9-04, S11-15"),
    "quotation": _policy("报价单", "quotation"),
    "promotion_policy": _policy("促销政策", "promotion policy"),
    "reward_policy": _policy("奖励政策", "reward policy"),
    "statistics": _proof("数据统计资料", "statistics"),
    "market_report": _proof("市场调查报告", "market report"),
    "customer_opinion": _proof("老客户的意见", "opinion of a customer"),
    "third_party_letter": _proof("第三者推荐书", "letter of a third party"),
    "expert_word": _proof("专家或内行的证词", "word of an expert"),
    "authority_rating": _proof("权威机构的评价", "rating by an authority"),
    "licence": _proof("生产许可证", "production licence"),
    "award": _proof("获奖证书", "award"),
    "magazine": _proof("杂志文章", "magazine article"),
    "journal": _proof("专业期刊文章", "article of a professional journal"),
    "usage_photo": _proof("客户使用产品的照片", "photo of the product in use"),
    "case": _proof("成功案例（月销量、利润）", "case: monthly volume and profit"),
}
