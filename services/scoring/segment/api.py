"""`GET /v1/customers/{id}/segment`: the segment, its strategy, and why the customer belongs to it."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, Field, JsonValue

from services.scoring.segment.judging import Facts, Verdict, judged
from services.scoring.segment.lookup import SegmentFacts
from shared.in_force import InForce
from shared.kit.clock import Clock
from shared.kit.http.auth import requires
from shared.kit.http.language import AcceptLanguage, answer_in
from shared.kit.http.problems import HttpProblem, Language
from shared.policy import PolicyBook
from shared.policy.facts import SEGMENT
from shared.policy.names import YES_NO


class SegmentView(BaseModel):
    """A customer's segment by the policy in force; null when no segment of the policy fits."""

    customer_id: UUID
    segment: str | None
    title: str | None
    strategy: str | None
    condition: str | None = Field(description="in CEL, as the policy states it")
    because: dict[str, JsonValue] = Field(description="the facts that the condition speaks of")
    judged_at: datetime
    policy_version: str
    words: str = Field(description="the same for people, in the language asked for")


def segment_router(facts: SegmentFacts, books: InForce, clock: Clock) -> APIRouter:
    """Return the route of one customer's segment."""
    router = APIRouter(prefix="/v1", tags=["segments"], dependencies=[Depends(requires())])

    @router.get("/customers/{customer_id}/segment")
    async def read_segment(
        customer_id: UUID, response: Response, accept_language: AcceptLanguage = ""
    ) -> SegmentView:
        """Read which segment a customer belongs to, why, and the strategy for it (S8-02)."""
        now, key = clock.now(), str(customer_id)
        known, book = (await facts.of([key], now)).get(key), await books.at(now)
        if known is None:
            raise HttpProblem("not_found")
        verdict = judged(known, book.segments)
        return _view(customer_id, verdict, book, now, answer_in(response, accept_language))

    return router


def _view(
    customer_id: UUID, verdict: Verdict | None, book: PolicyBook, now: datetime, language: Language
) -> SegmentView:
    segment = None if verdict is None else verdict.segment
    return SegmentView(
        customer_id=customer_id,
        segment=None if verdict is None else verdict.slug,
        title=None if segment is None else segment.title.in_language(language),
        strategy=None if segment is None else segment.strategy.in_language(language),
        condition=None if segment is None else segment.when,
        because={} if verdict is None else dict(verdict.because),
        judged_at=now,
        policy_version=book.version,
        words=_words(verdict, language),
    )


def _words(verdict: Verdict | None, language: Language) -> str:
    if verdict is None:
        return "制度中没有适合的细分市场。" if language == "zh-CN" else "No segment of the policy fits."
    title, reason = (text.in_language(language) for text in (verdict.segment.title, verdict.segment.reason))
    told = _told(verdict.because, language)
    if language == "zh-CN":
        return f"属于{title}：{reason}" + (f"（{told}）" if told else "")
    return f"{title}: {reason}" + (f" ({told})" if told else "")


def _told(because: Facts, language: Language) -> str:
    parts = [
        f"{SEGMENT[name].title.in_language(language)} {_said(name, value, language)}"
        for name, value in because.items()
    ]
    return ("，" if language == "zh-CN" else ", ").join(parts)


def _said(name: str, value: object, language: Language) -> str:
    if isinstance(value, bool):
        return YES_NO[value].in_language(language)
    word = SEGMENT[name].words.get(str(value))
    return word.in_language(language) if word else str(value)
