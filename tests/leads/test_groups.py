"""A customer belongs to a group, at most to one, and never to itself (S1-08)."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID, uuid4

from services.leads.group.decide import (
    LEVELS_MAX,
    MEMBERSHIP,
    GroupCircle,
    GroupTooDeep,
    JoinGroup,
    LeaveGroup,
)
from services.leads.group.events import GroupJoined, GroupLeft
from services.leads.group.use_cases import CODEC
from tests.support.spec import specify
from tests.support.whole_service import Caller, problem

ZHANG, NORTH, HOLDING = (UUID(f"0195a6d0-0000-7000-8000-00000000000{n}") for n in (1, 2, 3))
NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
JOIN = JoinGroup(ZHANG, (NORTH, HOLDING), "li", NOW)
JOINED = GroupJoined(ZHANG, NORTH, "li", NOW)
LEAVE = LeaveGroup("li", NOW)
given = specify(MEMBERSHIP)


def test_a_customer_joins_a_group_changes_over_and_leaves() -> None:
    given().when(JOIN).then(JOINED)
    given(JOINED).when(JoinGroup(ZHANG, (HOLDING,), "li", NOW)).then(GroupJoined(ZHANG, HOLDING, "li", NOW))
    given(JOINED).when(LEAVE).then(GroupLeft(ZHANG, NORTH, "li", NOW))


def test_what_is_so_already_is_no_news() -> None:
    given(JOINED).when(JOIN).then_nothing()
    given().when(LEAVE).then_nothing()
    given(JOINED, GroupLeft(ZHANG, NORTH, "li", NOW)).when(LEAVE).then_nothing()


def test_what_was_stored_is_read_as_it_was_meant() -> None:
    """The bytes as they are in databases by now: never to be edited."""
    member = f'"customer_id":"{ZHANG}","group_id":"{NORTH}"'
    joined = f'{{{member},"joined_by":"li","occurred_at":"2026-03-02T02:00:00Z"}}'
    left = joined.replace("joined_by", "left_by")
    assert CODEC.decode("group-joined", 1, joined.encode()) == JOINED
    assert CODEC.decode("group-left", 1, left.encode()) == GroupLeft(ZHANG, NORTH, "li", NOW)
    assert CODEC.encode(JOINED).data.decode() == joined


def test_a_group_that_belongs_to_the_customer_or_lies_too_deep_is_refused() -> None:
    given().when(JoinGroup(ZHANG, (NORTH, ZHANG), "li", NOW)).then_rejected(
        GroupCircle, customer_id=str(ZHANG), group_id=str(NORTH)
    )
    deep = tuple(uuid4() for _ in range(LEVELS_MAX + 1))
    given().when(JoinGroup(ZHANG, deep, "li", NOW)).then_rejected(GroupTooDeep)


async def test_s1_08_a_group_is_linked_and_unlinked_over_http_without_a_circle(leads: Caller) -> None:
    """Both are told by an event each; what is so already is told by none."""
    holding, north, shop = (uuid4() for _ in range(3))

    async def join(customer: UUID, group: UUID) -> tuple[int, str]:
        answer = await leads.post(f"/v1/customers/{customer}/group", {"group": {"id": str(group)}})
        return answer.status_code, answer.headers.get("position", answer.text)

    assert await join(north, holding) == (200, "leads:1")
    assert await join(shop, north) == (200, "leads:1")
    assert await join(shop, north) == (200, "leads:1")
    circle = await leads.post(f"/v1/customers/{holding}/group", {"group": {"id": str(shop)}})
    problem(circle, 409, "group_circle")
    problem(
        await leads.post(f"/v1/customers/{shop}/group", {"group": {"id": str(shop)}}), 409, "group_circle"
    )
    left = await leads.post(f"/v1/customers/{shop}/group/end")
    assert (left.json(), left.headers["position"]) == ({"group_id": None}, "leads:2")
    assert await join(holding, shop) == (200, "leads:1")


async def test_groups_stand_no_higher_than_a_person_can_draw(leads: Caller) -> None:
    above = [uuid4() for _ in range(LEVELS_MAX + 2)]
    answers = [
        await leads.post(f"/v1/customers/{lower}/group", {"group": {"id": str(upper)}})
        for upper, lower in pairwise(above)
    ]
    assert [answer.status_code for answer in answers] == [200] * LEVELS_MAX + [409]
    problem(answers[-1], 409, "group_too_deep")
