"""Every way in which notify says no, as clients read it."""

from shared.kit.http.registry import Problem

PROBLEMS = (
    Problem(
        "url_refused",
        409,
        "该地址不能作为推送端点",
        "The URL cannot be an endpoint; `params.reason` says why",
    ),
    Problem("endpoint_not_found", 404, "没有该推送端点", "There is no such endpoint"),
    Problem("endpoint_not_disabled", 409, "该推送端点未被停用", "Only a disabled endpoint can be enabled"),
    Problem(
        "endpoint_not_enabled",
        409,
        "该推送端点已停用，无法推送",
        "The endpoint is disabled, nothing can be sent",
    ),
    Problem("delivery_not_found", 404, "没有该推送记录", "There is no such delivery"),
)
