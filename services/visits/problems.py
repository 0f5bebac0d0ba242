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
    Problem("due_in_past", 409, "办理时限须在将来", "The due time must lie ahead"),
    Problem(
        "escalation_unknown",
        409,
        "现行制度没有该上报级",
        "The policy in force has no such step of escalation",
    ),
)

PROBLEMS = (
    *TIME_PROBLEMS,
    Problem("purpose_missing", 409, "须写明拜访目的", "The contact needs a purpose"),
    Problem(
        "visit_logged_otherwise",
        409,
        "该次接触已登记，且内容不同",
        "The contact is on file with other content",
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
    Problem("clock_not_due", 409, "时限尚未到期", "The clock still runs"),
    *OBLIGATION_PROBLEMS,
)
