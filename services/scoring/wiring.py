"""The composition root of scoring: what it opens, what it folds, what it runs, what it serves.

Two processes: the service itself (API, relay, read models, deadlines) and the tier worker on Faust, which
is heavier to start and may crash by design; neither waits for the other.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from services.scoring.board.api import board_router
from services.scoring.board.groups_api import groups_router
from services.scoring.board.lookup import Board
from services.scoring.board.model import BoardModel
from services.scoring.conduct.api import conduct_router
from services.scoring.duty.deadlines import duty_handlers
from services.scoring.duty.standing import Standing
from services.scoring.evaluation.api import evaluation_router
from services.scoring.evaluation.deadlines import evaluation_handlers, following
from services.scoring.evaluation.use_cases import Evaluations
from services.scoring.forecast.api import forecast_router
from services.scoring.forecast.deadlines import deadline_handlers, scheduling
from services.scoring.forecast.decide.chain import REVISE
from services.scoring.history.api import history_router
from services.scoring.history.lookup import Histories
from services.scoring.override.api import override_router
from services.scoring.override.use_cases import deadline_handlers as override_deadlines
from services.scoring.policy.api import policy_router
from services.scoring.problems import PROBLEMS
from services.scoring.recommendation.api import recommendation_router
from services.scoring.sales.lookup import Sales
from services.scoring.sales.model import SalesModel
from services.scoring.segment.api import segment_router
from services.scoring.segment.lookup import SegmentFacts
from services.scoring.settings import ScoringSettings
from services.scoring.studies.api import study_router
from services.scoring.studies.calibration.api import calibration_router
from services.scoring.studies.kinds import KINDS, PROCESSES_MAX
from services.scoring.studies.use_cases import Studies
from services.scoring.studies.what_if.api import what_if_router
from services.scoring.studies.worker import StudyWorker
from services.scoring.tier.api import tier_router
from services.scoring.tier.lookup import Tiers
from services.scoring.tier.model import TierModel
from services.scoring.use_cases import UseCases
from shared.contracts.topics import topic
from shared.in_force import POLICY, Books, hear_policy
from shared.in_force.announced import AnnouncedBooks
from shared.kit.assembly import Assembly
from shared.kit.clock import Clock
from shared.kit.deadlines.due import Handler
from shared.kit.eventstore.postgres import PostgresEventStore
from shared.kit.ground import Ground, kit_migrations
from shared.kit.http.health import Report
from shared.kit.projection.kept import KeptMessages
from shared.kit.projection.session import CONNECTIONS_HELD
from shared.kit.service import Resources, Service
from shared.kit.tools import Tools
from shared.policy import default_book, working_time

SOURCE = "scoring"

MIGRATIONS = (*kit_migrations("eventstore", "outbox", "http"), Path(__file__).parent / "sql" / "migrations")
"""What `migrate` applies, in order; the projections' schemas are made after them."""

POOLS = {
    "board": CONNECTIONS_HELD + 1,
    "sales": CONNECTIONS_HELD + 1,
    "policy": CONNECTIONS_HELD + 1,
    "deadlines": 2,
    "studies": 1,
}
TIER_POOLS = {"tier": CONNECTIONS_HELD + 1}
"""Connections, by process: for one projector and one to spare; for the deadlines' batches and counts; for
telling of a study, whose processes bring their own."""


def models(topic_prefix: str) -> tuple[TierModel, BoardModel, SalesModel, AnnouncedBooks]:
    """Return the read models of the service; the tier fold says what it says on our topic.

    The board's views come before those of sales, which use its functions.
    """
    tiers = TierModel(topic(SOURCE, prefix=topic_prefix))
    return tiers, BoardModel(default_book().tier.letters["potential"]), SalesModel(), POLICY


async def wire(settings: ScoringSettings, resources: Resources, *, clock: Clock | None = None) -> Service:
    """Return the service with its API, relay and board; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources, POOLS, clock)
    return assemble(ground)


def assemble(ground: Ground[ScoringSettings]) -> Service:
    """Return the service on that ground. Opens nothing, so that its routes can be described anywhere."""
    tiers, shown, sold, _ = models(ground.settings.topic_prefix)
    board = Board(ground.api)
    parts = Assembly(ground, MIGRATIONS)
    books = hear_policy(parts, ground, "policy")
    store, sales, facts = parts.store(), Sales(ground.api), SegmentFacts(ground.api)
    use = UseCases.of(store, ground.publisher(), books, sales, facts)
    parts.relay()
    parts.commands("policy")
    parts.deadlines(_deadline_handlers(use, ground), "deadlines")
    parts.role("forecast", scheduling(use.forecasts, ground.clock))
    parts.role("evaluation", following(use.evaluations, ground.clock))
    parts.report("evaluation", _evaluation_report(use.evaluations, ground.clock))
    parts.projection(shown, "board")
    parts.projection(sold, "sales")
    parts.projected_elsewhere(tiers)
    parts.role("studies", _study_worker(ground).run)
    studies = Studies(ground.api, use.policies, ground.clock)
    parts.report("calendar", _calendar_report)
    parts.report("freshness", _freshness_report(board))
    known = Tiers(ground.api, tiers)
    routers = [
        tier_router(known, ground.clock),
        recommendation_router(known, books, ground.clock),
        override_router(use.overrides),
        board_router(board, books, ground.clock),
        groups_router(board),
        history_router(Histories(ground.api)),
        forecast_router(use.forecasts, sales),
        segment_router(facts, books, ground.clock),
        policy_router(use.policies, use.evaluations, ground.clock),
        evaluation_router(use.evaluations),
        what_if_router(studies),
        calibration_router(studies, use.policies),
        *(study_router(kind, studies) for kind in KINDS.values()),
        conduct_router(use.conducts),
    ]
    return parts.served("Tuoke scoring 客户评分", routers, PROBLEMS)


def _deadline_handlers(use: UseCases, ground: Ground[ScoringSettings]) -> Mapping[str, Handler]:
    return {
        **deadline_handlers(use.forecasts, ground.clock),
        **duty_handlers(use.forecasts.duties, Standing(ground.api), REVISE, ground.clock),
        **evaluation_handlers(use.evaluations, ground.clock),
        **override_deadlines(use.overrides, ground.clock),
    }


def _study_worker(ground: Ground[ScoringSettings]) -> StudyWorker:
    processes = min(os.cpu_count() or 1, PROCESSES_MAX)
    return StudyWorker(ground.pools["studies"], ground.settings.database_url, ground.clock, processes)


def imagined() -> Service:
    """Return the service on no ground, to be described."""
    return assemble(Ground.imagined(ScoringSettings, POOLS))


async def wire_tiers(
    settings: ScoringSettings, resources: Resources, *, clock: Clock | None = None
) -> Service:
    """Return the tier worker: one role, no API."""
    from shared.kit.projection.faust_host import FaustHost  # heavy, and needed by this process only

    ground = await Ground.opened(settings, resources, TIER_POOLS, clock)
    parts = Assembly(ground, MIGRATIONS)
    parts.projection(models(settings.topic_prefix)[0], "tier", FaustHost)
    return parts.unserved()


async def _calendar_report() -> Mapping[str, object]:
    return {"holidays_published_through": working_time.last_published_year()}


async def open_tools(settings: ScoringSettings, resources: Resources) -> Tools:
    """Return what the verbs of the command line need; `resources` closes what was opened."""
    ground = await Ground.opened(settings, resources)
    store, books = PostgresEventStore(ground.api), Books(ground.api)
    use = UseCases.of(store, ground.publisher(), books, Sales(ground.api), SegmentFacts(ground.api))
    return Tools.on(ground, store, {**use.kinds, "tier": KeptMessages(ground.topic())}, {})


def _freshness_report(board: Board) -> Report:
    async def report() -> Mapping[str, object]:
        return {row["source"]: row["as_of"] for row in await board.freshness()}

    return report


def _evaluation_report(evaluations: Evaluations, clock: Clock) -> Report:
    async def report() -> Mapping[str, object]:
        known = await evaluations.read()
        if known is None:
            return {}
        scheduled = known.scheduled
        overdue = scheduled.due_at <= clock.now()
        return {"policy_version": scheduled.policy_version, "due_at": scheduled.due_at, "overdue": overdue}

    return report
