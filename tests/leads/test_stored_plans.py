"""What was stored of plans is read for ever, and told whole."""

from datetime import timedelta

from services.leads.plan.events import PlanEnded, PlanEvent, PlanGoalMeasured, PlanReturned, PlanReviewed
from services.leads.plan.published import publish
from services.leads.plan.use_cases import CODEC
from tests.leads.planning import (
    APPROVED,
    NAMED,
    NOW,
    OFFERS,
    ONE,
    SALES,
    SUBMITTED,
    VISITS,
    ZHANG,
    overdue,
    reached,
    review_due,
    warned,
)

FACTS: tuple[PlanEvent, ...] = (
    *(APPROVED, warned(VISITS, NOW), overdue(VISITS, NOW), reached(OFFERS, NOW), review_due(NOW)),
    PlanReturned(NAMED, 1, "未写财力", "default-1", "zhao", NOW),
    PlanGoalMeasured(NAMED, 1, SALES, 310, "财报", "default-1", "li", NOW),
    PlanReviewed(NAMED, 1, "降价", "提高服务", True, NOW + timedelta(days=90), "default-1", "li", NOW),
    PlanEnded(NAMED, 1, "given_up", "停产", "default-1", "li", NOW),
)


def test_what_was_stored_is_read_as_it_was_meant_and_published_whole() -> None:
    """The bytes as they are in databases by now: never to be edited."""
    named = (
        f'"named":{{"plan_id":"{ONE}","kind":"development","title_zh":"客户开发计划",'
        f'"title_en":"development plan","title":"华东","owner":"li","customer_id":"{ZHANG}",'
        '"target_group":null}'
    )
    goal = (
        '{"goal":"sales","measure":"sales","basis":"去年三百万","ideal":480,"feasibility":"八成",'
        '"currency":"CNY","starts_at":"2026-03-02T02:00:00Z","ends_at":"2026-12-27T02:00:00Z"}'
    )
    nodes = (
        '{"node":"visits","item":"走访二十家","owner":"wang","due_at":"2026-03-12T02:00:00Z","goal":"sales"},'
        '{"node":"offers","item":"报价十家","owner":"wang","due_at":"2026-03-22T02:00:00Z","goal":null}'
    )
    bytes_ = (
        f'{{{named},"version":1,"content":{{"parts":{{"strategy":{{"method":"走访"}}}},"goals":[{goal}],'
        f'"nodes":[{nodes}]}},"reason":null,"policy_version":"default-1","submitted_by":"li",'
        '"occurred_at":"2026-03-02T02:00:00Z"}'
    )
    assert CODEC.decode("plan-submitted", 1, bytes_.encode()) == SUBMITTED
    assert CODEC.encode(SUBMITTED).data.decode() == bytes_
    for fact in FACTS:
        encoded = CODEC.encode(fact)
        assert CODEC.decode(encoded.type, encoded.schema_version, encoded.data) == fact
        assert publish(fact).key == f"plan-{ONE}"
    assert publish(FACTS[6]).model_dump()["gap"] == 170
