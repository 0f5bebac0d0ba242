"""Claims out of the pool 公海 under concurrency: the policy's limits hold, and one customer has one owner."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import pytest

from services.leads.customer.content_keys import ContentKeys
from services.leads.customer.decide import ownership
from services.leads.customer.decide.ownership_commands import CustomerOwned, DailyClaimsUsed, HoldingFull
from services.leads.customer.pool.use_cases import Ownerships
from services.leads.customer.section import every_declared
from services.leads.opportunity.read_models.customer_known import CustomersKnown
from services.leads.use_cases import UseCases
from shared.contracts.inbox import CaptureLead
from shared.contracts.roles import Role
from shared.kit.eventstore.handle import Publisher, Request
from shared.kit.eventstore.port import Appended, CommandId
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.postgres.pool import opened_pool
from shared.policy import default_book
from tests.support.policies import OneBook
from tests.support.whole_service import Caller, problem

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
AT_ONCE = 9
LIMIT = 4


def request() -> Request:
    name = str(uuid4())
    return Request(CommandId(name, sha256(name.encode()).digest()), NOW, "li.na")


class Company:
    """Several processes over one database: each claim goes through a store of its own."""

    def __init__(self, processes: Sequence[Ownerships]) -> None:
        self._processes = processes

    async def pooled(self, count: int) -> list[UUID]:
        """Return so many customers whom nobody owns."""
        file = self._processes[0].file
        lead = CaptureLead(kind="company", name="张记", source="referral")
        done = [await file.capture_lead(lead, request()) for _ in range(count)]
        return [UUID(one.stream.removeprefix("customer-")) for one in done]

    async def claimed(self, claims: Sequence[tuple[UUID, str]]) -> list[Appended | BaseException]:
        """Return what became of these claims, all made at once."""
        in_turn = itertools.cycle(self._processes)
        work = [next(in_turn).claim(customer, person, request()) for customer, person in claims]
        done: list[Appended | BaseException] = await asyncio.gather(*work, return_exceptions=True)
        return done


@pytest.fixture
async def company(leads_database: str) -> AsyncIterator[dict[str, Company]]:
    """Companies by the limit that is narrow."""
    async with opened_pool(leads_database, application_name="claims") as pool:
        made = {}
        for limit, other in (("a_day", 200), ("held", LIMIT)):
            chapter = default_book().pool
            claims = chapter.claims.model_copy(update={"a_day": LIMIT, "held": other} | _wide(limit))
            book = default_book().model_copy(update={"pool": chapter.model_copy(update={"claims": claims})})
            books, processes = OneBook(book), list[Ownerships]()
            for _ in range(3):
                store = PostgresEventStore(pool)
                publisher, known = Publisher("leads", "leads.v1"), CustomersKnown(pool)
                use = UseCases.of(store, publisher, every_declared(), books, known, ContentKeys(pool))
                processes.append(Ownerships(use.file, books, pool))
            made[limit] = Company(processes)
        yield made


def _wide(limit: str) -> dict[str, int]:
    return {"a_day": 200} if limit == "held" else {}


def outcomes(done: Sequence[Appended | BaseException]) -> tuple[int, set[type]]:
    """Return how many succeeded, and as what the others were refused."""
    return sum(isinstance(one, Appended) for one in done), {
        type(one) for one in done if not isinstance(one, Appended)
    }


@pytest.mark.parametrize(("limit", "refusal"), [("a_day", DailyClaimsUsed), ("held", HoldingFull)])
async def test_claims_at_once_keep_the_limits_though_no_list_has_heard_of_them(
    company: dict[str, Company], limit: str, refusal: type
) -> None:
    customers = await company[limit].pooled(AT_ONCE)
    person = f"{limit} {uuid4()}"
    done = await company[limit].claimed([(one, person) for one in customers])
    assert outcomes(done) == (LIMIT, {refusal})


async def test_without_the_numbers_claims_at_once_pass_the_limits(
    company: dict[str, Company], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ownership, "nth", lambda _: str(uuid4()))
    customers = await company["a_day"].pooled(AT_ONCE)
    done = await company["a_day"].claimed([(one, "hasty") for one in customers])
    assert outcomes(done)[0] > LIMIT


async def test_of_two_people_who_claim_at_once_one_gets_the_customer(company: dict[str, Company]) -> None:
    (customer,) = await company["a_day"].pooled(1)
    done = await company["a_day"].claimed([(customer, f"{n} {uuid4()}") for n in range(2)])
    assert outcomes(done) == (1, {CustomerOwned})


async def test_s6_08_the_daily_limit_is_told_with_what_is_left_and_when_it_is_possible_again(
    leads: Caller,
) -> None:
    person = f"wang {uuid4()}"
    lead = {"kind": "company", "name": "张记", "source": "referral"}
    answers = []
    for _ in range(default_book().pool.claims.a_day + 1):
        customer = (await leads.post("/v1/customers", lead)).json()["customer_id"]
        path, told = f"/v1/customers/{customer}/claim", {"person": person}
        answers.append(await leads.post(path, told, role=Role.manager))
    assert {one.status_code for one in answers[:-1]} == {200}
    refused = problem(answers[-1], 409, "daily_claims_used")["params"]
    assert (refused["limit"], refused["left"]) == ("10", "0")
    assert datetime.fromisoformat(refused["possible_at"]) > datetime.now(UTC)
    refused = problem(await leads.post(path, told), 403, "claim_for_another")
    assert refused["params"]["required_roles"] == "manager, supervisor, system"
    assert (await leads.post(path)).status_code == 200
