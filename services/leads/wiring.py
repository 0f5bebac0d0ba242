"""The composition root of leads: what it opens, what it can do, what it runs, what it serves."""

from pathlib import Path
from typing import Any

from services.leads.contract.api import contract_router
from services.leads.customer.api import customer_router
from services.leads.customer.archiving.use_cases import Archivings
from services.leads.customer.consents_api import consents_router
from services.leads.customer.content_keys import ContentKeys
from services.leads.customer.erasure.api import erasure_router
from services.leads.customer.erasure.use_cases import Erasures
from services.leads.customer.looks import QUERIES as LOOKED
from services.leads.customer.looks import Looks
from services.leads.customer.pool.api import pool_router
from services.leads.customer.pool.listing import PoolList
from services.leads.customer.pool.returns import PoolReturns
from services.leads.customer.pool.use_cases import Ownerships
from services.leads.customer.read_models.customer_list import CustomerList
from services.leads.customer.read_models.customers import Customers
from services.leads.customer.section import Catalogue, every_declared
from services.leads.customer.sections_api import sections_routers
from services.leads.customer.sheet.api import forms_router
from services.leads.group.api import group_router
from services.leads.heard import deadline_handlers, inbox_handlers
from services.leads.opportunity.api import opportunity_router
from services.leads.opportunity.read_models.customer_known import CustomersKnown
from services.leads.opportunity.read_models.opportunities import OpportunitiesModel
from services.leads.opportunity.read_models.opportunity_list import OpportunityList
from services.leads.plan.api import plan_router
from services.leads.plan.read_models.plan_list import PlanList
from services.leads.plan.read_models.plans import PlansModel
from services.leads.problems import PROBLEMS
from services.leads.profit.api import profit_router
from services.leads.purchase.api import purchase_router
from services.leads.settings import LeadsSettings
from services.leads.use_cases import UseCases
from shared.contracts.registry import ACCEPTED
from shared.contracts.roles import Role
from shared.contracts.sample import samples_of
from shared.in_force import POLICY, Books, hear_policy
from shared.kit.assembly import Assembly
from shared.kit.clock import Clock
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.ground import Ground, consumption, kit_migrations
from shared.kit.http.auth import requires
from shared.kit.inbox.routes import events_router
from shared.kit.projection.port import ReadModel
from shared.kit.projection.reach import Reach
from shared.kit.projection.session import CONNECTIONS_HELD
from shared.kit.service import Resources, Service
from shared.kit.tools import Tools

CUSTOMERS = Customers()
OWN_MODELS: tuple[ReadModel[Any], ...] = (CUSTOMERS, OpportunitiesModel(), PlansModel())
MODELS = (*OWN_MODELS, POLICY)
"""The read models: our own, and the policy's, which `hear_policy` runs."""

MIGRATIONS = (
    *kit_migrations("eventstore", "outbox", "inbox", "http"),
    Path(__file__).parent / "sql" / "migrations",
)
"""What `migrate` applies, in order: the kit's, then the keys of what is sealed."""

POOLS = {"roles": 3 * CONNECTIONS_HELD + 5, "policy": CONNECTIONS_HELD + 1}
"""Connections for what runs beside the requests: projectors', deadlines', looks' (three), one to share."""


async def wire(
    settings: LeadsSettings,
    resources: Resources,
    *,
    clock: Clock | None = None,
    catalogue: Catalogue | None = None,
) -> Service:
    """Return the service with its application and roles; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources, POOLS, clock)
    return assemble(ground, catalogue or every_declared())


def assemble(ground: Ground[LeadsSettings], catalogue: Catalogue) -> Service:
    """Return the service on that ground. Opens nothing, so that its routes can be described anywhere."""
    parts = Assembly(ground, MIGRATIONS)
    store = parts.store()
    books = hear_policy(parts, ground, "policy")
    known = CustomersKnown(ground.api)
    keys = ContentKeys(ground.api)
    use = UseCases.of(store, ground.publisher(), catalogue, books, known, keys)
    customers, opportunities = CustomerList(ground.api), OpportunityList(ground.api)
    plans = PlanList(ground.api)
    parts.relay()
    parts.commands("roles")
    read = consumption(ground.settings, CUSTOMERS)
    reach = Reach(read, LOOKED["offsets"], ground.api, ground.clock)
    archivings = Archivings(use.file, books, ground.api, reach)
    returns = PoolReturns(use.file, books, ground.api, reach)
    erasures = Erasures(use.file, keys, books)
    parts.deadlines(deadline_handlers(use, archivings, erasures, returns, ground.clock), "roles")
    inbox = parts.inbox(inbox_handlers(use), store)
    for model in OWN_MODELS:
        parts.projection(model, "roles")
    parts.role("archiving", Looks(ground.pools["roles"], store, archivings, reach, ground.clock).run)
    parts.role("erasure", Looks(ground.pools["roles"], store, erasures, reach, ground.clock).run)
    parts.role("pool", Looks(ground.pools["roles"], store, returns, reach, ground.clock).run)
    parts.report("customers", customers.counts)
    parts.report("opportunities", opportunities.counts)
    parts.report("plans", plans.counts)
    samples = samples_of(ACCEPTED["leads"])
    routers = [
        customer_router(use.file, customers, ground.clock),
        *sections_routers(use.file, ground.clock),
        forms_router(use.file, ground.clock),
        consents_router(use.file, ground.clock),
        erasure_router(erasures),
        pool_router(Ownerships(use.file, books, ground.api), PoolList(ground.api), ground.clock),
        purchase_router(use.purchases),
        contract_router(use.contracts),
        group_router(use.groups),
        opportunity_router(use.opportunities, known, opportunities, ground.clock),
        plan_router(use.plans, plans, ground.clock),
        profit_router(),
        events_router(inbox, requires(Role.system), samples),
    ]
    return parts.served("Tuoke leads 客户档案", routers, PROBLEMS, samples)


def imagined() -> Service:
    """Return the service on no ground, to be described."""
    return assemble(Ground.imagined(LeadsSettings, POOLS), every_declared())


async def open_tools(settings: LeadsSettings, resources: Resources) -> Tools:
    """Return what the verbs of the command line need; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources)
    store = PostgresEventStore(ground.api)
    books, known = Books(ground.api), CustomersKnown(ground.api)
    keys = ContentKeys(ground.api)
    use = UseCases.of(store, ground.publisher(), every_declared(), books, known, keys)
    return Tools.on(ground, store, use.kinds, inbox_handlers(use))
