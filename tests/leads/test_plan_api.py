"""Plans over HTTP: submitted, refused approval by what they lack, approved, reached, measured, ended."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from shared.contracts.roles import Role
from shared.policy import default_book
from tests.leads.plans_told import approve, goal, in_force, node, parts, planned, shown, whole
from tests.support.whole_service import Caller, problem

FAR = datetime(2040, 1, 2, tzinfo=UTC)


async def test_s3_02_a_plan_has_goal_strategy_method_and_owner(leads: Caller) -> None:
    key, body = str(uuid4()), whole("development", FAR)
    answer = await leads.post("/v1/plans", body, key=key)
    assert (answer.status_code, answer.json()["standing"]) == (201, "submitted")
    again = await leads.post("/v1/plans", body, key=key)
    assert again.json() == answer.json()
    plan = answer.headers["location"]
    problem(await approve(leads, plan, role=Role.manager), 403, "plan_for_another")
    problem(await approve(leads, plan, role=Role.system), 403, "forbidden")
    assert (await approve(leads, plan)).json()["standing"] == "in_force"
    told = await shown(leads, plan)
    assert (told["owner"], told["kind_title"]["zh"], told["missing"]) == ("li.na", "客户开发计划", [])
    assert told["versions"][0]["parts"]["strategy"].keys() == {"strategy", "method"}
    assert told["goals"][0]["goal"] == "sales"
    assert told["versions"][0]["approved_by"] == "supervisor of tests"
    own = await leads.post("/v1/plans", whole("development", FAR), role=Role.supervisor)
    problem(await approve(leads, own.headers["location"]), 403, "plan_of_ones_own")


async def test_s3_03_approval_is_refused_by_the_part_that_is_missing_in_the_words_of_the_policy(
    leads: Caller,
) -> None:
    said = parts("development")
    del said["positioning"]["need"], said["resources"]
    plan = await planned(leads, whole("development", FAR, parts=said, nodes=[]))
    refused = problem(await approve(leads, plan), 409, "plan_incomplete")["params"]
    assert refused["missing"] == (
        "positioning.need, resources.people, resources.material, resources.money, time_nodes"
    )
    assert refused["zh"].split("；")[:2] == ["客户定位：需求", "资源配置：人力"]
    assert refused["zh"].endswith("时间节点：至少 1 个")
    assert [one["name"] for one in (await shown(leads, plan))["missing"]] == refused["missing"].split(", ")
    given_back = {"version": 1, "reason": "资源配置未写明"}
    for role in (Role.salesperson, Role.after_sales, Role.manager):
        problem(await leads.post(f"{plan}/return", given_back, role=role), 403, "plan_for_another")
    answer = await leads.post(f"{plan}/return", given_back, role=Role.supervisor)
    assert answer.json()["standing"] == "returned"
    revision = whole("development", FAR, reason="补齐资源") | {"kind": None}
    problem(await leads.post(f"{plan}/versions", revision), 422, "invalid")
    del revision["kind"]
    assert (await leads.post(f"{plan}/versions", revision)).json()["version"] == 2
    problem(await approve(leads, plan), 409, "plan_version_over")
    assert (await approve(leads, plan, 2)).status_code == 200
    versions = (await shown(leads, plan))["versions"]
    assert [(one["version"], one["return_reason"]) for one in versions] == [(1, "资源配置未写明"), (2, None)]


async def test_s9_09_a_goal_has_basis_ideal_value_and_feasibility(leads: Caller) -> None:
    for lacking in ("basis", "ideal", "feasibility"):
        body = whole("development", FAR)
        del body["goals"][0][lacking]
        refused = problem(await leads.post("/v1/plans", body), 422, "invalid")
        assert lacking in str(refused["errors"])
    plan = await planned(leads, whole("development", FAR))
    told = (await shown(leads, plan))["goals"][0]
    assert (told["basis"], told["ideal"], told["feasibility"]) == (
        *("去年三百万，新增两条产线", 480_000_000, "八成，取决于交期"),
    )
    for wrong in ({"currency": None}, {"measure": "fame"}, {"ends_at": FAR.isoformat()}):
        goals = [goal("sales", 1, FAR, "CNY") | wrong]
        problem(await leads.post("/v1/plans", whole("development", FAR, goals=goals)), 422, "invalid")
    without = whole("development", FAR, goals=[], nodes=[node("a", FAR)])
    refused = problem(await approve(leads, await planned(leads, without)), 409, "plan_incomplete")
    assert refused["params"]["zh"] == "目标：至少 1 项"


async def test_s9_10_the_gap_to_a_goal_is_seen_with_owner_item_and_time(leads: Caller) -> None:
    nodes = [node("visits_done", FAR, "sales"), node("offers_made", FAR), node("samples_sent", FAR, "sales")]
    plan = await in_force(leads, whole("development", FAR, nodes=nodes))
    assert (await shown(leads, plan))["goals"][0]["gap"] is None
    measured = {"value": 310_000_000, "evidence": "财务报表九月"}
    assert (await leads.post(f"{plan}/goals/sales/measurement", measured)).status_code == 201
    proof = {"evidence": "二十家走访记录已齐", "ref": "V-118"}
    assert (await leads.post(f"{plan}/nodes/visits_done/proof", proof)).status_code == 200
    told = await shown(leads, plan)
    sales = told["goals"][0]
    assert (sales["gap"], sales["value"], sales["evidence"]) == (170_000_000, 310_000_000, "财务报表九月")
    assert [(one["item"], one["owner"], one["due_at"]) for one in sales["way"]] == [
        ("完成 samples_sent", "wang.lei", "2040-01-02T00:00:00Z")
    ]
    assert [(one["node"], one["late"], one["ref"]) for one in told["nodes"]][:2] == [
        *(("visits_done", False, "V-118"), ("offers_made", None, None))
    ]
    problem(await leads.post(f"{plan}/goals/fame/measurement", measured), 404, "plan_goal_unknown")
    problem(await leads.post(f"{plan}/nodes/fame/proof", proof), 404, "plan_node_unknown")
    ended = {"outcome": "completed", "reason": "目标已达成"}
    assert (await leads.post(f"{plan}/end", ended)).json()["standing"] == "ended"
    problem(await leads.post(f"{plan}/goals/sales/measurement", measured), 409, "plan_over")


async def test_s6_07_a_plan_of_work_comes_from_sales_target_and_needs(leads: Caller) -> None:
    body = whole("work", FAR)
    assert set(body["parts"]["basis"]) == {"sales_target", "needs"}
    assert set(body["parts"]["content"]) == {"visit_schedule", "promotion", "sales_strategy"}
    del body["parts"]["content"]["visit_schedule"]
    other = body | {"goals": [goal("customers", 40, FAR)], "nodes": [node("a", FAR)]}
    refused = problem(await approve(leads, await planned(leads, other)), 409, "plan_incomplete")["params"]
    assert refused["zh"] == "计划内容：客户拜访日程；目标：销售目标"
    await in_force(leads, whole("work", FAR))


async def test_s1_01_a_group_customer_has_objectives_of_share_sales_and_revenue(leads: Caller) -> None:
    goals = [
        goal("market_share", 1_500, FAR),
        goal("sales", 480_000_000, FAR, "CNY"),
        goal("added_revenue", 90_000_000, FAR, "CNY"),
    ]
    customer = str(uuid4())
    body = whole("group_objectives", FAR, goals=goals, nodes=[], customer={"id": customer})
    lacking = body | {"goals": goals[:1], "customer": None}
    refused = problem(
        await approve(leads, await planned(leads, lacking), role=Role.manager), 409, "plan_incomplete"
    )["params"]
    assert refused["missing"] == "customer, goals.sales, goals.added_revenue, goals"
    plan = await in_force(leads, body, Role.manager)
    share = {"value": 1_100, "evidence": "行业协会年报"}
    await leads.post(f"{plan}/goals/market_share/measurement", share)
    told = await shown(leads, plan)
    assert (told["customer_id"], [one["gap"] for one in told["goals"]]) == (customer, [400, None, None])


async def test_s1_03_the_approach_to_a_customer_is_their_own(leads: Caller) -> None:
    body = whole("customer_approach", FAR, customer={"id": str(uuid4())})
    assert set(body["parts"]["tailored"]) == {"product", "training", "support"}
    plan = await in_force(leads, body)
    assert (await shown(leads, plan))["review_at"] is not None
    problem(
        await leads.post("/v1/plans", whole("development", FAR) | {"kind": "fame"}), 409, "plan_kind_unknown"
    )
    strange = whole("development", FAR, parts={"strategy": {"methd": "x"}})
    unknown = problem(await leads.post("/v1/plans", strange), 409, "plan_part_unknown")["params"]["unknown"]
    assert unknown == "strategy.methd"
    assert set(default_book().plans.kinds) >= {"development", "work", "group_objectives"}


async def test_s2_11_a_marketing_strategy_is_for_a_target_group(leads: Caller) -> None:
    """It has product positioning, price strategy and channel strategy."""
    body = whole("marketing", FAR, goals=[], nodes=[])
    assert set(body["parts"]["strategy"]) == {"positioning", "price", "channel"}
    del body["parts"]["strategy"]["price"]
    refused = await approve(leads, await planned(leads, body), role=Role.manager)
    said = problem(refused, 409, "plan_incomplete")["params"]
    assert said["zh"] == "对象：一个目标客户群体；营销策略：价格策略"
    group = whole("marketing", FAR, goals=[], nodes=[], target_group="苏州中型机电企业")
    assert (await shown(leads, await in_force(leads, group, Role.manager)))["target_group"] == (
        "苏州中型机电企业"
    )


async def test_s2_08_a_proposal_is_made_after_research_and_interviews(leads: Caller) -> None:
    body = whole("proposal", FAR, goals=[], nodes=[], customer={"id": str(uuid4())})
    refused = await approve(
        leads, await planned(leads, body | {"parts": {"proposal": {"product": "专用机"}}})
    )
    lacking = problem(refused, 409, "plan_incomplete")["params"]["missing"].split(", ")
    assert {"basis.research", "basis.interviews", "proposal.service"} <= set(lacking)
    await in_force(leads, body)


async def test_s11_27_a_dealer_is_managed_by_all_verbs_with_training_discipline_and_incentives(
    leads: Caller,
) -> None:
    training = node("spring_training", FAR, "sales")
    body = whole("dealer_management", FAR, nodes=[training], customer={"id": str(uuid4())})
    verbs = {"develop", "support", "coordinate", "restrain", "manage", "guide"}
    assert set(body["parts"]["verbs"]) == verbs
    for part, point in (("verbs", "restrain"), ("means", "incentives")):
        said = parts("dealer_management")
        del said[part][point]
        refused = await approve(leads, await planned(leads, body | {"parts": said}))
        assert problem(refused, 409, "plan_incomplete")["params"]["missing"] == f"{part}.{point}"
    plan = await in_force(leads, body)
    record = {"evidence": "十二人参加，考核合格", "ref": "T-2040-01"}
    await leads.post(f"{plan}/nodes/spring_training/proof", record)
    assert (await shown(leads, plan))["nodes"][0]["evidence"] == record["evidence"]


async def test_s11_23_the_profit_of_a_dealer_is_volume_times_margin_and_reward(leads: Caller) -> None:
    trade: dict[str, Any] = {
        "volume": 40,
        "buys_minor": 150_000,
        "sells_minor": 185_000,
        "reward_minor": 200_000,
    }
    found = (await leads.get("/v1/dealer-profit", **trade)).json()
    assert (found["margin_minor"], found["trade_minor"]) == (35_000, 1_400_000)
    assert (found["monthly_minor"], found["yearly_minor"]) == (1_600_000, 19_200_000)
    below = (await leads.get("/v1/dealer-profit", **trade | {"sells_minor": 140_000})).json()
    assert below["monthly_minor"] == -200_000
    problem(await leads.get("/v1/dealer-profit", **trade | {"volume": -1}), 422, "invalid")
