"""How the contacts of the story go, in the words of the policy."""

from typing import Any

TALKS: tuple[dict[str, Any], ...] = (
    {"topics": ["company", "brand", "product"], "methods": ["listening", "questions"]},
    {
        "kind": "follow_up",
        "details": {"next_step": "下周送样"},
        "topics": ["profit"],
        "methods": ["calculation"],
    },
    {
        "kind": "demo",
        "explained": [{"need": "缩短交付周期", "function": "就近仓直发"}],
        "methods": ["demo", "proof"],
        "shown": [{"material": "usage_photo", "title": "同行产线"}],
    },
    {"kind": "loyalty_care", "topics": ["service", "support"]},
    {"kind": "brand_exposure", "topics": ["brand"]},
)
"""How the contacts go: kinds, topics and methods of the policy, and what is shown."""

PREPARED = {
    "outline": ["用量变化", "样品反馈", "下一单时间"],
    "taken": ["company_profile", "brochure", "personal", "information", "proof", "pictures", "samples"],
    "shows": ["brochure", "case"],
}
"""What is ready for the next visit."""
