"""Default pipeline of six steps for dealers (S11-13, S11-14); where the source is silent, so is the stage."""

from shared.policy.pipelines import Pipeline, Stage
from shared.policy.rule import Text

DEALER = Pipeline(
    title=Text(zh="经销商开发流程", en="Dealer development"),
    source="S11-13, S11-14",
    reason=Text(zh="制度规定的六大步骤。", en="The six steps of the policy."),
    stages={
        "visit": Stage(
            title=Text(zh="经销商拜访", en="Visit"),
            source="S11-15, S11-19",
            reason=Text(
                zh="拜访对象须有决定权；先选定目标再开发。",
                en="The person visited must decide; a target is chosen before it is developed.",
            ),
            management=Text(
                zh="备齐资料并拟定详细大纲，避开客户繁忙时间，拜访有业务决定权的人。",
                en="Papers and a detailed outline are ready, busy hours are avoided, the person visited "
                "decides.",
            ),
            assessment=Text(zh="已会见决策人。", en="The person who decides was met."),
            entry="has(forms.dealer_selection)",
            exit="decision_maker_met",
            evidence=("visit_logged",),
            expected_days=30,
            form="dealer_selection",
        ),
        "communicate": Stage(
            title=Text(zh="经销商沟通", en="Communicate"),
            source="S11-20",
            reason=Text(
                zh="沟通六大内容出自制度；时长为我们的默认值。",
                en="The six topics are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="围绕企业、品牌、产品、利润、服务、支持六方面，全面而精要，突出差异。",
                en="Company, brand, product, profit, service and support: complete, short, saying what "
                "is different.",
            ),
            evidence=("needs_recorded",),
            expected_days=30,
        ),
        "negotiate": Stage(
            title=Text(zh="经销商谈判", en="Negotiate"),
            source="S11-14",
            reason=Text(
                zh="原文缺少本步骤的细则，由公司自行规定。",
                en="The source gives no detail for this step; the company sets it.",
            ),
            evidence=("terms_recorded",),
        ),
        "contract": Stage(
            title=Text(zh="合约缔结", en="Contract"),
            source="S11-14",
            reason=Text(
                zh="原文缺少本步骤的细则，由公司自行规定。",
                en="The source gives no detail for this step; the company sets it.",
            ),
            evidence=("contract_signed",),
        ),
        "evaluate": Stage(
            title=Text(zh="总结评价", en="Summary evaluation"),
            source="S11-14",
            reason=Text(
                zh="原文缺少本步骤的细则，由公司自行规定。",
                en="The source gives no detail for this step; the company sets it.",
            ),
            evidence=("evaluation_recorded",),
            form="dealer_aspects",
        ),
        "file": Stage(
            title=Text(zh="经销商建档", en="File"),
            source="S11-14",
            reason=Text(
                zh="原文缺少本步骤的细则，由公司自行规定。",
                en="The source gives no detail for this step; the company sets it.",
            ),
            evidence=("file_complete",),
        ),
    },
)
