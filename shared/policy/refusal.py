"""Findings as the error that refuses a book, and back: one list, in both languages."""

from collections.abc import Iterable

from pydantic import ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from shared.policy.rule import Finding, Text

_CHINESE = {
    "missing": "缺少此项",
    "extra_forbidden": "未知的项",
    "string_pattern_mismatch": "格式不符",
    "literal_error": "不在允许的取值之内",
}
_ELSE = "类型或取值不符合要求"


def refusal(findings: Iterable[Finding]) -> ValidationError:
    """Return the error that lists every finding at its path."""
    return ValidationError.from_exception_data("PolicyBook", [_as_error(found) for found in findings])


def findings_of(error: ValidationError) -> tuple[Finding, ...]:
    """Return what `error` says against a book, in both languages, in the order of the book."""
    return tuple(_as_finding(details) for details in error.errors(include_url=False, include_input=False))


def _as_error(found: Finding) -> InitErrorDetails:
    # The message goes in as a value: a template would try to fill braces that a name may contain.
    said = PydanticCustomError(found.code, "{message}", {"message": found.message.en, "zh": found.message.zh})
    return InitErrorDetails(type=said, loc=found.path, input=None)


def _as_finding(details: ErrorDetails) -> Finding:
    told = details.get("ctx", {}).get("zh") or _CHINESE.get(details["type"], _ELSE)
    return Finding(
        path=tuple(str(part) for part in details["loc"]),
        code=details["type"],
        message=Text(zh=told, en=details["msg"]),
    )
