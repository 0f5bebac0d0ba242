"""Default surveys (S2-10, S3-12, S3-15: at regular intervals; the policy gives no days)."""

from shared.policy.rule import OUR_DEFAULT, Text
from shared.policy.surveys import LowScore, SurveyChapter, SurveyInterval, SurveyMoment

SURVEYS = SurveyChapter(
    title=Text(zh="满意度调查", en="Satisfaction surveys"),
    source="S2-10, S3-12, S3-15",
    reason=Text(
        zh="制度要求定期开展，未规定间隔；过密会令客户生厌。",
        en="The policy asks for regular surveys and gives no interval; too many tire the customer.",
    ),
    form="satisfaction",
    classes={
        "key": SurveyInterval(
            title=Text(zh="重点客户", en="key customers"),
            source=OUR_DEFAULT,
            reason=Text(zh="每季度一次。", en="Once a quarter."),
            days=90,
        ),
        "ordinary": SurveyInterval(
            title=Text(zh="普通客户", en="ordinary customers"),
            source=OUR_DEFAULT,
            reason=Text(zh="每半年一次。", en="Twice a year."),
            days=180,
        ),
        "potential": SurveyInterval(
            title=Text(zh="潜在客户", en="potential customers"),
            source=OUR_DEFAULT,
            reason=Text(zh="尚未购买，无从评价。", en="They bought nothing that they could judge."),
            days=None,
        ),
    },
    after_complaint=SurveyMoment(
        title=Text(zh="投诉解决后", en="after a resolved complaint"),
        source="S4-07",
        reason=Text(
            zh="制度要求解决问题并提高满意度；一周后方知是否真正解决。",
            en="Problems are to be solved and satisfaction raised; a week shows whether they were.",
        ),
        days=7,
    ),
    after_delivery=SurveyMoment(
        title=Text(zh="交付后", en="after a delivery"),
        source="S7-09",
        reason=Text(
            zh="售后服务自交付开始；使用一个月后评价才有依据。",
            en="After-sales begins at delivery; a month of use is something to judge by.",
        ),
        days=30,
    ),
    low_score=LowScore(
        title=Text(zh="低分立案", en="low scores"),
        source="S3-14",
        reason=Text(
            zh="客户的意见应有处理结果；五分制二分及以下立案。",
            en="Every opinion gets an outcome; two of five or less becomes a case.",
        ),
        score=2,
        scale=5,
    ),
    warn_before=(72,),
    escalation="supervision",
)
