"""Default contacts: kinds with what each must tell, six topics, seven methods, and what is shown."""

from shared.policy.contacts import ContactChapter, ContactDetail, ContactKind
from shared.policy.default_contact_hours import HOURS, PREPARATION
from shared.policy.default_contact_materials import MATERIALS
from shared.policy.default_contact_talk import METHODS, TOPICS
from shared.policy.rule import OUR_DEFAULT, Text


def _detail(zh: str, en: str, *, required: bool = True) -> ContactDetail:
    reason = Text(zh="少了它，记录无从查考。", en="Without it the record proves nothing.")
    return ContactDetail(title=Text(zh=zh, en=en), source=OUR_DEFAULT, reason=reason, required=required)


CONTACTS = ContactChapter(
    title=Text(zh="客户接触", en="Contacts"),
    source="S2-03, S7-04, S11-20, S11-21",
    reason=Text(
        zh="以适合客户的方式接触，谈什么、怎么谈、出示什么都有章可循。",
        en="Customers are met as it fits them; what is talked of, how, and what is shown has rules.",
    ),
    kinds={
        "demo": ContactKind(
            title=Text(zh="现场演示", en="on-site demo"),
            source="S5-05",
            reason=Text(
                zh="针对客户需求逐项说明功能，必要时现场演示。",
                en="Functions are explained against each need, with a demo where necessary.",
            ),
            explains=True,
            details={"result": _detail("演示结果", "what came of it", required=False)},
        ),
        "follow_up": ContactKind(
            title=Text(zh="跟进潜在客户", en="lead follow-up"),
            source="S8-03",
            reason=Text(zh="跟进须留下下一步。", en="A follow-up leaves the next step."),
            details={"next_step": _detail("下一步", "next step")},
        ),
        "relationship": ContactKind(
            title=Text(zh="建立客户关系", en="relationship building"),
            source="S8-03, S9-12",
            reason=Text(zh="关系是销售以外的功夫。", en="A relation is work beside the sale."),
            counts_as="auxiliary",
            details={"people": _detail("接触的人", "people met")},
        ),
        "auxiliary_act": ContactKind(
            title=Text(zh="其他辅助行为", en="other auxiliary act"),
            source="S9-12",
            reason=Text(
                zh="成功的销售不仅是把产品卖给客户，还有其他辅助行为。",
                en="A successful sale is more than the sale: other acts help it.",
            ),
            counts_as="auxiliary",
            details={"act": _detail("做了什么", "what was done")},
        ),
        "training": ContactKind(
            title=Text(zh="客户培训", en="customer training"),
            source="S1-05, S4-06",
            reason=Text(
                zh="售后提供培训；开始后每半年一次，间隔为我们的默认值。",
                en="Training is part of after-sales; once begun, twice a year, which is our default.",
            ),
            counts_as="auxiliary",
            details={
                "content": _detail("培训内容", "what was taught"),
                "participants": _detail("参加人员", "who took part"),
            },
            every_days=182,
        ),
        "support": ContactKind(
            title=Text(zh="售后支持", en="after-sales support"),
            source="S1-05",
            reason=Text(zh="及时解决客户的问题。", en="Problems are solved in time."),
            counts_as="auxiliary",
            details={
                "problem": _detail("问题", "the problem"),
                "solution": _detail("解决办法", "how it was solved"),
            },
        ),
        "feedback_meeting": ContactKind(
            title=Text(zh="客户反馈会议", en="customer feedback meeting"),
            source="S8-06",
            reason=Text(
                zh="定期召开并形成纪要；对重点客户每半年一次，间隔为我们的默认值。",
                en="Held at intervals, with minutes; with key customers twice a year, which is our default.",
            ),
            counts_as="loyalty",
            details={
                "participants": _detail("参会人员", "who took part"),
                "minutes": _detail("会议纪要", "minutes"),
            },
            every_days=182,
            owed_for=("key",),
        ),
        "brand_exposure": ContactKind(
            title=Text(zh="品牌曝光", en="brand exposure"),
            source="S10-02",
            reason=Text(
                zh="新客户：传递品牌形象，提高品牌曝光度。",
                en="New customers: the brand's image is passed on and seen more.",
            ),
            counts_as="brand",
        ),
        "loyalty_care": ContactKind(
            title=Text(zh="老客户关怀", en="care for old customers"),
            source="S10-02",
            reason=Text(
                zh="老客户：关注用户体验，增强黏性和忠诚度。",
                en="Old customers: their experience, stickiness and loyalty.",
            ),
            counts_as="loyalty",
        ),
    },
    preparation=PREPARATION,
    hours=HOURS,
    topics=TOPICS,
    methods=METHODS,
    materials=MATERIALS,
)
