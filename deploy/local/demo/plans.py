"""The plan for the group of the story: its objectives, approved by the management, and its steps (S1-01)."""

from datetime import date, timedelta
from typing import Any

from deploy.local.demo.anchor import noon
from deploy.local.demo.api import Api
from deploy.local.demo.cast import Company, companies
from deploy.local.demo.story import SOURCE
from deploy.local.demo.told import Told

BEFORE_DAYS, AHEAD_DAYS = 90, 275
"""How long before the demo's last day the year of the objectives begins, and how long after it it ends."""

OBJECTIVES = (
    ("market_share", 1_500, None),
    ("sales", 60_000_000, "CNY"),
    ("added_revenue", 9_000_000, "CNY"),
)
"""What is sought: a share in hundredths of a percent, money in fen."""

STEPS = (("visit_members", "走访全部成员企业", 30), ("frame_contract", "签订集团框架合同", 60))
"""Time nodes, so many days ahead."""

SHARE = {"value": 1_100, "evidence": "行业协会年报"}


async def tell(api: Api, approver: Api, last_day: date, told: Told) -> None:
    """The group's objectives are in force, and how much of the market it is was measured."""
    company = next(one for one in companies() if one.group_ref is not None)
    plan, new = await api.post("leads", "/v1/plans", _plan(company, last_day), once="demo-plan")
    told.add("leads", "plan-submitted", plan["plan_id"], new=new)
    path = f"/v1/plans/{plan['plan_id']}"
    # Nobody approves what they submitted.
    await approver.post("leads", f"{path}/approval", {"version": 1}, once="demo-plan-approved")
    told.add("leads", "plan-approved", plan["plan_id"], new=False)
    measured = f"{path}/goals/market_share/measurement"
    await api.post("leads", measured, {**SHARE, "measured_at": _at(last_day, 0)}, once="demo-plan-share")
    told.add("leads", "plan-goal-measured", plan["plan_id"], new=False)


def _plan(company: Company, last_day: date) -> dict[str, Any]:
    year = {"starts_at": _at(last_day, -BEFORE_DAYS), "ends_at": _at(last_day, AHEAD_DAYS)}
    why = {"basis": "上年实际与新增产线", "feasibility": "八成，取决于交期"}
    return {
        "kind": "group_objectives",
        "title": "集团客户年度目标",
        "owner": company.salesperson,
        "customer": {"source": SOURCE, "ref": company.group_ref},
        "parts": {"direction": {"strategy": "以框架合同带动成员企业采购"}},
        "goals": [
            {"goal": measure, "measure": measure, "ideal": ideal, "currency": currency, **why, **year}
            for measure, ideal, currency in OBJECTIVES
        ],
        "nodes": [
            {
                "node": node,
                "item": item,
                "owner": company.salesperson,
                "due_at": _at(last_day, days),
                "goal": "sales",
            }
            for node, item, days in STEPS
        ],
    }


def _at(last_day: date, days: int) -> str:
    return noon(last_day + timedelta(days=days)).isoformat()
