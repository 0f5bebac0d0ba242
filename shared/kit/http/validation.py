"""What is wrong with a request's fields, as people and programs read it. Never repeats the input."""

from collections.abc import Mapping
from typing import Any

from shared.kit.http.problems import Language

IN_CHINESE = "zh"
"""Where a fault of our own rules carries its message in Chinese, within the context that pydantic keeps."""

_ZH = {
    "missing": "缺少必填项",
    "extra_forbidden": "不允许的字段",
    "string_type": "应为文本",
    "string_too_short": "文本过短，至少 {min_length} 个字符",
    "string_too_long": "文本过长，至多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不正确",
    "enum": "应为以下之一：{expected}",
    "literal_error": "应为以下之一：{expected}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "应不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "应不大于 {le}",
    "uuid_parsing": "应为 UUID",
    "datetime_type": "应为日期时间",
    "datetime_parsing": "应为日期时间",
    "datetime_from_date_parsing": "应为日期时间",
    "timezone_aware": "应带时区",
    "date_type": "应为日期",
    "date_from_datetime_parsing": "应为日期",
    "list_type": "应为数组",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
}


def described(fault: Mapping[str, Any], language: Language) -> dict[str, str]:
    """Return one entry of a problem's `errors`: where (RFC 6901), a stable code, and why in words."""
    place, *path = fault["loc"]
    pointer = "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)
    return {
        "in": str(place),
        "pointer": pointer,
        "code": str(fault["type"]),
        "detail": _detail(fault, language),
    }


def _detail(fault: Mapping[str, Any], language: Language) -> str:
    told = fault.get("ctx") or {}
    if language == "zh-CN" and IN_CHINESE in told:
        return str(told[IN_CHINESE])
    template = _ZH.get(fault["type"]) if language == "zh-CN" else None
    if template is None:
        return str(fault["msg"])
    return template.format_map(_Told(told))


class _Told(dict[str, Any]):
    """The limits a fault names; one that it does not name reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"
