"""Every way a request can fail, in one registry: code, status and both titles (RFC 9457).

The code is stable and public; `type` is `/problems/<code with dashes>`, a page that the service
itself serves. A service adds one row for each code of its rejections, with status 404 or 409.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One row: what clients match on, what HTTP says, what people read."""

    code: str
    status: int
    zh: str
    en: str

    @property
    def type(self) -> str:
        """The problem type, relative to the service."""
        return f"/problems/{self.code.replace('_', '-')}"


KIT_PROBLEMS: tuple[Problem, ...] = (
    Problem("bad_request", 400, "无法理解该请求", "The request cannot be understood"),
    Problem("malformed_json", 400, "请求体不是有效的 JSON", "The body is not valid JSON"),
    Problem(
        "idempotency_key_missing", 400, "缺少 Idempotency-Key 请求头", "The Idempotency-Key header is missing"
    ),
    Problem(
        "idempotency_key_malformed", 400, "Idempotency-Key 格式不正确", "The Idempotency-Key is malformed"
    ),
    Problem("if_match_malformed", 400, "If-Match 格式不正确", "The If-Match header is malformed"),
    Problem("cursor_invalid", 400, "分页游标无效", "The page cursor is not valid here"),
    Problem("min_position_malformed", 400, "min_position 格式不正确", "The min_position is malformed"),
    Problem("unauthenticated", 401, "需要有效的 API 密钥", "A valid API key is required"),
    Problem("forbidden", 403, "该密钥的角色无权执行此操作", "The key's roles do not allow this"),
    Problem("not_found", 404, "未找到", "There is nothing here"),
    Problem("method_not_allowed", 405, "不支持该请求方法", "The method is not allowed here"),
    Problem("not_acceptable", 406, "无法提供所要求的格式", "The requested representation is not available"),
    Problem(
        "wrong_version",
        409,
        "数据同时被他人修改，请重新读取后再试",
        "Someone else changed this at the same time",
    ),
    Problem("already_reserved", 409, "该值已被占用", "The value is already taken"),
    Problem("rejected", 409, "业务规则不允许此操作", "A business rule does not allow this"),
    Problem(
        "precondition_failed", 412, "数据已不是所给版本", "The resource is no longer at the given version"
    ),
    Problem("body_too_large", 413, "请求体过大", "The body is too large"),
    Problem("too_large", 413, "内容过大，无法作为一条事件保存", "The content is too large for one event"),
    Problem("unsupported_media_type", 415, "不支持该内容类型", "The content type is not supported"),
    Problem("invalid", 422, "请求内容不符合要求", "The content does not meet the schema"),
    Problem(
        "command_reused",
        422,
        "同一 Idempotency-Key 已用于不同的请求",
        "The Idempotency-Key was used for another request",
    ),
    Problem("precondition_required", 428, "需要 If-Match 请求头", "An If-Match header is required"),
    Problem("too_many_requests", 429, "请求过于频繁", "There are too many requests"),
    Problem("internal", 500, "服务器内部错误", "Something is wrong on our side"),
    Problem(
        "unavailable", 503, "服务暂时不可用，请稍后重试", "The service is not available right now, try again"
    ),
    Problem("overloaded", 503, "服务繁忙，请稍后重试", "The service is busy, try again"),
    Problem(
        "request_timeout",
        503,
        "处理超时，请用同一 Idempotency-Key 重试",
        "The request took too long, repeat it with the same key",
    ),
    Problem(
        "position_not_reached",
        503,
        "数据尚未更新到所要求的位置",
        "The data has not reached the asked position yet",
    ),
)

BY_STATUS = {400: "bad_request", 401: "unauthenticated", 403: "forbidden", 404: "not_found"} | {
    405: "method_not_allowed", 406: "not_acceptable", 413: "body_too_large", 415: "unsupported_media_type",
    422: "invalid", 429: "too_many_requests", 503: "unavailable",
}  # fmt: skip
"""What the framework's own exceptions become; any other status of it is `internal` or `bad_request`."""
