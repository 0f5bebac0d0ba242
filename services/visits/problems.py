"""Every way in which visits says no, as clients read it."""

from shared.kit.http.registry import Problem
from shared.kit.http.time_problems import TIME_PROBLEMS

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
)
