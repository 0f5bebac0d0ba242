"""Chapters of a policy book as a company writes them: a section of its own, and times of its file."""

from typing import Any

from shared.policy import default_book

CONSENT = {"text_version": "2026-01", "channel": "paper", "evidence": "档案柜 3-12"}
STAFF_COUNTS = {
    "title": {"zh": "人数", "en": "Staff"},
    "source": "none, our default",
    "reason": {"zh": "规模。", "en": "Size."},
    "reads": "sections.home.staff",
    "points": 5.0,
    "half_life_days": 90.0,
    "cap": 20.0,
}
"""A signal that reads how many people work there."""


def titled(en: str, zh: str, **more: Any) -> dict[str, Any]:
    return {"title": en, "x-title-zh": zh, **more}


def shop(**changes: Any) -> dict[str, Any]:
    """What a company wants to know of a shop."""
    fields = {
        "brand": titled("Brand", "品牌", type="string", maxLength=40),
        "content": titled("Goods", "陈列内容", type="string", enum=["tea", "coffee"]),
        "staff": titled("Staff", "人数", type="integer", minimum=0, maximum=500),
        "margin": titled("Margin", "毛利率", type="number", maximum=100),
        "since": titled("Since", "开业日期", type="string", format="date"),
        "phone": titled("Phone", "电话", type="string", maxLength=20, **{"x-masked": True}),
        "sells": titled(
            *("Sells", "销售产品"),
            type="array",
            maxItems=3,
            items={
                "type": "object",
                "additionalProperties": False,
                "required": ["product"],
                "properties": {
                    "product": titled("Product", "产品", type="string", maxLength=40),
                    "own": titled("Own", "自有", type="boolean"),
                    "cost": titled("Cost", "进价", type="number", **{"x-masked": True}),
                },
            },
        ),
    }
    declared = {
        "title": {"zh": "店情", "en": "Shop"},
        "source": "S11-18",
        "reason": {"zh": "走访时了解。", "en": "Learned on visits."},
        "document": {
            "type": "object",
            "additionalProperties": False,
            "required": ["brand"],
            "properties": fields,
        },
        "stale_after_days": 30,
        "weight": 5,
    }
    return declared | changes


def with_sections(**sections: Any) -> dict[str, Any]:
    return {"sections": default_book().sections.model_dump(mode="json") | {"sections": sections}}


def with_file(days: int, target: float) -> dict[str, Any]:
    chapter = default_book().customer_file.model_dump(mode="json")
    chapter["staleness"] |= {"days": days, "sections": {}}
    chapter["completeness"]["target"] = target
    return {"customer_file": chapter}
