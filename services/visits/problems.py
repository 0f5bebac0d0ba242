"""Every way in which visits says no, as clients read it."""

from shared.kit.http.registry import Problem
from shared.kit.http.time_problems import TIME_PROBLEMS

OBLIGATION_PROBLEMS = (
    Problem("obligation_unknown", 404, "没有该应办事项", "There is no such obligation"),
    Problem(
        "obligation_opened_otherwise",
        409,
        "该应办事项已登记，且内容不同",
        "The obligation is on file with other content",
    ),
    Problem("obligation_not_due", 409, "应办事项尚未到时", "Its next step lies ahead"),
    Problem(
        "obligation_already_met", 409, "该应办事项已完成，不能取消", "It was done, so it cannot be cancelled"
    ),
    Problem(
        "obligation_already_cancelled",
        409,
        "该应办事项已取消，不能再完成",
        "It was cancelled, so it cannot be fulfilled",
    ),
    Problem("feed_unknown", 404, "没有该日历订阅，或已撤销", "No such calendar feed, or it was revoked"),
    Problem("due_in_past", 409, "办理时限须在将来", "The due time must lie ahead"),
    Problem(
        "escalation_unknown",
        409,
        "现行制度没有该上报级",
        "The policy in force has no such step of escalation",
    ),
)

MATTER_PROBLEMS = (
    Problem("matter_unknown", 404, "没有该事项", "There is no such matter"),
    Problem(
        "matter_kind_unknown",
        409,
        "现行制度没有该种事项或类别",
        "The policy in force has no such kind or category of matter",
    ),
    Problem(
        "matter_opened_otherwise", 409, "该事项已登记，且内容不同", "The matter is on file with other content"
    ),
    Problem("matter_step_unknown", 409, "该种事项没有此步骤", "The kind has no such step"),
    Problem("matter_step_missing", 409, "必经步骤尚未办理", "A required step was not taken"),
    Problem("matter_change_missing", 409, "须写明带来的改变", "It is closed with the change it brought"),
    Problem("matter_for_another", 403, "按现行制度，由其他角色办理", "By the policy, another role does this"),
    Problem("matter_closed_already", 409, "该事项已办结", "The matter is closed"),
    Problem("matter_not_closed", 409, "该事项尚未办结", "The matter is open"),
    Problem("matter_reopening_over", 409, "已过重新提出的期限", "It was closed too long ago"),
    Problem("matter_clock_stopped", 409, "时限已暂停或已到期", "Its clock stands still or has run out"),
    Problem("matter_pause_too_long", 409, "超过制度允许的暂停", "The policy allows no such pause"),
    Problem("matter_not_paused", 409, "时限未暂停", "Its clock runs"),
    Problem("matter_not_due", 409, "办结时限未到", "Its clock still runs"),
    Problem(
        "matter_measure_of_another_kind",
        409,
        "该种事项不引出此种事项",
        "A matter of this kind does not result in one of that",
    ),
)

PROMISE_PROBLEMS = (
    Problem("promise_unknown", 404, "没有该承诺", "There is no such promise"),
    Problem(
        "promise_recorded_otherwise",
        409,
        "该承诺已登记，且内容不同",
        "The promise is on file with other content",
    ),
    Problem("promise_waits", 409, "该折扣尚未批准，承诺未生效", "Its discount is not approved"),
    Problem(
        "promise_for_another",
        403,
        "按现行制度，该折扣由其他角色批准",
        "By the policy, another role approves this discount",
    ),
    Problem("promise_of_ones_own", 403, "不得批准本人的承诺", "Nobody approves their own promise"),
    Problem("promise_time_over", 409, "承诺期限已过，不能批准", "Its time went by before it was approved"),
    Problem("promise_over", 409, "该承诺已兑现或撤回", "The promise was kept or withdrawn"),
    Problem(
        "promise_proof_unknown",
        409,
        "该客户没有这一事实，不能证明兑现",
        "The customer has no such fact to prove it",
    ),
    Problem("promise_not_due", 409, "承诺期限未到", "Its time lies ahead"),
)

PLANNED_PROBLEMS = (
    Problem("planned_contact_unknown", 404, "没有该计划接触", "There is no such planned contact"),
    Problem("planned_contact_over", 409, "该计划接触已开始、已爽约或已取消", "It has begun or ended"),
    Problem("planned_contact_not_due", 409, "尚未到爽约时间", "It may still begin in time"),
    Problem("contact_unprepared", 409, "准备不足，不能开始", "It is not prepared as the policy asks"),
    Problem(
        "material_not_yet",
        409,
        "按客户的意向度，尚不能出示该资料",
        "By the customer's degree of intent, such material is not shown yet",
    ),
    Problem("busy_hours", 409, "该时间客户繁忙，不得安排拜访", "The customer is busy at that time"),
)

PROBLEMS = (
    *TIME_PROBLEMS,
    Problem("purpose_missing", 409, "须写明拜访目的", "The contact needs a purpose"),
    Problem(
        "contact_undeclared",
        409,
        "现行制度没有该种接触、栏目、话题、方法或资料",
        "The policy in force has no such kind, detail, topic, method or material",
    ),
    Problem(
        "contact_detail_missing", 409, "该种接触须写明更多内容", "A contact of this kind is logged with more"
    ),
    Problem(
        "visit_logged_otherwise",
        409,
        "该次接触已登记，且内容不同",
        "The contact is on file with other content",
    ),
    Problem(
        "visit_planned_otherwise",
        409,
        "该客户没有这一计划接触",
        "No such contact was planned with this customer",
    ),
    Problem("visit_unknown", 404, "没有该次接触", "There is no such contact"),
    Problem("complaint_unknown", 404, "没有该投诉", "There is no such complaint"),
    Problem(
        "complaint_filed_otherwise",
        409,
        "该投诉已登记，且内容不同",
        "The complaint is on file with other content",
    ),
    Problem(
        "complaint_already_resolved",
        409,
        "该投诉已办结，且结果不同",
        "The complaint was resolved, with another outcome",
    ),
    Problem("complaint_not_resolved", 409, "该投诉尚未办结", "The complaint is open"),
    Problem("complaint_reopening_over", 409, "已过重新提出的期限", "It was resolved too long ago"),
    Problem("form_unknown", 404, "制度中没有该评价表", "The policy has no such form"),
    Problem("form_item_unknown", 409, "评价表中没有该项目", "The form has no such item"),
    Problem(
        "form_score_out_of_scale", 409, "评分超出该项目的分值范围", "The score is outside of the item's scale"
    ),
    Problem("form_unanswered", 409, "至少须回答一个项目", "At least one item needs an answer"),
    Problem(
        "form_for_staff",
        409,
        "该评价表由员工填写，请写明填写人",
        "Staff fill this form in; name the member of staff",
    ),
    Problem(
        "form_filler_is_another",
        403,
        "按现行制度，该评价表由其他角色填写",
        "By the policy, another role fills this form in",
    ),
    Problem(
        "form_answered_otherwise",
        409,
        "该评价已登记，且内容不同",
        "The answer is on file with other content",
    ),
    Problem(
        "form_not_for_customers", 409, "该评价表不由客户填写", "Customers are not asked to fill this form in"
    ),
    Problem("survey_unknown", 404, "没有该调查", "There is no such survey"),
    Problem(
        "survey_link_over",
        404,
        "此链接无效、已使用或已过期",
        "This link is not valid, was used, or has expired",
    ),
    Problem("survey_not_expired", 409, "调查链接尚未到期", "The link still holds"),
    Problem(
        "nothing_to_inspect", 409, "该销售人员当月没有接触可查", "The salesperson had no contact that month"
    ),
    Problem("month_not_over", 409, "该月尚未结束，不能抽查", "The month is not over"),
    Problem("inspection_unknown", 404, "没有该次检查", "There is no such inspection"),
    Problem("form_answer_unknown", 404, "没有该评价", "There is no such answer"),
    Problem("clock_not_due", 409, "时限尚未到期", "The clock still runs"),
    *OBLIGATION_PROBLEMS,
    *MATTER_PROBLEMS,
    *PROMISE_PROBLEMS,
    *PLANNED_PROBLEMS,
)
