"""`GET /v1/customers/{id}/tier`: the class on any date, and every event that makes up the score."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from services.scoring.tier import words
from services.scoring.tier.as_of import Answered, answered, refuse_impossible
from services.scoring.tier.lookup import Known, Tiers
from services.scoring.tier.published import next_class, reasons
from shared.contracts.scoring import Next, Reason, Rest
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.positions import MinPosition, min_position
from shared.kit.http.problems import HttpProblem, Language
from shared.policy.tier import TierClass


class Crossing(BaseModel):
    """What time alone makes of the class, and when."""

    tier: TierClass
    at: datetime


class Event(Reason):
    """One event's part in the score, and what the book calls the signal."""

    title: str


class Gate(BaseModel):
    """A signal that holds and caps the class, whatever the score."""

    signal: str
    title: str
    tier: TierClass = Field(description="no class above this")


class Unanswered(BaseModel):
    """A signal whose condition has no answer for the latest value of its field; it earns nothing."""

    signal: str
    title: str
    event_id: str
    reason: str


class OverrideView(BaseModel):
    """A person's class, which holds whatever the score; `by_score` is the class beneath it."""

    tier: TierClass
    since: datetime
    until: datetime
    reason: str
    by: str
    by_score: TierClass


class Correction(BaseModel):
    """The same day by what else is known: by what was known then, or else by what is known today."""

    tier: TierClass
    letter: str
    score: float
    learned_later: int = Field(description="facts from before that day that were learned later")


class TierView(BaseModel):
    """A customer's class, explained. The points of `events` and `rest` sum to `score`."""

    customer_id: UUID
    tier: TierClass
    letter: str
    since: datetime | None
    score: float = Field(description="as of `scored_at`; points decay")
    scored_at: datetime
    known_at: datetime | None = Field(description="only facts recorded by then count; null: all do")
    heard_until: datetime | None = Field(description="newest time that any counted fact tells of")
    policy_version: str = Field(description="the book in force at `scored_at`")
    events: list[Event]
    rest: Rest
    next: Next | None
    crossing: Crossing | None
    override: OverrideView | None
    gates: list[Gate]
    unanswered: list[Unanswered]
    correction: Correction | None = Field(description="there if what was learned later changes the answer")
    words: list[str] = Field(description="the same for people, in the language asked for")


@dataclass(frozen=True, slots=True)
class Asked:
    """The day that is asked about, and what was known of it when."""

    as_of: datetime | None
    known_at: datetime | None

    def day(self, now: datetime) -> datetime:
        """Return the day. Raises the rejections of one that cannot be."""
        as_of = self.as_of or self.known_at or now
        refuse_impossible(as_of, self.known_at, now)
        return as_of


async def asked(
    as_of: Annotated[AwareDatetime | None, Query(description="the class at this time; now if absent")] = None,
    known_at: Annotated[
        AwareDatetime | None,
        Query(description="only by what was recorded by then, such as on the day itself"),
    ] = None,
) -> Asked:
    """Return what a request asks for."""
    return Asked(as_of, known_at)


def tier_view(
    customer_id: UUID, known: Known, answer: Answered, language: Language, now: datetime
) -> TierView:
    """Return the answer as it is sent."""
    view, beside, rules = answer.view, answer.beside, answer.view.rules
    why, crossing = view.why, view.crossing

    def title(signal: str) -> str:
        return rules.title(signal).in_language(language)

    return TierView(
        customer_id=customer_id,
        tier=view.tier,
        letter=view.letter,
        since=None if view.standing is None else view.standing.since,
        score=why.score,
        scored_at=view.when,
        known_at=answer.known_at,
        heard_until=known.heard_until,
        policy_version=rules.book.version,
        events=[Event(**one.model_dump(), title=title(one.signal)) for one in reasons(why)],
        rest=Rest(count=why.rest_count, points=why.rest_points),
        next=next_class(view.tier, why.score, rules, view.holding, overridden=view.override is not None),
        crossing=None if crossing is None else Crossing(tier=crossing.tier, at=crossing.since),
        override=None
        if view.override is None
        else OverrideView(**view.override._asdict(), by_score=view.beneath),
        gates=[Gate(signal=one, title=title(one), tier=rules.own.caps[one]) for one in sorted(view.holding)],
        unanswered=[
            Unanswered(
                signal=one.signal, title=title(one.signal), event_id=one.fact.event_id, reason=one.reason
            )
            for one in why.failed
        ],
        correction=Correction(
            tier=beside.tier,
            letter=beside.letter,
            score=beside.why.score,
            learned_later=answer.learned_later,
        )
        if answer.is_corrected
        else None,
        words=words.told(answer, language, now),
    )


def tier_router(tiers: Tiers, clock: Clock) -> APIRouter:
    """Return the route of one customer's tier."""
    router = APIRouter(prefix="/v1", tags=["tiers"], dependencies=[Depends(requires())])

    @router.get("/customers/{customer_id}/tier", responses={409: {"description": "a time that cannot be"}})
    async def read_tier(
        customer_id: UUID,
        when: Annotated[Asked, Depends(asked)],
        awaited: Annotated[MinPosition, Depends(min_position)],
        response: Response,
        accept_language: AcceptLanguage = "",
    ) -> TierView:
        """Read a customer's tier (S6-02) today or on any day, event by event, and what changes it next."""
        now = clock.now()
        as_of = when.day(now)
        await awaited.reached(lambda source: tiers.seen(customer_id, source))
        known = await tiers.of(customer_id)
        if known is None:
            raise HttpProblem("not_found")
        answer = answered(known.facts, as_of, when.known_at, tiers.model.rulebook)
        return tier_view(customer_id, known, answer, answer_in(response, accept_language), now)

    return router
