"""`GET /v1/customers/{id}/tier`: the class, and every event that makes up the score today."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field

from services.scoring.policy.language_api import answer_in
from services.scoring.tier import words
from services.scoring.tier.explain import explained
from services.scoring.tier.fold import NOBODY, CustomerTier, advanced
from services.scoring.tier.lookup import Tiers
from services.scoring.tier.published import next_class, reasons
from services.scoring.tier.rulebook import Rulebook
from services.scoring.tier.standing import next_crossing
from shared.contracts.scoring import Next, Reason, Rest
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.positions import MinPosition, min_position
from shared.kit.http.problems import HttpProblem, Language
from shared.policy.tier import TierClass


class Crossing(BaseModel):
    """What time alone makes of the class, and when."""

    tier: TierClass
    at: datetime


class TierView(BaseModel):
    """A customer's class, explained. The points of `events` and `rest` sum to `score`."""

    customer_id: UUID
    tier: TierClass
    letter: str
    since: datetime | None
    score: float = Field(description="as of `scored_at`; points decay")
    scored_at: datetime
    heard_until: datetime | None = Field(description="newest time that any counted fact tells of")
    policy_version: str = Field(description="the book in force at `scored_at`")
    events: list[Reason]
    rest: Rest
    next: Next | None
    crossing: Crossing | None
    words: list[str] = Field(description="the same for people, in the language asked for")


def tier_view(
    customer_id: UUID, known: CustomerTier, now: datetime, rulebook: Rulebook, language: Language
) -> TierView:
    """Return the class and its explanation as of `now`, whether or not the worker's clock has come so far."""
    known, rules = advanced(known, now, rulebook), rulebook.at(now)
    standing, basis = known.standing, known.basis
    tier = NOBODY if standing is None else standing.tier
    crossing = None if basis is None or standing is None else next_crossing(basis, standing)
    why = explained([fact for fact in known.facts if fact.occurred_at <= now], now, rules)
    told = (
        words.summary(standing, why.score, rules, language),
        words.what_would_raise(tier, why.score, rules, language),
        words.what_time_does(crossing, rules, language),
    )
    return TierView(
        customer_id=customer_id,
        tier=tier,
        letter=rules.book.tier.letters[tier],
        since=None if standing is None else standing.since,
        score=why.score,
        scored_at=now,
        heard_until=known.heard_until,
        policy_version=rules.book.version,
        events=reasons(why),
        rest=Rest(count=why.rest_count, points=why.rest_points),
        next=next_class(tier, why.score, rules),
        crossing=None if crossing is None else Crossing(tier=crossing.tier, at=crossing.since),
        words=[sentence for sentence in told if sentence],
    )


def tier_router(tiers: Tiers, clock: Clock) -> APIRouter:
    """Return the route of one customer's tier."""
    router = APIRouter(prefix="/v1", tags=["tiers"], dependencies=[Depends(requires())])

    @router.get("/customers/{customer_id}/tier")
    async def read_tier(
        customer_id: UUID,
        awaited: Annotated[MinPosition, Depends(min_position)],
        response: Response,
        accept_language: Annotated[str, Header(description="`zh-CN` or `en`")] = "",
    ) -> TierView:
        """Read a customer's tier (S6-02), event by event, and what would change it next."""
        await awaited.reached(lambda source: tiers.seen(customer_id, source))
        known = await tiers.of(customer_id)
        if known is None:
            raise HttpProblem("not_found")
        language = answer_in(response, accept_language)
        return tier_view(customer_id, known, clock.now(), tiers.model.rulebook, language)

    return router
