"""`demo`: everything goes in, is waited for, and is shown."""

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from deploy.local.demo import (
    anchor,
    cast,
    forecasts,
    opportunities,
    plans,
    proof,
    report,
    sample,
    shop,
    webhooks,
)
from deploy.local.demo.api import Api
from deploy.local.demo.settled import Hearing, Standing
from deploy.local.demo.story import Story
from deploy.local.demo.told import Told
from deploy.local.installation import Installation, programs
from deploy.local.readiness import why_not_ready
from deploy.local.refusal import Refusal
from deploy.local.screen import step
from deploy.local.secret_values import EVERYTHING, SecretValues
from deploy.local.state import State
from shared.contracts.roles import Role

SETTLED_WITHIN_S = 300.0
SENT_WITHIN_S = 120.0
FORECAST_WITHIN_S = 120.0
OK, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Ground:
    """Where the demo takes place."""

    installation: Installation
    values: SecretValues
    state: State


def run(installation: Installation, values: SecretValues, state: State, customers: int | None) -> int:
    """The demo was told, heard and shown; the exit code says whether live and rebuilt are equal.

    Raises: Refusal.
    """
    for program in programs(installation, values, state):
        if (why := why_not_ready(program)) is not None:
            raise Refusal(f"{program.name} is not ready ({why}): run `make up` first.")
    with step("the CDNOW sample"):
        purchases = _only(sample.load(state), customers)
    ground = Ground(installation, values, state)
    return asyncio.run(_played(ground, purchases))


async def _played(ground: Ground, purchases: list[sample.Purchase]) -> int:
    last_day = anchor.last_day(ground.state.root / "demo.last-day", datetime.now(UTC))
    key, bootstrap = ground.values.api_keys[EVERYTHING], ground.installation.kafka.address
    async with Api(ground.installation, key) as api, Hearing(bootstrap) as hearing:
        with step("webhook subscriptions"):
            endpoints = await webhooks.subscribe(api, ground.installation)
        shop_part = await _shop(
            hearing, bootstrap, list(shop.events(purchases, sample.shift(purchases, last_day)))
        )
        story = await _story(hearing, Story(api, last_day))
        await _opportunities(hearing, api, story)
        with step("a group's objectives are approved"):
            async with Api(ground.installation, ground.values.api_keys[Role.manager]) as management:
                await plans.tell(api, management, last_day, story)
        with step("the last months are forecast") as tell:
            await forecasts.tell(api, last_day, FORECAST_WITHIN_S, tell)
            await hearing.until_settled(SETTLED_WITHIN_S, lambda now: tell(_words(now)))
        with step("webhooks are sent") as tell:
            await webhooks.until_sent(api, endpoints, SENT_WITHIN_S, lambda left: tell(f"{left} to go"))
        came = webhooks.received(ground.state)
        figures = report.Figures(
            shop=shop_part,
            story=story.by_service,
            story_is_new=bool(story.answered),
            tiers=(await api.get("scoring", "/v1/tiers"))["tiers"],
            explained=await _explained(api),
            webhooks=await webhooks.outcome(api, endpoints),
            signatures=webhooks.signatures(came),
            latencies_ms=webhooks.latencies_ms(story.answered, came),
        )
    with step("live projections against a rebuild"):
        verified = await asyncio.to_thread(proof.verify, ground.installation, ground.values)
    report.show(figures, verified)
    return OK if all(equal for equal, _ in verified.values()) else FAILED


async def _shop(hearing: Hearing, bootstrap: str, told: list[shop.Told]) -> report.Shop:
    """Everybody has heard what the shop told."""
    begun = time.monotonic()
    with step(f"the shop tells {len(told):,} events on the inbox topic") as tell:
        await shop.tell(bootstrap, told, lambda sent: tell(f"{sent:,} sent"))
    with step("everybody hears the shop") as tell:
        heard_at = await hearing.until_settled(SETTLED_WITHIN_S, lambda now: tell(_words(now)))
    return report.Shop(len(told), heard_at - begun)


async def _story(hearing: Hearing, story: Story) -> Told:
    """Everybody has heard the story."""
    companies = cast.companies()
    with step(f"the story of {len(companies)} companies over HTTP") as tell:
        for number, company in enumerate(companies, 1):
            tell(f"{number} of {len(companies)}")
            await story.tell(company)
    with step("everybody hears the story") as tell:
        await hearing.until_settled(SETTLED_WITHIN_S, lambda now: tell(_words(now)))
    return story.told


async def _opportunities(hearing: Hearing, api: Api, told: Told) -> None:
    """Everybody has heard of the opportunities, which stand on what was heard before."""
    with step("opportunities move on") as tell:
        for company in cast.companies():
            await opportunities.follow(api, company, told)
        await hearing.until_settled(SETTLED_WITHIN_S, lambda now: tell(_words(now)))


async def _explained(api: Api) -> report.Explained:
    """The highest of the key customers, or of all when there is none, with the events behind the score."""
    board: list[dict[str, Any]] = await api.pages("scoring", "/v1/customers", tier="key")
    board = board or await api.pages("scoring", "/v1/customers")
    if not board:
        raise Refusal("The board is empty: nothing has been heard.")
    best = max(board, key=lambda row: (row["tier_score"], row["customer_id"]))["customer_id"]
    known = await api.get("leads", f"/v1/customers/{best}")
    return report.Explained(known["name"] or best, await api.get("scoring", f"/v1/customers/{best}/tier"))


def _only(purchases: list[sample.Purchase], customers: int | None) -> list[sample.Purchase]:
    wanted = sorted({one.customer for one in purchases})[:customers]
    kept = set(wanted)
    return [one for one in purchases if one.customer in kept]


def _words(now: Standing) -> str:
    return f"{now.records:,} records, {now.behind:,} not yet heard"
