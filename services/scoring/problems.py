"""Every way in which scoring says no, as clients read it."""

from shared.kit.http.registry import Problem
from shared.kit.http.time_problems import TIME_PROBLEMS

PROBLEMS = (
    *TIME_PROBLEMS,
    Problem(
        "override_unknown", 404, "该客户从未人工调整等级", "The tier of this customer was never overridden"
    ),
    Problem(
        "override_until_out_of_bounds",
        409,
        "人工调整须有截止时间，且不超过一年",
        "An override ends at a time to come, within a year",
    ),
    Problem("override_not_over", 409, "人工调整尚未到期", "The override holds until a later time"),
    Problem(
        "date_not_yet_known",
        422,
        "当时还不可能知道那一天的情况",
        "Nobody could know of that day at that time",
    ),
    Problem("policy_draft_unknown", 404, "没有该制度草案", "There is no such draft of the policy"),
    Problem("policy_draft_closed", 409, "该草案已批准或撤回", "The draft was approved or withdrawn"),
    Problem(
        "policy_approved_by_author",
        409,
        "起草或修改过草案的人不能批准，须由其他领导批准",
        "Whoever wrote at the draft cannot approve it; another of the leadership must",
    ),
    Problem(
        "policy_approver_is_another",
        403,
        "按现行制度，由其他角色批准制度草案",
        "By the policy in force, another role approves drafts",
    ),
    Problem(
        "policy_date_out_of_bounds",
        409,
        "生效时间太近、已过或过远，请修改后再批准",
        "The date is too near, past or too far away; revise it, then approve",
    ),
    Problem(
        "policy_predecessor_changed",
        409,
        "起草之后已有其他制度获批，请以其为基础修改草案",
        "Another book was approved since; revise the draft upon that one",
    ),
    Problem("policy_version_taken", 409, "该版本号已被使用", "Another book of the policy has this version"),
    Problem("forecast_unknown", 404, "该月没有预测或计划", "Nothing was forecast or planned for this month"),
    Problem(
        "forecast_not_due",
        409,
        "该月尚未开始，或尚未到比对时间；预测从不提前",
        "The month has not begun, or is not over; no forecast is made or compared early",
    ),
    Problem(
        "forecast_month_out_of_reach",
        409,
        "该月距今太远，请核对",
        "The month lies too far from today; mend it",
    ),
    Problem(
        "forecast_month_is_over",
        409,
        "该月已结束，不能再制定或调整计划",
        "The month is over; its plan is not set or adjusted any more",
    ),
    Problem(
        "forecast_too_many_figures",
        409,
        "销售人员与币种过多，一个月的计划容纳不下",
        "More salespeople and currencies than can be planned for one month",
    ),
    Problem("duty_not_due", 409, "该应办事项的下一步尚未到期", "The next step of the duty lies ahead"),
    Problem("study_unknown", 404, "没有该项测算，或已被清理", "There is no such study, or it is forgotten"),
    Problem(
        "studies_too_many",
        409,
        "等待中的测算已达上限，请等待或取消其中之一",
        "So many studies wait already; wait for one to end, or cancel one",
    ),
    Problem(
        "calibration_proposes_nothing",
        409,
        "校准尚无结果，或没有找到比现行取值更好的取值",
        "The calibration has no answer yet, or found nothing better than today's values",
    ),
    Problem("conduct_of_another", 403, "这是他人的违规记录", "The record is another person's"),
    Problem("conduct_unknown", 404, "该人员没有违规记录", "Nothing is on record of this person"),
    Problem(
        "conduct_rule_unknown",
        409,
        "当时的制度没有该章节或条款",
        "The policy of that time has no such chapter or clause",
    ),
    Problem("evaluation_not_due", 409, "制度评估尚未到期", "The evaluation is not due yet"),
    Problem(
        "evaluation_not_scheduled",
        409,
        "制度评估尚未安排，服务启动后自动安排",
        "The evaluation is not scheduled yet; the service does so when it starts",
    ),
    Problem("violation_unknown", 404, "没有该违规记录", "There is no such violation"),
    Problem(
        "violation_not_free",
        409,
        "该违规记录已撤回，或已作为其他惩罚的依据",
        "The violation was withdrawn, or another sanction rests on it",
    ),
    Problem("sanction_unknown", 404, "没有该惩罚", "There is no such sanction"),
    Problem(
        "sanction_closed", 409, "该惩罚的状态不允许此操作", "Where the sanction stands, this cannot be asked"
    ),
    Problem(
        "sanction_conditions_unmet",
        409,
        "不符合制度规定的惩罚条件",
        "What the policy asks of this measure is missing",
    ),
    Problem(
        "sanction_needs_another",
        409,
        "当事人、提出人或原决定人不能作此决定",
        "Neither the person concerned nor whoever acted before may decide",
    ),
    Problem(
        "sanction_decided_by_another_role",
        403,
        "按现行制度，该惩罚由其他角色决定",
        "By the policy in force, another role decides on this measure",
    ),
)
