"""Default values for the customer's file (S3-08, S4-09 ... S4-12)."""

from shared.policy.customer_file import (
    WARN_DAYS,
    Archiving,
    Completeness,
    CustomerFileChapter,
    PersonalRetention,
    Retention,
    RetentionClasses,
    Staleness,
)
from shared.policy.rule import Text

CUSTOMER_FILE = CustomerFileChapter(
    title=Text(zh="客户档案", en="The customer's file"),
    source="S4-09, S4-11, S4-12",
    reason=Text(
        zh="制度要求档案准确完整、定期检查、分类归档，未规定期限。",
        en="The policy asks for accurate, complete, reviewed and archived files, and gives no times.",
    ),
    staleness=Staleness(
        title=Text(zh="档案复核", en="Review"),
        source="S4-11",
        reason=Text(
            zh="半年未更新的栏目应复核；联系人与需求变动较快，按季度复核。",
            en="What was not touched for half a year is looked at again; contacts and needs change faster.",
        ),
        days=180,
        sections={"contacts": 90, "needs": 90},
    ),
    completeness=Completeness(
        title=Text(zh="档案完整度", en="Completeness"),
        source="S3-08",
        reason=Text(zh="八成足以开展工作。", en="Four fifths are enough to work with."),
        target=80.0,
    ),
    archiving=Archiving(
        title=Text(zh="归档", en="Archiving"),
        source="S4-12",
        reason=Text(
            zh="三年无接触，恢复合作的可能很小；提前一个月预告，仍来得及联系。",
            en="After three silent years few come back; a month's notice leaves time to call once more.",
        ),
        years=3,
        warn_days=WARN_DAYS,
    ),
    retention=RetentionClasses(
        contracts=Retention(
            title=Text(zh="合同", en="contracts"),
            source="S4-12",
            reason=Text(
                zh="自合同终止之日起计，涵盖会计档案的保存要求。",
                en="From the contract's end; long enough for the books that rest on it.",
            ),
            years=10,
        ),
        decisions=Retention(
            title=Text(zh="自动化决策记录", en="records of automated decisions"),
            source="S4-10",
            reason=Text(
                zh="自决策之日起计，《个人信息保护法》第五十六条要求至少三年。",
                en="From the decision; the Personal Information Protection Law, article 56, asks for three.",
            ),
            years=3,
        ),
        personal=PersonalRetention(
            title=Text(zh="其他个人信息", en="other personal data"),
            source="S4-10",
            reason=Text(
                zh="自最后一次使用目的终了之日起计；经同意登记的内容届时彻底删除。",
                en="From the end of the last purpose; what was recorded under a consent is then erased.",
            ),
            years=2,
        ),
    ),
)
