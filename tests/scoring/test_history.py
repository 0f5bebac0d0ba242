"""The history of one customer: opportunities, contacts and transactions in one place (S1-06, S6-03)."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.scoring.settings import ScoringSettings
from services.scoring.wiring import wire
from shared.contracts.leads import PurchaseReturned
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, SALES, Log, opened, project
from tests.scoring.sayings import (
    ID,
    OTHER,
    answered,
    captured,
    complaint,
    purchase,
    signed,
    visit,
)
from tests.scoring.stage_sayings import moved
from tests.scoring.stage_sayings import opened as begun
from tests.support.whole_service import Caller, problem, serving, settings_for

PATH = f"/v1/customers/{ID}/history"
DEAL = UUID(int=7)


@pytest.fixture
async def scoring(pool: Pool, database: str) -> AsyncIterator[Caller]:
    """The API of scoring, with no role running, once the story of two customers was heard."""
    bought = purchase(day(9), 1_200)
    back = PurchaseReturned(
        customer_id=ID,
        purchase_id=bought.purchase_id,
        return_id=uuid4(),
        amount_minor=20_000,
        currency="CNY",
        returned_at=day(11),
        purchased_at=day(9),
    )
    facts = [
        *(captured(), visit(day(2)), begun(DEAL, day(2)), moved(DEAL, "mining", "screening", day(2), day(5))),
        *(signed(day(8), 48_000), bought, complaint(day(10)), back, purchase(day(7), 300)),
        answered(day(12), {"product": 4}, 80.0),
        *(captured(OTHER), visit(day(3), OTHER), purchase(day(3), 900, OTHER)),
    ]
    log = Log()
    records = [log.say(fact, day(30)) for fact in facts]
    for model in (BOARD, SALES):
        projector = await opened(pool, model)
        await project(projector, records)
        await projector.close()
    async with serving(wire, settings_for(ScoringSettings, database)) as caller:
        yield caller


def told(page: dict[str, Any], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(entry[name] for name in names) for entry in page["items"]]


async def test_s1_06_opportunities_contacts_and_transactions_are_followed_in_one_place(
    scoring: Caller,
) -> None:
    whole = (await scoring.get(PATH)).json()
    assert told(whole, "kind", "what", "person", "amount", "outcome") == [
        ("answer", "satisfaction", None, None, None),
        ("return", None, None, "-200.00", None),
        ("complaint", None, None, None, None),
        ("purchase", None, None, "1200.00", None),
        ("contract", None, None, "48000.00", None),
        ("purchase", None, None, "300.00", None),
        ("opportunity", "screening", None, None, None),
        ("opportunity", "mining", None, None, "forward"),
        ("contact", "visit", "wang", None, "effective"),
    ]
    assert whole["items"][6]["title_zh"] == "客户开发流程：screening 环节"
    assert whole["items"][0]["score"] == 80
    problem(await scoring.get(f"/v1/customers/{uuid4()}/history"), 404, "not_found")


async def test_a_history_is_paged_without_a_gap_where_two_things_happened_at_once(scoring: Caller) -> None:
    whole, path, pages = (await scoring.get(PATH)).json()["items"], f"{PATH}?limit=2", []
    while path:
        page = (await scoring.get(path)).json()
        pages += page["items"]
        path = page["next"]
    assert pages == whole


async def test_s6_03_the_history_of_transactions_stands_beside_basic_data_and_needs(scoring: Caller) -> None:
    """S2-13 asks for the history of purchases; basic data and needs are sections of the file, in leads."""
    kinds = {
        kind: told((await scoring.get(PATH, kind=kind)).json(), "amount", "currency")
        for kind in ("purchase", "return", "contract")
    }
    assert kinds["purchase"] == [("1200.00", "CNY"), ("300.00", "CNY")]
    assert (kinds["return"], kinds["contract"]) == ([("-200.00", "CNY")], [("48000.00", "CNY")])
    problem(await scoring.get(PATH, kind="gift"), 422, "invalid")
