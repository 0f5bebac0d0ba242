"""Default sections of how a customer thinks and buys, and what lies beneath (S9-03, S9-05, S9-11)."""

from shared.policy.rule import Text
from shared.policy.section_fields import choice, document, text, texts
from shared.policy.sections import OwnSection

DOSSIER_ANALYSIS = OwnSection(
    title=Text(zh="客户资料分析", en="Analysis of the dossier"),
    source="S9-03",
    reason=Text(
        zh="资料分析分三步：归类、分析、判断，缺一步不成结论；按季度复核。",
        en="Classify, analyse, judge: without one of the three it is no result; again each quarter.",
    ),
    document=document(
        ("classification", "analysis", "judgement"),
        classification=text("归类", "Classification"),
        analysis=text("分析", "Analysis"),
        judgement=text("判断", "Judgement"),
        rests_on=texts("依据的资料", "What it rests on"),
        next_step=text("对策", "What follows for us"),
    ),
    stale_after_days=90,
    weight=0,
)
BUYING_PROCESS = OwnSection(
    title=Text(zh="客户购买过程", en="The customer's way to buy"),
    source="S9-05",
    reason=Text(
        zh="从客户看购买：刺激、欲望、信息搜索、评估选择、结果平衡；两个月未更新，多半已走到下一步。",
        en="Stimulus, desire, information, choice, balance; after two months most are a step further.",
    ),
    document=document(
        ("step",),
        step=choice(
            *("目前所处的一步", "Where they are"),
            {
                "stimulus": "刺激",
                "desire": "欲望",
                "information_search": "信息搜索",
                "evaluation": "评估选择",
                "outcome_balance": "结果平衡",
            },
        ),
        stimulus=text("刺激", "Stimulus"),
        desire=text("欲望", "Desire"),
        information_search=text("信息搜索", "Search for information"),
        evaluation=text("评估选择", "Evaluation and choice"),
        alternatives=texts("备选的供应商", "Whom else they look at"),
        outcome_balance=text("结果平衡", "Balance of the outcome"),
    ),
    stale_after_days=60,
    weight=0,
)
RELATIONS_AND_INTERESTS = OwnSection(
    title=Text(zh="关系与深藏的利益", en="Relations and hidden interests"),
    source="S9-11",
    reason=Text(
        zh="关系、维护、交往看得见，利益深藏其下；按季度复核。",
        en="Relations and contact are seen, the interests lie beneath; looked at again each quarter.",
    ),
    document=document(
        relations=text("关系", "Relations"),
        upkeep=text("维护", "How they are kept"),
        contact=text("交往", "Contact"),
        hidden_interests=text("深藏的利益", "Hidden interests", masked=True),
    ),
    stale_after_days=90,
    weight=0,
)
FEELINGS_AND_TRUST = OwnSection(
    title=Text(zh="情感、感受与信任", en="Feelings and trust"),
    source="S9-11, S4-10",
    reason=Text(
        zh="最深的一层属于个人，须经本人同意方可记录，不得计分。",
        en="The deepest layer is a person's own: kept only with their consent, and never counted.",
    ),
    document=document(
        emotions=text("情感", "Emotions"),
        feelings=text("感受", "Feelings"),
        trust=text("信任", "Trust"),
    ),
    purpose="feelings_and_trust",
    personal=True,
    stale_after_days=90,
    weight=0,
)
