"""The composition root of visits: what it opens, what it can do, what it runs, what it serves."""

from pathlib import Path
from typing import Any

from services.visits.calendar.api import calendar_router
from services.visits.calendar.entries import Calendars
from services.visits.calendar.use_cases import Feeds
from services.visits.complaint.api import complaint_router
from services.visits.contact.api import contact_router
from services.visits.customer.api import customer_router
from services.visits.customer.read_models.customer_list import CustomerList
from services.visits.customer.read_models.customers import Customers
from services.visits.customer.read_models.standing import StandingLookup
from services.visits.form.api import form_router
from services.visits.form.read_models.answer_list import AnswerList
from services.visits.form.read_models.answers import Answers
from services.visits.form.reading_api import reading_router
from services.visits.heard import deadline_handlers, inbox_handlers
from services.visits.inspection.api import inspection_router
from services.visits.matter.api import matter_router
from services.visits.matter.read_models.matter_list import MatterList
from services.visits.matter.read_models.matters import MattersModel
from services.visits.obligation.api import obligation_router
from services.visits.obligation.read_models.obligation_list import ObligationList
from services.visits.obligation.read_models.obligations import ObligationsModel
from services.visits.obligation.review.reviewer import Reviewer
from services.visits.planned.api import planned_router
from services.visits.planned.read_models.planned import PlannedModel
from services.visits.planned.read_models.planned_list import PlannedList
from services.visits.problems import PROBLEMS
from services.visits.promise.api import promise_router
from services.visits.promise.read_models.promise_list import PromiseList
from services.visits.promise.read_models.promises import PromisesModel
from services.visits.settings import VisitsSettings
from services.visits.survey.api import survey_router
from services.visits.survey.link_api import link_router
from services.visits.use_cases import UseCases
from shared.contracts.registry import ACCEPTED
from shared.contracts.roles import Role
from shared.contracts.sample import samples_of
from shared.in_force import POLICY, Books, hear_policy
from shared.kit.assembly import Assembly
from shared.kit.clock import Clock
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.ground import Ground, kit_migrations
from shared.kit.http.auth import requires
from shared.kit.inbox.routes import events_router
from shared.kit.projection.port import ReadModel
from shared.kit.projection.session import CONNECTIONS_HELD
from shared.kit.service import Resources, Service
from shared.kit.tools import Tools

OWN_MODELS: tuple[ReadModel[Any], ...] = (
    Customers(),
    ObligationsModel(),
    MattersModel(),
    Answers(),
    PromisesModel(),
    PlannedModel(),
)
MODELS = (*OWN_MODELS, POLICY)
"""The read models: our own, and the policy's, which `hear_policy` runs."""

MIGRATIONS = (
    *kit_migrations("eventstore", "outbox", "inbox", "http"),
    Path(__file__).parent / "sql" / "migrations",
)
"""What `migrate` applies, in order: the kit's, then whose obligations are to be looked at."""

POOLS = {"roles": len(OWN_MODELS) * CONNECTIONS_HELD + 3, "policy": CONNECTIONS_HELD + 1}
"""Connections beside the requests': each projector's, the deadlines', the looks', one to share."""


async def wire(settings: VisitsSettings, resources: Resources, *, clock: Clock | None = None) -> Service:
    """Return the service with its application and roles; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources, POOLS, clock)
    return assemble(ground)


def assemble(ground: Ground[VisitsSettings]) -> Service:
    """Return the service on that ground. Opens nothing, so that its routes can be described anywhere."""
    parts = Assembly(ground, MIGRATIONS)
    books = hear_policy(parts, ground, "policy")
    store = parts.store()
    use = UseCases.of(store, ground.publisher(), books, StandingLookup(ground.api))
    customers, obligations = CustomerList(ground.api), ObligationList(ground.api, ground.clock)
    feeds = _feeds(ground, store)
    parts.relay()
    parts.commands("roles")
    parts.deadlines(deadline_handlers(use, ground.clock), "roles")
    inbox = parts.inbox(inbox_handlers(use), store)
    for model in OWN_MODELS:
        parts.projection(model, "roles")
    parts.report("customers", customers.counts)
    reviewer = Reviewer(ground.pools["roles"], use.obligations, ground.clock)
    parts.role("reviews", reviewer.run)
    parts.report("obligations", obligations.counts)
    parts.report("reviews", reviewer.backlog)
    matters = MatterList(ground.api)
    parts.report("matters", matters.counts)
    promises = PromiseList(ground.api)
    parts.report("promises", promises.counts)
    planned = PlannedList(ground.api)
    parts.report("planned", planned.counts)
    answers, links = AnswerList(ground.api), ground.links("survey link 1")
    samples = samples_of(ACCEPTED["visits"])
    routers = [
        contact_router(use.contacts),
        planned_router(use.planned, planned),
        complaint_router(use.complaints),
        obligation_router(use.obligations, obligations),
        matter_router(use.matters, matters),
        promise_router(use.promises, promises),
        calendar_router(feeds, Calendars(obligations, promises, planned), ground.clock),
        form_router(use.forms),
        reading_router(answers, books, ground.clock),
        survey_router(use.surveys, links),
        link_router(use.surveys, links, ground.clock),
        inspection_router(use.inspections, answers),
        customer_router(customers),
        events_router(inbox, requires(Role.system), samples),
    ]
    return parts.served("Tuoke visits 拜访与投诉", routers, PROBLEMS, samples)


def imagined() -> Service:
    """Return the service on no ground, to be described."""
    return assemble(Ground.imagined(VisitsSettings, POOLS))


async def open_tools(settings: VisitsSettings, resources: Resources) -> Tools:
    """Return what the verbs of the command line need; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources)
    store = PostgresEventStore(ground.api)
    use = UseCases.of(store, ground.publisher(), Books(ground.api), StandingLookup(ground.api))
    kinds = {**use.kinds, "feed": _feeds(ground, store).kind}
    return Tools.on(ground, store, kinds, inbox_handlers(use))


def _feeds(ground: Ground[VisitsSettings], store: PostgresEventStore) -> Feeds:
    return Feeds.of(store, ground.publisher(), ground.links("calendar feed 1"))
