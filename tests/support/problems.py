"""What every refused request must look like."""

import re
from typing import Any

import httpx


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The answer is the problem of that code, complete."""
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert (response.status_code, document["status"], document["code"]) == (status, status, code), document
    assert document["type"] == f"/problems/{code.replace('_', '-')}"
    assert document["instance"] == response.request.url.path
    assert re.fullmatch("[0-9a-f]{32}", document["trace_id"])
    assert document["title"]
    assert response.headers["content-language"] in ("en", "zh-CN")
    return document
