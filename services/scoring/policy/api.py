"""`GET /v1/policy`: the rules that grade customers and set the clocks, with their sources."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response
from pydantic import BaseModel, Field, JsonValue

from shared.kit.http.auth import requires
from shared.kit.http.problems import Language, preferred
from shared.policy import PolicyBook, working_time
from shared.policy.readable import readable

AcceptLanguage = Annotated[str, Header(description="`zh-CN` or `en`")]


class PolicyView(BaseModel):
    """A policy book in one language. Each rule of a chapter has a title, a source and a reason."""

    version: str
    title: str
    effective_from: datetime
    language: Language
    holidays_published_through: int = Field(description="Last year with a published calendar of China")
    chapters: dict[str, JsonValue]


def policy_router(book: PolicyBook) -> APIRouter:
    """Return the route of the book in force."""
    router = APIRouter(prefix="/v1", tags=["policy"], dependencies=[Depends(requires())])

    @router.get("/policy")
    async def read_policy(response: Response, accept_language: AcceptLanguage = "") -> PolicyView:
        """Read the policy book in force, in the language that the client prefers."""
        language = answer_in(response, accept_language)
        chapters = readable(book, language)
        return PolicyView(
            version=book.version,
            title=book.title.in_language(language),
            effective_from=book.effective_from,
            language=language,
            holidays_published_through=working_time.last_published_year(),
            chapters={name: chapters[name] for name in book.chapters()},
        )

    return router


def answer_in(response: Response, accept_language: str) -> Language:
    """Return the language of the answer, which says so."""
    language = preferred(accept_language)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    return language
