"""The demo's companies as the facts that leads and visits publish of them, with scoring's own answers."""

from datetime import timedelta
from uuid import UUID

from deploy.local.demo.cast import Company, companies
from deploy.local.demo.story import DAYS_BETWEEN_VISITS, SOURCE
from shared.contracts.base import CustomerFact
from shared.contracts.leads import LeadCaptured
from shared.contracts.visits import ComplaintFiled
from shared.kit.external_ids import external_customer_id
from shared.kit.postgres.pool import Pool
from tests.scoring.facts import day
from tests.scoring.projections import BOARD, TIER, Log, opened, outbox, project
from tests.scoring.sayings import complaint_story, moved_on, purchase, signed, visit

LAST_DAY = 60


async def play(pool: Pool) -> None:
    """Both projections have folded the story, the board with what the tier fold said to it."""
    log = Log()
    records = [log.say(fact, day(LAST_DAY)) for company in companies() for fact in life(company)]
    graded, shown = await opened(pool, TIER), await opened(pool, BOARD)
    await project(graded, records)
    await project(shown, [*records, *(log.add(message) for message in await outbox(pool))])
    await graded.close()
    await shown.close()


def life(company: Company) -> list[CustomerFact]:
    """What happens with one company, and a purchase of those that sign, for a class to follow from."""
    customer = external_customer_id(SOURCE, company.ref)
    found = day(LAST_DAY - company.visits * DAYS_BETWEEN_VISITS - 10)
    facts: list[CustomerFact] = [_captured(company, customer).model_copy(update={"captured_at": found})]
    facts += [visit(found + timedelta(days=number), customer) for number in range(company.visits)]
    if company.needs:
        facts.append(moved_on(customer).model_copy(update={"changed_at": day(LAST_DAY - 6)}))
    if company.complaint is not None:
        told = complaint_story(customer)
        filed = told[0].model_copy(update={"severity": company.complaint})
        assert isinstance(filed, ComplaintFiled)
        # The gravest is not taken up: its clocks keep running.
        facts += [filed] if company.complaint == "safety_or_legal" else [filed, *told[2:]]
    if company.contract_yuan is not None:
        contract = signed(day(LAST_DAY - 1), company.contract_yuan)
        facts.append(contract.model_copy(update={"customer_id": customer, "contract_id": customer}))
        facts.append(purchase(day(LAST_DAY - 1), company.contract_yuan, customer))
    return facts


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
