"""In which language a route answers."""

from typing import Annotated

from fastapi import Header, Response

from shared.kit.http.problems import Language, preferred

AcceptLanguage = Annotated[str, Header(description="`zh-CN` or `en`")]


def answer_in(response: Response, accept_language: str) -> Language:
    """Return the language of the answer, which says so."""
    language = preferred(accept_language)
    response.headers["Content-Language"] = language
    response.headers["Vary"] = "Accept-Language"
    return language
