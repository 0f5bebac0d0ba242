"""What stages ask is answered for an opportunity as it was read: of two steps at once one is refused."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import pytest

from services.leads.opportunity.standards import Found
from services.leads.opportunity.told import EvidenceRecorded, StageWanted
from services.leads.opportunity.use_cases import Opportunities
from shared.contracts.opportunities import OpenOpportunity
from shared.kit.errors import WrongVersion
from shared.kit.eventstore.handle import Request
from shared.kit.eventstore.memory import MemoryEventStore
from shared.kit.eventstore.port import CommandId
from shared.kit.eventstore.publisher import Publisher
from tests.leads.following import NOW, ZHANG
from tests.leads.told_facts import answered, captured, graded, of
from tests.support.policies import OneBook

NEXT = StageWanted()


def asked() -> Request:
    return Request(CommandId(str(uuid4()), bytes(32)), NOW, "li")


class Meanwhile:
    """Customers who have what two stages ask; while somebody looks, something else is done once."""

    def __init__(self) -> None:
        self.then: Callable[[], Awaitable[object]] | None = None

    async def found(self, customer_id: UUID) -> Found:
        assert customer_id == ZHANG
        then, self.then = self.then, None
        if then is not None:
            await then()
        return of(captured(), graded(), answered("screening"))


async def opened() -> tuple[Opportunities, Meanwhile, UUID]:
    customers = Meanwhile()
    use = Opportunities.of(MemoryEventStore(), Publisher("leads", "leads.v1"), OneBook(), customers)
    ref = {"source": "erp", "ref": str(uuid4())}
    told = {"customer": {"id": ZHANG}, "external_ref": ref, "pipeline": "development", "title": "二期"}
    appended = await use.open_opportunity(OpenOpportunity.model_validate(told), asked())
    return use, customers, UUID(appended.stream.removeprefix("opportunity-"))


async def test_of_two_who_move_it_to_the_next_stage_at_once_one_is_refused() -> None:
    use, customers, one = await opened()
    customers.then = lambda: use.move(one, NEXT, asked())
    with pytest.raises(WrongVersion):
        await use.move(one, NEXT, asked())
    assert (await use.read(one)).opportunity.place.stage == "screening"
    await use.move(one, NEXT, asked())
    assert (await use.read(one)).opportunity.place.stage == "contact"


async def test_a_step_is_refused_for_whatever_was_told_of_it_meanwhile() -> None:
    use, customers, one = await opened()
    proposal = EvidenceRecorded(evidence="proposal_recorded", text="二十台")
    customers.then = lambda: use.record(one, proposal, asked())
    with pytest.raises(WrongVersion):
        await use.move(one, NEXT, asked())
    told = await use.read(one)
    assert (told.version, list(told.own_evidence)) == (2, ["proposal_recorded"])


async def test_a_repeat_after_the_world_moved_on_is_answered_as_at_first() -> None:
    use, _, one = await opened()
    first = asked()
    answer = (await use.move(one, NEXT, first)).answer
    await use.move(one, NEXT, asked())
    again = await use.move(one, NEXT, first)
    assert (again.answer, again.replayed) == (answer, True)
    assert (await use.read(one)).opportunity.place.stage == "contact"
