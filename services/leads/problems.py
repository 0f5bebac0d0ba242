"""Every way in which leads says no, as clients read it."""

from shared.kit.http.registry import Problem
from shared.kit.http.time_problems import TIME_PROBLEMS

PROBLEMS = (
    *TIME_PROBLEMS,
    Problem(
        "customer_already_captured",
        409,
        "该客户已建档，且资料不同",
        "The customer was captured before, by other data",
    ),
    Problem("evidence_missing", 409, "缺少支持该状态变更的依据", "The step lacks the evidence that it needs"),
    Problem("lifecycle_goes_forward", 409, "客户状态不能倒退", "The lifecycle only goes forward"),
    Problem("section_undeclared", 404, "客户档案中没有该栏目", "The customer file has no such section"),
    Problem(
        "section_content_invalid",
        409,
        "栏目内容不符合要求",
        "The section's content does not meet its declaration",
    ),
    Problem(
        "section_names_itself",
        409,
        "该栏目记录的是其他客户，不能填写该客户本身",
        "The section speaks of other customers, and names the customer itself",
    ),
    Problem(
        "sheet_unreadable",
        409,
        "表格不是该栏目的版式，请导出空白表后填写",
        "The sheet is not laid out like the section's form; export a blank one and fill it in",
    ),
    Problem(
        "consent_missing",
        409,
        "该栏目用于业务以外的目的，须先取得客户同意",
        "The section serves more than business, and the customer has not consented",
    ),
    Problem(
        "consent_not_needed",
        409,
        "业务用途无须另行同意，请写明业务以外的目的",
        "Business asks for no consent; name the purpose beyond it",
    ),
    Problem(
        "nothing_to_erase",
        404,
        "该客户没有为该用途登记过内容",
        "Nothing was ever recorded of the customer for such a purpose",
    ),
    Problem(
        "content_key_erased",
        409,
        "该用途的内容刚被删除，请重新提交",
        "What the purpose covers was erased at this moment; send it again",
    ),
    Problem(
        "consent_outdated",
        409,
        "客户此后另有同意、已撤回或已要求删除，以最后一次表示为准",
        "Since then the customer consented anew, withdrew, or asked to erase; the last word counts",
    ),
    Problem("consent_over", 409, "该同意的截止时间已过", "The consent would be over before it is recorded"),
    Problem(
        "purchase_recorded_otherwise",
        409,
        "该笔购买已登记，且内容不同",
        "The purchase is on file with other content",
    ),
    Problem("purchase_unknown", 404, "没有该笔购买", "There is no such purchase"),
    Problem(
        "return_over_purchase",
        409,
        "退货金额超过该笔购买的剩余金额",
        "More would be given back than is left of the purchase",
    ),
    Problem(
        "return_in_other_currency",
        409,
        "退货币种与购买不同",
        "The return is in another currency than the purchase",
    ),
    Problem("return_before_purchase", 409, "退货时间早于购买", "The return would come before the purchase"),
    Problem(
        "return_recorded_otherwise",
        409,
        "该笔退货已登记，且内容不同",
        "The return is on file with other content",
    ),
    Problem(
        "terms_missing",
        409,
        "合同须写明双方的义务和权利",
        "The contract must state the duties and rights of both sides",
    ),
    Problem(
        "contract_ends_before_start", 409, "合同结束日早于开始日", "The contract would end before it starts"
    ),
    Problem(
        "contract_signed_otherwise",
        409,
        "该合同已登记，且内容不同",
        "The contract is on file with other content",
    ),
    Problem(
        "group_circle",
        409,
        "该集团本身属于该客户，集团关系不能成环",
        "The group belongs to the customer itself, directly or through others",
    ),
    Problem("group_too_deep", 409, "集团层级过多", "Too many groups one above the other"),
    Problem("customer_not_captured", 409, "该客户尚未建档", "The customer was not captured yet"),
    Problem("customer_owned", 409, "该客户已有其他负责人", "Somebody else owns the customer"),
    Problem(
        "previous_owner_waits",
        409,
        "原负责人须等待规定天数后方可再次领取",
        "The last owner waits before they may claim the customer again",
    ),
    Problem(
        "claim_for_another", 403, "只有主管以上可以替他人领取", "Only who leads claims for another person"
    ),
    Problem(
        "daily_claims_used",
        409,
        "今日领取客户数已达上限",
        "As many customers were claimed today as the policy allows",
    ),
    Problem(
        "holding_full",
        409,
        "未签约客户持有数已达上限，请先签约或退回",
        "As many unsigned customers are held as the policy allows; sign or release one first",
    ),
    Problem(
        "return_under_appeal",
        409,
        "原负责人已就退回提出申诉，请等待裁决",
        "The last owner has appealed against the return; wait for what is decided",
    ),
    Problem("no_return_to_appeal", 409, "没有可申诉的退回", "There is no return to appeal against"),
    Problem("appeal_too_late", 409, "申诉期限已过", "The time for an appeal is over"),
    Problem("appeal_decided_before", 409, "该退回的申诉已裁决", "The appeal against the return was decided"),
    Problem("appeal_needs_another", 409, "申诉须由他人裁决", "Another must decide the appeal"),
    Problem("no_open_appeal", 409, "没有待裁决的申诉", "There is no open appeal"),
    Problem("contract_unknown", 404, "没有该合同", "There is no such contract"),
    Problem("opportunity_unknown", 404, "没有该商机", "There is no such opportunity"),
    Problem(
        "opportunity_opened_otherwise",
        409,
        "该商机已登记，且内容不同",
        "The opportunity is on file with other content",
    ),
    Problem("pipeline_unknown", 409, "现行制度没有该流程", "The policy in force has no such pipeline"),
    Problem("stage_unknown", 409, "该流程没有该阶段", "The pipeline has no such stage"),
    Problem(
        "stage_not_done",
        409,
        "途经阶段所要求的条件或凭证尚未齐备",
        "What the stages on the way ask is not there yet",
    ),
    Problem(
        "opportunity_at_its_end",
        409,
        "商机已在最后阶段，可登记赢单",
        "The opportunity is in its last stage; it can be won",
    ),
    Problem("reason_missing", 409, "退回以前的阶段须写明原因", "Going back to a stage needs a reason"),
    Problem("opportunity_closed", 409, "商机已结束，可重新打开", "The opportunity ended; it can be reopened"),
    Problem("opportunity_not_closed", 409, "商机仍在进行", "The opportunity goes on"),
    Problem("opportunity_not_due", 409, "该阶段的预期时长未满", "The expected time of the stage is not over"),
    Problem("plan_unknown", 404, "没有该计划", "There is no such plan"),
    Problem("plan_kind_unknown", 409, "现行制度没有该类计划", "The policy in force has no such kind of plan"),
    Problem(
        "plan_part_unknown",
        409,
        "该类计划没有所写的部分或要点",
        "A plan of this kind has no such parts or points",
    ),
    Problem("plan_incomplete", 409, "计划缺少制度要求的内容", "The plan lacks what the policy asks of it"),
    Problem("plan_for_another", 403, "该类计划须由制度指定的岗位批准", "Another role approves such a plan"),
    Problem(
        "plan_of_ones_own", 403, "不得批准本人提交或负责的计划", "Nobody approves what they submitted or own"
    ),
    Problem(
        "plan_version_over",
        409,
        "该版本已不待批准，请重新阅读计划",
        "The version does not wait for approval; read the plan again",
    ),
    Problem(
        "plan_node_in_past", 409, "时间节点早于批准时间", "Time nodes lie before the plan would be approved"
    ),
    Problem("plan_not_in_force", 409, "该计划尚未批准", "No version of the plan was approved yet"),
    Problem("plan_node_unknown", 404, "该计划没有该时间节点", "The plan has no such time node"),
    Problem(
        "plan_node_reached_before",
        409,
        "该时间节点已达成，且依据不同",
        "The time node was reached by other evidence",
    ),
    Problem("plan_goal_unknown", 404, "该计划没有该目标", "The plan has no such goal"),
    Problem(
        "plan_goal_measured_since",
        409,
        "该目标此后已有更新的数值",
        "The goal was measured at a later time",
    ),
    Problem(
        "plan_revision_needs_reason", 409, "调整计划须写明原因", "Another version of a plan needs a reason"
    ),
    Problem("plan_over", 409, "该计划已结束", "The plan ended"),
    Problem("plan_not_due", 409, "计划的下一时间未到", "The plan's next step lies ahead"),
)
