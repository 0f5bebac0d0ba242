"""`GET /v1/customers/{id}/recommendations`: what to offer, for which need, by which recorded fact."""

from datetime import datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field

from services.scoring.recommendation.matching import Recommended, Sections, latest_sections, recommended
from services.scoring.tier.lookup import Tiers
from shared.in_force import InForce
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.problems import HttpProblem, Language
from shared.policy import PolicyBook
from shared.policy.offers import KIND_WORDS

Nothing = Literal["nothing_offered", "nothing_recorded", "nothing_meets"]

_NOTHING: dict[Nothing, dict[Language, str]] = {
    "nothing_offered": {
        "zh-CN": "制度尚未声明任何产品或服务。",
        "en": "The policy declares no product or service yet.",
    },
    "nothing_recorded": {
        "zh-CN": "该客户的档案中尚无任何记录。",
        "en": "Nothing is recorded in this customer's file yet.",
    },
    "nothing_meets": {
        "zh-CN": "已记录的需求中，没有所声明的产品或服务能满足的。",
        "en": "None of the declared products or services meets a recorded need.",
    },
}


class Recommendation(BaseModel):
    """An offer, and why: the need that it meets and the event that recorded it."""

    offer: str
    title: str
    kind: str
    need: str = Field(description="what the policy says that it meets")
    event_id: str = Field(description="the section's latest recording, which tells the need")
    reads: str = Field(description="the field that was read")
    recorded_at: datetime
    word: str | None = Field(description="the company's word that stands there; null if a condition holds")
    words: str = Field(description="the same for people, in the language asked for")


class RecommendationsView(BaseModel):
    """What to offer to a customer by the policy in force; `nothing` says why when there is nothing."""

    customer_id: UUID
    recommendations: list[Recommendation]
    nothing: Nothing | None
    words: str | None = Field(description="why there is nothing, for people")
    judged_at: datetime
    policy_version: str


def recommendation_router(tiers: Tiers, books: InForce, clock: Clock) -> APIRouter:
    """Return the route of one customer's recommendations."""
    router = APIRouter(prefix="/v1", tags=["recommendations"], dependencies=[Depends(requires())])

    @router.get("/customers/{customer_id}/recommendations")
    async def read_recommendations(
        customer_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> RecommendationsView:
        """Read what to offer to a customer by recorded needs and pain points (S2-07), and why."""
        now, known = clock.now(), await tiers.of(customer_id)
        if known is None:
            raise HttpProblem("not_found")
        sections, book = latest_sections(known.facts), await books.at(now)
        return _view(customer_id, sections, book, now, answer_in(response, accept_language))

    return router


def _view(
    customer_id: UUID, sections: Sections, book: PolicyBook, now: datetime, language: Language
) -> RecommendationsView:
    found = list(recommended(sections, book.offers))
    nothing = None if found else _why_nothing(sections, book)
    return RecommendationsView(
        customer_id=customer_id,
        recommendations=[_told(one, book, language) for one in found],
        nothing=nothing,
        words=None if nothing is None else _NOTHING[nothing][language],
        judged_at=now,
        policy_version=book.version,
    )


def _why_nothing(sections: Sections, book: PolicyBook) -> Nothing:
    if not book.offers.offers:
        return "nothing_offered"
    return "nothing_meets" if sections else "nothing_recorded"


def _told(one: Recommended, book: PolicyBook, language: Language) -> Recommendation:
    offer, fact = one.offer, one.fact
    return Recommendation(
        offer=one.slug,
        title=offer.title.in_language(language),
        kind=offer.kind,
        need=offer.meets.in_language(language),
        event_id=fact.event_id,
        reads=offer.reads,
        recorded_at=fact.occurred_at,
        word=one.word,
        words=_words(one, book, language),
    )


def _words(one: Recommended, book: PolicyBook, language: Language) -> str:
    offer, zone = one.offer, ZoneInfo(book.calendar.time_zone)
    title, kind, need = (
        text.in_language(language) for text in (offer.title, KIND_WORDS[offer.kind], offer.meets)
    )
    on = one.fact.occurred_at.astimezone(zone).date().isoformat()
    if language == "zh-CN":
        said = f"，其中提到“{one.word}”" if one.word else ""
        return f"推荐{kind}“{title}”：满足需求“{need}”，依据 {on} 的记录（{offer.reads}）{said}。"
    said = f', which speaks of "{one.word}"' if one.word else ""
    return f'Offer the {kind} "{title}": it meets "{need}", as recorded on {on} ({offer.reads}){said}.'
