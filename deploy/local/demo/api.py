"""The four HTTP APIs as a client sees them: a key, an idempotency key for each write, and clear answers."""

from typing import Any, Self

import httpx

from deploy.local.installation import Installation
from deploy.local.ports import LOOPBACK
from deploy.local.refusal import Refusal
from shared.contracts.topics import SERVICES

TIMEOUT_S = 15
PAGE_MAX = 200


class Api:
    """A session with all four services under one key."""

    def __init__(self, installation: Installation, key: str) -> None:
        self._clients = {
            service: httpx.AsyncClient(
                base_url=f"http://{LOOPBACK}:{installation.ports[service]}",
                headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"},
                timeout=TIMEOUT_S,
            )
            for service in SERVICES
        }

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients.values():
            await client.aclose()

    async def get(self, service: str, path: str, **query: str | int) -> Any:
        """The answer's JSON; None when there is no such thing.

        Raises: Refusal for every other answer.
        """
        answer = await self._clients[service].get(path, params=query or None)
        return None if answer.status_code == httpx.codes.NOT_FOUND else _taken(answer).json()

    async def version(self, service: str, path: str) -> tuple[Any, str]:
        """The answer's JSON and its ETag, to be given back with a change."""
        answer = _taken(await self._clients[service].get(path))
        return answer.json(), answer.headers["ETag"]

    async def post(
        self, service: str, path: str, body: dict[str, Any], *, once: str, if_match: str | None = None
    ) -> tuple[Any, bool]:
        """The answer's JSON, and whether the write took effect now; `once` names the write for ever."""
        headers = {"Idempotency-Key": once} | ({"If-Match": if_match} if if_match else {})
        answer = _taken(await self._clients[service].post(path, json=body, headers=headers))
        return answer.json(), answer.headers.get("Idempotency-Replayed") != "true"

    async def pages(self, service: str, path: str, **query: str | int) -> list[Any]:
        """Every item of a list, page by page."""
        page = await self.get(service, path, **query, limit=PAGE_MAX)
        items: list[Any] = page["items"]
        while page["next"]:
            page = await self.get(service, page["next"])
            items += page["items"]
        return items


def _taken(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    request = f"{answer.request.method} {answer.request.url.path}"
    raise Refusal(f"{request} was answered {answer.status_code}: {answer.text[:500]}")
