"""Every way in which scoring says no, as clients read it."""

from shared.kit.http.registry import Problem

PROBLEMS = (
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
)
