"""What people tell of plans in tests of the whole service."""

from datetime import datetime, timedelta
from typing import Any

from httpx import Response

from shared.contracts.roles import Role
from shared.policy import default_book
from tests.support.whole_service import Caller

YEAR = timedelta(days=365)


def parts(kind: str) -> dict[str, dict[str, str]]:
    """Every point of every part that the default book asks of a plan of the kind."""
    return {
        name: dict.fromkeys(part.points, "已写明")
        for name, part in default_book().plans.kinds[kind].parts.items()
    }


def goal(measure: str, ideal: int, now: datetime, currency: str | None = None) -> dict[str, Any]:
    return {
        "goal": measure,
        "measure": measure,
        "basis": "去年三百万，新增两条产线",
        "ideal": ideal,
        "feasibility": "八成，取决于交期",
        "currency": currency,
        "starts_at": now.isoformat(),
        "ends_at": (now + YEAR).isoformat(),
    }


def node(name: str, due_at: datetime, goal: str | None = None) -> dict[str, Any]:
    return {
        "node": name,
        "item": f"完成 {name}",
        "owner": "wang.lei",
        "due_at": due_at.isoformat(),
        "goal": goal,
    }


def whole(kind: str, now: datetime, **told: Any) -> dict[str, Any]:
    """A plan of the kind that lacks nothing."""
    said = {
        "kind": kind,
        "title": "华东减速机开发计划",
        "owner": "li.na",
        "parts": parts(kind),
        "goals": [goal("sales", 480_000_000, now, "CNY")],
        "nodes": [node("visits_done", now + 30 * timedelta(days=1), "sales")],
    }
    return said | told


async def planned(call: Caller, body: dict[str, Any]) -> str:
    """The plan was submitted; return its address."""
    answer = await call.post("/v1/plans", body)
    assert answer.status_code == 201, answer.text
    address: str = answer.headers["location"]
    return address


async def approve(call: Caller, plan: str, version: int = 1, role: Role = Role.supervisor) -> Response:
    return await call.post(f"{plan}/approval", {"version": version}, role=role)


async def in_force(call: Caller, body: dict[str, Any], role: Role = Role.supervisor) -> str:
    """The plan was submitted and approved; return its address."""
    plan = await planned(call, body)
    answer = await approve(call, plan, role=role)
    assert answer.status_code == 200, answer.text
    return plan


async def shown(call: Caller, plan: str) -> dict[str, Any]:
    answer = await call.get(plan)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
