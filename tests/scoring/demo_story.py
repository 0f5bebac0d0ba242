"""The demo's companies as the facts that leads and visits publish of them, with scoring's own answers."""

from datetime import datetime, timedelta
from uuid import UUID

from deploy.local.demo.cast import Company, companies
from deploy.local.demo.story import GIVEN_UP_EVERY, SOURCE, captured_before
from deploy.local.demo.talks import TALKS
from shared.contracts.base import CustomerFact
from shared.contracts.duties import DutyBreached, DutyEscalated, DutyFact, DutyMet, DutyOpened, DutyWarned
from shared.contracts.forecasts import (
    CustomersForecast,
    ForecastCompared,
    ForecastDeviated,
    ForecastFact,
    ForecastMade,
    SalesPlanned,
    SegmentsCounted,
)
from shared.contracts.groups import GroupJoined
from shared.contracts.leads import LeadCaptured
from shared.contracts.obligations import ObligationBreached, ObligationMet, ObligationOpened
from shared.contracts.sample import samples_of
from shared.contracts.visits import ComplaintFiled, VisitLogged
from shared.kit.external_ids import external_customer_id
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.matter_sayings import measure_story
from tests.scoring.ownership_sayings import released, warned
from tests.scoring.plan_sayings import plan_story
from tests.scoring.planned_sayings import planned_facts
from tests.scoring.projections import BOARD, SALES, TIER, Log, opened, outbox, project
from tests.scoring.promise_sayings import promise_facts
from tests.scoring.sayings import (
    answered,
    complaint_story,
    moved_on,
    owed,
    purchase,
    signed,
    surveyed,
    visit,
)
from tests.scoring.stage_sayings import stage_story

LAST_DAY = 60


async def play(pool: Pool) -> None:
    """All projections have folded the story, with what scoring said to it."""
    log = Log()
    records = [log.say(fact, day(LAST_DAY)) for company in companies() for fact in life(company)]
    graded = await opened(pool, TIER)
    await project(graded, records)
    await graded.close()
    records += [log.add(message) for message in await outbox(pool)]
    records += [log.say(fact, day(LAST_DAY)) for fact in forecasts()]
    group = external_customer_id(SOURCE, companies()[0].ref)
    records += [log.say(fact, day(LAST_DAY)) for fact in plan_story(group, day(LAST_DAY))]
    for model in (BOARD, SALES):
        projector = await opened(pool, model)
        await project(projector, records)
        await projector.close()


def forecasts() -> list[ForecastFact | DutyFact]:
    """What is said of the forecasts, as the golden samples have it."""
    said = (
        *(CustomersForecast, ForecastMade, SalesPlanned, ForecastCompared, ForecastDeviated),
        *(SegmentsCounted, DutyOpened, DutyWarned, DutyBreached, DutyEscalated, DutyMet),
    )
    told = [contract.model_validate(sample) for contract, sample in samples_of(said).items()]
    customer = external_customer_id(SOURCE, companies()[0].ref)
    lines = told[0].lines[0].model_copy(update={"customer_id": customer})
    return [told[0].model_copy(update={"lines": (lines,)}), *told[1:]]


def life(company: Company) -> list[CustomerFact]:
    """What happens with one company; those that sign are surveyed."""
    customer = external_customer_id(SOURCE, company.ref)
    found = day(LAST_DAY - captured_before(company))
    facts: list[CustomerFact] = [_captured(company, customer).model_copy(update={"captured_at": found})]
    if company.group_ref is not None:
        group = external_customer_id(SOURCE, company.group_ref)
        facts.append(GroupJoined(customer_id=customer, group_id=group, joined_by="demo", joined_at=found))
    facts += [_met(found + timedelta(days=number), customer, number) for number in range(company.visits)]
    due = found + timedelta(days=14)
    facts.append(owed(ObligationOpened, customer, customer, owed_since=found, due_at=due))
    if company.orders:
        facts.append(owed(ObligationMet, customer, customer, met_at=found, late=False, due_at=due))
    else:
        facts.append(
            owed(ObligationBreached, customer, customer, breached_at=due, noticed_at=due, due_at=due)
        )
    end = "kept" if company.orders else "breached"
    facts += promise_facts("samples", end, customer=customer, promisor=company.salesperson, at=found)
    facts += planned_facts("next", "prepared", customer=customer, salesperson=company.salesperson)
    facts += stage_story(customer, day(LAST_DAY - 25))
    if company.number % GIVEN_UP_EVERY == 0:
        facts.append(released(customer, company.salesperson, day(LAST_DAY - 3)))
    elif not company.needs:
        facts.append(warned(customer, company.salesperson, day(LAST_DAY)))
    if company.needs:
        facts.append(moved_on(customer).model_copy(update={"changed_at": day(LAST_DAY - 6)}))
    if company.orders:
        facts.append(surveyed(customer, day(LAST_DAY - 20), 20 * company.score))
    if company.complaint is not None:
        told = complaint_story(customer)
        filed = told[0].model_copy(update={"severity": company.complaint})
        assert isinstance(filed, ComplaintFiled)
        # The gravest is not taken up: its clocks keep running, and after-sales is told.
        if company.complaint == "safety_or_legal":
            facts += [filed, told[1]]
        else:
            facts += [filed, *told[3:], *measure_story(customer, day(LAST_DAY - 15))]
    facts += [purchase(day(LAST_DAY - before), yuan, customer) for before, yuan in company.orders]
    if company.contract_yuan is not None:
        contract = signed(day(LAST_DAY - 1), company.contract_yuan)
        facts.append(contract.model_copy(update={"customer_id": customer, "contract_id": customer}))
        facts.append(answered(day(LAST_DAY), {"product": 5, "service": 4, "loyalty": 2}, 87.5, customer))
    return facts


def _met(at: datetime, customer: UUID, number: int) -> VisitLogged:
    return VisitLogged.model_validate(visit(at, customer).model_dump() | TALKS[number % len(TALKS)])


def _captured(company: Company, customer: UUID) -> LeadCaptured:
    return LeadCaptured.model_validate(
        {
            "customer_id": customer,
            "kind": "company",
            "name": company.name,
            "source": company.source,
            "owner": company.salesperson,
            "captured_at": day(0),
        }
    )
