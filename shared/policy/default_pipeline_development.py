"""Default pipeline of eight stages, from mining to after-sales (S7-01 ... S7-10)."""

from shared.policy.pipelines import Pipeline, Stage
from shared.policy.rule import Text

DEVELOPMENT = Pipeline(
    title=Text(zh="客户开发流程", en="Customer development"),
    source="S7-01, S7-10",
    reason=Text(zh="制度规定的八个环节。", en="The eight stages of the policy."),
    stages={
        "mining": Stage(
            title=Text(zh="潜在客户挖掘", en="Mining"),
            source="S7-02",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="自动挖掘潜在客户资源，多渠道取得信息，保持客户库准确完整。",
                en="Prospects are found by many channels; the prospect library stays accurate and complete.",
            ),
            assessment=Text(
                zh="来源有记录，信息及时更新。", en="The source is on record and the data is fresh."
            ),
            evidence=("source_recorded",),
            expected_days=30,
        ),
        "screening": Stage(
            title=Text(zh="客户筛选", en="Screening"),
            source="S7-03",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="依战略与市场确定目标群体，按行业、规模、信用分级，优先紧要客户。",
                en="The target group follows strategy and market; graded by industry, size and credit, "
                "important first.",
            ),
            assessment=Text(zh="每个客户有分级。", en="Every prospect has a grade."),
            evidence=("grading_recorded",),
            expected_days=7,
            form="screening",
        ),
        "contact": Stage(
            title=Text(zh="客户接触", en="Contact"),
            source="S7-04",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="采用适合客户的方式接触，充分了解需求和问题并做好记录。",
                en="The channel fits the customer; needs and problems are recorded.",
            ),
            assessment=Text(zh="有接触记录。", en="A contact is logged."),
            evidence=("contact_logged",),
            expected_days=14,
        ),
        "needs": Stage(
            title=Text(zh="需求分析", en="Need analysis"),
            source="S7-05",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="深入了解业务模式、痛点、竞争对手，分析可行性和潜在价值。",
                en="Business model, pain points and competitors are understood; feasibility and value "
                "are judged.",
            ),
            assessment=Text(
                zh="需求已记录，可用于方案。", en="Needs are on record and can carry a solution."
            ),
            exit="has(sections.needs)",
            evidence=("needs_recorded",),
            expected_days=21,
            form="need_analysis",
        ),
        "solution": Stage(
            title=Text(zh="方案供应", en="Solution"),
            source="S7-06",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="方案可操作、有创新，满足需求并符合市场趋势。",
                en="The solution is workable and new, meets the needs and follows the market.",
            ),
            assessment=Text(zh="方案已提交客户。", en="The customer has the proposal."),
            evidence=("proposal_recorded",),
            expected_days=14,
        ),
        "negotiation": Stage(
            title=Text(zh="谈判洽谈", en="Negotiation"),
            source="S7-07",
            reason=Text(
                zh="阶段与管理标准出自制度；时长为我们的默认值。",
                en="Stage and management standard are the policy's; the duration is our default.",
            ),
            management=Text(
                zh="明确项目细节、合作条件和价格，应对需求更改，争取双赢。",
                en="Details, terms and price are clear, changes are tracked, both sides win.",
            ),
            assessment=Text(zh="谈判结果已记录。", en="What was agreed is on record."),
            evidence=("terms_recorded",),
            expected_days=21,
        ),
        "contract": Stage(
            title=Text(zh="合同签订", en="Contract"),
            source="S7-08, S5-08",
            reason=Text(
                zh="需求基本满足且阻碍因素基本消除后方可签约；时长为我们的默认值。",
                en="Signed when needs are met and obstacles removed; the duration is our default.",
            ),
            management=Text(
                zh="依据谈判结果订立合同，双方责任和权益明确。",
                en="The contract follows the negotiation, with the duties and rights of both sides.",
            ),
            assessment=Text(zh="合同已签。", en="The contract is signed."),
            entry="open_obstacles == 0",
            evidence=("contract_signed",),
            expected_days=7,
        ),
        "after_sales": Stage(
            title=Text(zh="售后服务", en="After-sales"),
            source="S7-09",
            reason=Text(
                zh="原文至此中断，考核标准按满意度调查执行。",
                en="The source breaks off here; it is assessed by the satisfaction survey.",
            ),
            management=Text(
                zh="交付后及时提供售后服务，保障客户满意度。",
                en="Service begins in time after delivery and keeps the customer satisfied.",
            ),
            assessment=Text(zh="已完成满意度调查。", en="The satisfaction survey is answered."),
            entry="'delivery_recorded' in evidence",
            evidence=("survey_answered",),
            form="satisfaction",
        ),
    },
)
