"""What was stored of opportunities is read for ever, and told whole."""

from services.leads.opportunity.events import (
    Left,
    OpportunityEvidenced,
    OpportunityOverdue,
    OpportunityReopened,
    OpportunityWon,
)
from services.leads.opportunity.published import publish
from services.leads.opportunity.use_cases import CODEC
from tests.leads.following import (
    LOST,
    NAMED,
    NOW,
    ONE,
    OPENED,
    TO_B,
    ZHANG,
    place,
)


def test_what_was_stored_is_read_as_it_was_meant_and_published_whole() -> None:
    """The bytes as they are in databases by now: never to be edited."""
    named = (
        f'"named":{{"opportunity_id":"{ONE}","customer_id":"{ZHANG}","pipeline":"sales",'
        '"title_zh":"销售","title_en":"Sales"}'
    )
    there = (
        '"place":{"stage":"a","number":1,"title_zh":"a 环节","title_en":"a","expected_days":10,'
        '"expected_by":"2026-03-12T02:00:00Z"}'
    )
    proof = '{"stage":"a","asked":"entry","name":"a == 1","event_id":null}'
    bytes_ = (
        f'{{{named},"title":"二期",{there},"proved_by":[{proof}],"policy_version":"default-1",'
        '"opened_by":"li","occurred_at":"2026-03-02T02:00:00Z"}'
    )
    assert CODEC.decode("opportunity-opened", 1, bytes_.encode()) == OPENED
    assert CODEC.encode(OPENED).data.decode() == bytes_
    late = OpportunityOverdue(NAMED, place("a", NOW), NOW, "default-1", NOW, NOW)
    told = OpportunityEvidenced(
        NAMED, place("a", NOW), "terms_recorded", "九折", "Q-1", "default-1", "li", NOW
    )
    again = OpportunityReopened(NAMED, place("a", NOW), "won", "续单", "default-1", "li", NOW)
    won = OpportunityWon(NAMED, Left("a", NOW, None, True), place("a", NOW), (), (), "default-1", "li", NOW)
    for fact in (TO_B, LOST, late, told, again, won):
        encoded = CODEC.encode(fact)
        assert CODEC.decode(encoded.type, encoded.schema_version, encoded.data) == fact
        assert publish(fact).key == str(ZHANG)
    left = publish(TO_B).model_dump()["left"]
    assert (left["days"], left["expected_days"], left["late"]) == (1.0, 10, False)
